// Texts of data/messages/*/portal.yaml. Of those that count a page has Format::Counted, with its reader's digits.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/messages/messages.h"

namespace tabadul::web::pages {

// Text("fr", "search.button")
inline std::string Text(std::string_view language, std::string_view key, const Metadata& parameters = {},
                        messages::Digits digits = messages::Digits::kLatin) {
  return messages::Text(language, "portal." + std::string(key), parameters, digits);
}

}  // namespace tabadul::web::pages

// Texts of data/messages/*/portal.yaml.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/platform/messages/messages.h"

namespace tabadul::web::pages {

// Text("fr", "search.button")
inline std::string Text(std::string_view language, std::string_view key, const Metadata& parameters = {}) {
  return messages::Text(language, "portal." + std::string(key), parameters);
}
// A text that counts by its parameter "count".
inline std::string Counted(std::string_view language, std::string_view key, int64_t count) {
  return Text(language, key, {{"count", std::to_string(count)}});
}

}  // namespace tabadul::web::pages

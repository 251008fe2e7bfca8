// The texts of the portal in its templates: "{{t:search.button}}" stands for the text "portal.search.button", in the page's
// language. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"

namespace tabadul::web::pages {

// The keys that a template names, as they stand in it.
std::vector<std::string> TextKeysOf(std::string_view source);
// The template with its texts, escaped for HTML: they may stand in text and in quoted attributes that are no addresses.
// INTERNAL: there is no such text.
absl::StatusOr<std::string> FillTexts(std::string_view source, std::string_view language);
std::string EscapeHtml(std::string_view text);

}  // namespace tabadul::web::pages

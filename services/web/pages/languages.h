// The languages of the portal.
#pragma once

#include <algorithm>
#include <string_view>

namespace tabadul::web::pages {

inline constexpr std::string_view kLanguages[] = {"ar", "en", "fr"};

inline bool IsLanguage(std::string_view text) {
  return std::find(std::begin(kLanguages), std::end(kLanguages), text) != std::end(kLanguages);
}

}  // namespace tabadul::web::pages

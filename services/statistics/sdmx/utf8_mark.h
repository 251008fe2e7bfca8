// The mark that files in UTF-8 may begin with.
#pragma once

#include <string_view>

namespace tabadul::statistics::sdmx {

inline constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

}  // namespace tabadul::statistics::sdmx

// The forms of identifiers in SDMX (SDMXCommon.xsd 2.1: IDType, NCNameIDType, NestedIDType, NestedNCNameIDType).
#pragma once

#include <string_view>

namespace tabadul::statistics {

inline constexpr size_t kMaxId = 255;  // bytes; the standard has no bound

bool IsId(std::string_view id);            // letters, digits, "_", "@", "$", "-"
bool IsNcName(std::string_view id);        // a letter, then letters, digits, "_", "-"
bool IsNestedId(std::string_view id);      // ids joined by "."
bool IsNestedNcName(std::string_view id);  // NCNames joined by ".": agencies

}  // namespace tabadul::statistics

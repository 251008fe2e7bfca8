// Bars of a table, one in each row, on one scale. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace tabadul::web::charts {

// A rectangle in a box of 100 units; `x` from its left.
struct Bar {
  std::string x, width;
};

// From zero to each value. They grow from where the lines of a page begin: of "rtl" from the right.
std::vector<Bar> DrawBars(absl::Span<const double> values, std::string_view direction);

// 1 to `levels` for each: which part of the range from the least to the largest it is in.
std::vector<int> LevelsOf(absl::Span<const double> values, int levels);

}  // namespace tabadul::web::charts

#include "services/web/charts/bars.h"

#include <algorithm>

#include "services/web/charts/scale.h"

namespace tabadul::web::charts {
namespace {

constexpr double kWhole = 100;
constexpr double kThinnest = 0.5;  // that a value which is not zero is seen

}  // namespace

std::vector<Bar> DrawBars(absl::Span<const double> values, std::string_view direction) {
  double least = 0, most = 0;
  for (const double value : values) {
    least = std::min(least, value);
    most = std::max(most, value);
  }
  const double span = most > least ? most - least : 1;
  std::vector<Bar> bars;
  for (const double value : values) {
    double width = kWhole * std::max(value, -value) / span;
    if (value != 0) width = std::max(width, kThinnest);
    double x = kWhole * ((value < 0 ? value : 0) - least) / span;
    x = std::min(x, kWhole - width);
    if (direction == "rtl") x = kWhole - x - width;
    bars.push_back({Coordinate(x), Coordinate(width)});
  }
  return bars;
}

std::vector<int> LevelsOf(absl::Span<const double> values, int levels) {
  std::vector<int> found;
  if (values.empty()) return found;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double span = *most - *least;
  for (const double value : values) {
    const double place = span > 0 ? (value - *least) / span : 0;
    found.push_back(std::min(levels, 1 + static_cast<int>(place * levels)));
  }
  return found;
}

}  // namespace tabadul::web::charts

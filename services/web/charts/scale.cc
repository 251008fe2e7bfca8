#include "services/web/charts/scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tabadul::web::charts {
namespace {

constexpr double kMostSteps = 5;
constexpr double kNear = 0.5;  // zero is shown if what lies between would take no more than half of the axis

// The smallest round number that is at least `step`, and how many decimals it needs.
void RoundUp(double step, Scale& scale) {
  const int power = static_cast<int>(std::floor(std::log10(step)));
  const double unit = std::pow(10.0, power);
  for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    scale.step = factor * unit;
    scale.decimals = std::max(0, (factor == 2.5 ? 1 : 0) - power);
    if (scale.step >= step * (1 - 1e-9)) return;
  }
}

}  // namespace

std::vector<double> Scale::Ticks() const {
  std::vector<double> ticks;
  const auto count = static_cast<int>(std::lround((high - low) / step));
  for (int i = 0; i <= count; ++i) ticks.push_back(low + i * step);
  return ticks;
}

Scale ScaleOf(double least, double most, bool zero) {
  const double span = most - least;
  if (least > 0 && (zero || least <= span * kNear / (1 - kNear))) least = 0;
  if (most < 0 && (zero || -most <= span * kNear / (1 - kNear))) most = 0;
  if (most <= least) most = least + (least == 0 ? 1 : std::abs(least) * 0.1);
  Scale scale;
  RoundUp((most - least) / kMostSteps, scale);
  // Rounding outwards may add a step.
  do {
    scale.low = std::floor(least / scale.step + 1e-9) * scale.step;
    scale.high = std::ceil(most / scale.step - 1e-9) * scale.step;
    if (std::lround((scale.high - scale.low) / scale.step) <= kMostSteps) break;
    RoundUp(scale.step * 1.01, scale);
  } while (true);
  return scale;
}

std::vector<size_t> Spread(size_t count, size_t most) {
  std::vector<size_t> places;
  if (count <= most || most < 2) {
    for (size_t i = 0; i < count; ++i) places.push_back(i);
    return places;
  }
  for (size_t i = 0; i < most; ++i) places.push_back(i * (count - 1) / (most - 1));
  return places;
}

std::string Coordinate(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace tabadul::web::charts

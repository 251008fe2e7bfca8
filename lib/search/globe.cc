#include "lib/search/globe.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tabadul::search {
namespace {

constexpr double kRadius = 6'371'008.8;
constexpr double kRadians = std::numbers::pi / 180 / 1e6;  // of a millionth of a degree

double Haversine(int64_t difference) {
  const double sine = std::sin(static_cast<double>(difference) * kRadians / 2);
  return sine * sine;
}

}  // namespace

int64_t Metres(const Point& a, const Point& b) {
  const double h =
      Haversine(a.latitude - b.latitude) + std::cos(static_cast<double>(a.latitude) * kRadians) *
                                               std::cos(static_cast<double>(b.latitude) * kRadians) *
                                               Haversine(a.longitude - b.longitude);
  return std::llround(2 * kRadius * std::asin(std::sqrt(std::min(1.0, h))));
}

}  // namespace tabadul::search

#include "services/web/charts/lines.h"

#include <algorithm>

namespace tabadul::web::charts {
namespace {

constexpr size_t kMostMarks = 60;  // of a line, each value with one
constexpr double kStroke = 1.5;    // that a small line needs at its edges

struct Extent {
  double least = 0, most = 0;
  bool any = false;
  void Add(double value) {
    least = any ? std::min(least, value) : value;
    most = any ? std::max(most, value) : value;
    any = true;
  }
};

// 0 to 1; one alone stands in the middle.
double PlaceOf(absl::Span<const double> times, size_t at) {
  const double span = times.back() - times.front();
  return span > 0 ? (times[at] - times.front()) / span : 0.5;
}

bool IsThere(const Values& values, size_t at) { return at < values.size() && values[at].has_value(); }

// `x`, `y`: of a place and of a value.
template <class X, class Y>
std::string PathOf(const Values& values, size_t count, const X& x, const Y& y) {
  std::string path;
  for (size_t i = 0; i < count; ++i) {
    if (!IsThere(values, i)) continue;
    const bool goes_on = i > 0 && IsThere(values, i - 1);
    if (!goes_on && !IsThere(values, i + 1)) continue;  // a mark shows it
    path += (goes_on ? "L" : "M") + Coordinate(x(i)) + " " + Coordinate(y(*values[i]));
  }
  return path;
}

Line DrawLine(absl::Span<const double> times, const Values& values, const Scale& scale) {
  Line line;
  const auto y = [&](double value) { return 1 - scale.Place(value); };
  line.path = PathOf(
      values, times.size(), [&](size_t at) { return kBox * PlaceOf(times, at); },
      [&](double value) { return kBox * y(value); });
  const bool few = times.size() <= kMostMarks;
  size_t last = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    if (IsThere(values, i)) last = i;
  }
  for (size_t i = 0; i < times.size(); ++i) {
    if (!IsThere(values, i)) continue;
    const bool alone = (i == 0 || !IsThere(values, i - 1)) && !IsThere(values, i + 1);
    if (few || alone || i == last)
      line.marks.push_back({Coordinate(100 * PlaceOf(times, i)), Coordinate(100 * y(*values[i]))});
  }
  return line;
}

}  // namespace

Lines DrawLines(absl::Span<const double> times, absl::Span<const Values> values) {
  Extent extent;
  for (const Values& line : values) {
    for (size_t i = 0; i < times.size(); ++i) {
      if (IsThere(line, i)) extent.Add(*line[i]);
    }
  }
  Lines drawn;
  if (!extent.any) return drawn;
  const Scale scale = ScaleOf(extent.least, extent.most, false);
  drawn.decimals = scale.decimals;
  for (const double tick : scale.Ticks())
    drawn.ticks.push_back({Coordinate(100 * (1 - scale.Place(tick))), tick});
  for (const Values& line : values) drawn.lines.push_back(DrawLine(times, line, scale));
  return drawn;
}

std::vector<std::string> PlacesOf(absl::Span<const double> times) {
  std::vector<std::string> places;
  for (size_t i = 0; i < times.size(); ++i) places.push_back(Coordinate(100 * PlaceOf(times, i)));
  return places;
}

std::string Sparkline(absl::Span<const double> times, const Values& values, double width, double height) {
  Extent extent;
  for (size_t i = 0; i < times.size(); ++i) {
    if (IsThere(values, i)) extent.Add(*values[i]);
  }
  if (!extent.any) return "";
  const double span = extent.most - extent.least;
  const auto inside = [](double place, double size) { return kStroke + place * (size - 2 * kStroke); };
  return PathOf(
      values, times.size(), [&](size_t at) { return inside(PlaceOf(times, at), width); },
      [&](double value) { return inside(span > 0 ? (extent.most - value) / span : 0.5, height); });
}

}  // namespace tabadul::web::charts

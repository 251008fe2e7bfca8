// Lines over time as SVG draws them: paths, marks, axes. Pure; what is text around them is the page's.
//
// A chart is as wide as its page, and its text is not drawn larger or smaller with it: so marks, ticks and labels stand at
// percents of the drawing, and the paths in a box of kBox × kBox that is stretched to it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/web/charts/scale.h"

namespace tabadul::web::charts {

inline constexpr double kBox = 1000;

using Values = std::vector<std::optional<double>>;  // one for each period; nullopt: there is none

struct Mark {
  std::string x, y;  // percents
};

struct Line {
  std::string
      path;  // "M0 500L1000 250", in the box; broken where a value is missing; empty if nothing is connected
  std::vector<Mark>
      marks;  // of every value if they are few; else of those that no line reaches, and the last
};

struct Lines {
  struct Tick {
    std::string at;  // percent from the top
    double value = 0;
  };
  std::vector<Line> lines;
  std::vector<Tick> ticks;
  int decimals = 0;  // of their values
};

// `times`: of the periods, rising, in any unit. Empty without any value.
Lines DrawLines(absl::Span<const double> times, absl::Span<const Values> values);
// Percent of each time from the left.
std::vector<std::string> PlacesOf(absl::Span<const double> times);

// A small line without axes, in a box of `width` × `height`, with room for its stroke; empty with fewer than two values.
std::string Sparkline(absl::Span<const double> times, const Values& values, double width, double height);

}  // namespace tabadul::web::charts

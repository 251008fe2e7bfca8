// Where values stand on an axis. Pure.
//
// Which way charts run. Decided: time runs from left to right on pages of every language, with the axis of values at its left; and what
// is text around a chart (its title, its key, the table behind it) and bars, which stand in a table, begin where the
// language begins. Arabic mathematics mirrors its notation, but the axes of Arabic school books and of the charts of
// statistical offices, which mostly stand beside a second language, run from left to right; a mirrored line would be read as
// its opposite by whoever knows those. So charts of lines are islands of that direction (dir="ltr"). Considered: mirroring
// everything, as a page does by itself.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tabadul::web::charts {

// From `low` to `high` by round steps (1, 2, 2.5 or 5 times a power of ten).
struct Scale {
  double low = 0, high = 1, step = 1;
  int decimals = 0;  // that the steps need

  // 0 to 1 for low to high.
  double Place(double value) const { return high > low ? (value - low) / (high - low) : 0.5; }
  std::vector<double> Ticks() const;
};

// Holds both, with five steps at most; zero too, if it is near or `zero` asks for it (bars begin there).
Scale ScaleOf(double least, double most, bool zero);

// Of `count` places at most `most`, evenly, the first and the last among them.
std::vector<size_t> Spread(size_t count, size_t most);

// "37.5": a coordinate, with two digits behind the point at most.
std::string Coordinate(double value);

}  // namespace tabadul::web::charts

// What a person should look at before a series is believed. Nothing of it is a mistake, and nothing is refused for it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

struct SeriesWarning {
  enum class Kind : uint8_t {
    // The change to this period is far from the other changes of the series: over the same part of the year before where
    // there is one (quarters, months…), else over the period before. Outliers by the modified z-score: 0.6745 × (x − median) /
    // MAD above 3.5 (Iglewicz and Hoaglin, "How to Detect and Handle Outliers", ASQC, 1993, pp. 10–13), of the changes'
    // logarithms where all values are above 0, else of the changes themselves.
    kJump,
    // A unit is another than in the former state: its attribute, or the values are so many times what they were.
    kUnit,
    // Periods are missing between two that are there, although the others follow each other.
    kGap,
  };
  Kind kind = Kind::kJump;
  std::string
      period;  // of kJump, kGap: the period after it; of kUnit empty, or the first that has the other unit
  std::string component;  // of kUnit: the attribute; empty: the values say it
  std::string before,
      after;  // the two values, units, periods; of kUnit by values their factor in `after`: "1000"
};

// `former`: what the series was before; null: there was nothing. Observations that it had with the same value make no kJump.
// In the order of the kinds, then of periods; at most 100.
std::vector<SeriesWarning> WarningsOf(const v1::Series& series, const v1::Series* former);

}  // namespace tabadul::statistics

// The arithmetic of warnings.cc. In doubles: nothing of it becomes a value. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "services/statistics/series/decimal.h"

namespace tabadul::statistics {

inline constexpr size_t kLeastChanges = 8;  // of fewer nothing can be said
inline constexpr double kHighScore = 3.5;

double ToDouble(const Decimal& decimal);

// The modified z-scores of the changes from the first to the second of each pair; zeros where the changes are too few. A
// change below a fifth has none that is high: series that hardly move have tiny spreads.
std::vector<double> ScoresOfChanges(const std::vector<std::pair<double, double>>& pairs);

// The whole number, not zero, that the median is within a hundredth of, if at least half of the powers are.
std::optional<int> CommonPower(std::vector<double> powers);

}  // namespace tabadul::statistics

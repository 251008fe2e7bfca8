#include "services/statistics/series/warnings_math.h"

#include <algorithm>
#include <cmath>

namespace tabadul::statistics {
namespace {

constexpr size_t kLeastPowers = 2;
constexpr double kNear = 0.01;
constexpr double kLeastChange = 0.2;  // as part of the value
// Of a normal distribution: the part of the standard deviation that the MAD is, and that the mean deviation is (Iglewicz and
// Hoaglin 1993).
constexpr double kMadOfDeviation = 0.6745, kMeanOfDeviation = 0.797885;

double MedianOf(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

bool IsSmall(const std::pair<double, double>& pair) {
  const double least = std::min(std::abs(pair.first), std::abs(pair.second));
  return std::abs(pair.second - pair.first) < kLeastChange * least;
}

}  // namespace

double ToDouble(const Decimal& decimal) {
  return static_cast<double>(decimal.value) / std::pow(10.0, decimal.decimals);
}

std::vector<double> ScoresOfChanges(const std::vector<std::pair<double, double>>& pairs) {
  std::vector<double> scores(pairs.size());
  if (pairs.size() < kLeastChanges) return scores;
  const bool positive = std::all_of(pairs.begin(), pairs.end(),
                                    [](const auto& pair) { return pair.first > 0 && pair.second > 0; });
  std::vector<double> changes;
  for (const auto& [from, to] : pairs) changes.push_back(positive ? std::log(to / from) : to - from);

  const double median = MedianOf(changes);
  std::vector<double> deviations;
  double sum = 0;
  for (const double change : changes) sum += deviations.emplace_back(std::abs(change - median));
  double spread = MedianOf(deviations) / kMadOfDeviation;
  // More than half of the changes are the same one.
  if (spread == 0) spread = sum / static_cast<double>(deviations.size()) / kMeanOfDeviation;
  if (spread == 0) return scores;
  for (size_t i = 0; i < changes.size(); ++i) {
    if (!IsSmall(pairs[i])) scores[i] = (changes[i] - median) / spread;
  }
  return scores;
}

std::optional<int> CommonPower(std::vector<double> powers) {
  if (powers.size() < kLeastPowers) return std::nullopt;
  const double power = std::round(MedianOf(powers));
  const auto near = std::count_if(powers.begin(), powers.end(),
                                  [power](double each) { return std::abs(each - power) <= kNear; });
  if (power == 0 || 2 * static_cast<size_t>(near) < powers.size()) return std::nullopt;
  return static_cast<int>(power);
}

}  // namespace tabadul::statistics

#include "services/statistics/series/warnings.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/period.h"
#include "services/statistics/series/decimal.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/warnings_math.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kMaxWarnings = 100;

struct Point {
  std::optional<int64_t> ordinal;
  std::string_view period;
  Decimal value;
};

std::string TextAt(const Point& point) { return DecimalText(point.value); }

// The observations that have a value.
std::vector<Point> PointsOf(const v1::Series& series) {
  std::vector<Point> points;
  int next_missing = 0;
  for (int i = 0; i < series.periods_size(); ++i) {
    if (next_missing < series.missing_size() && series.missing(next_missing) == static_cast<uint32_t>(i)) {
      ++next_missing;
      continue;
    }
    const auto period = Period::Parse(series.periods(i));
    points.push_back({period ? period->ordinal() : std::nullopt,
                      series.periods(i),
                      {series.values(i), DecimalsAt(series, i)}});
  }
  return points;
}

absl::flat_hash_map<std::string_view, Decimal> ByPeriod(const std::vector<Point>& points) {
  absl::flat_hash_map<std::string_view, Decimal> values;
  for (const Point& point : points) values.emplace(point.period, point.value);
  return values;
}

// How many periods a year has, where its parts are not alike.
int64_t PartsOfYear(const v1::Series& series) {
  const auto period = Period::Parse(series.periods(0));
  const std::string_view frequency = period ? period->frequency() : "";
  if (frequency == "M") return 12;
  if (frequency == "Q") return 4;
  if (frequency == "T") return 3;
  if (frequency == "S") return 2;
  return 1;
}

struct Step {
  size_t from = 0, to = 0;  // places among the points
};

// Pairs of points that are `lag` periods apart; without ordinals those that follow each other.
std::vector<Step> StepsOf(const std::vector<Point>& points, int64_t lag) {
  std::vector<Step> steps;
  absl::flat_hash_map<int64_t, size_t> places;
  for (size_t i = 0; i < points.size(); ++i) {
    if (lag > 1 && points[i].ordinal) {
      if (const auto from = places.find(*points[i].ordinal - lag); from != places.end()) {
        steps.push_back({from->second, i});
      }
      places.emplace(*points[i].ordinal, i);
    } else if (lag == 1 && i > 0) {
      steps.push_back({i - 1, i});
    }
  }
  return steps;
}

void AddJumps(const v1::Series& series, const std::vector<Point>& points, const std::vector<Point>& former,
              std::vector<SeriesWarning>& warnings) {
  std::vector<Step> steps = StepsOf(points, PartsOfYear(series));
  if (steps.size() < kLeastChanges) steps = StepsOf(points, 1);
  std::vector<double> values;
  for (const Point& point : points) values.push_back(ToDouble(point.value));
  std::vector<std::pair<double, double>> pairs;
  for (const Step& step : steps) pairs.emplace_back(values[step.from], values[step.to]);
  const std::vector<double> scores = ScoresOfChanges(pairs);

  const auto known = ByPeriod(former);
  absl::flat_hash_map<size_t, bool> jumped;  // by point: upwards
  for (size_t i = 0; i < scores.size(); ++i) {
    if (std::abs(scores[i]) <= kHighScore) continue;
    const bool up = scores[i] > 0;
    jumped[steps[i].to] = up;
    // The way back from a jump is none of its own.
    const auto before = jumped.find(steps[i].from);
    if (before != jumped.end() && before->second != up) continue;
    const Point& to = points[steps[i].to];
    const auto same = known.find(to.period);
    if (same != known.end() && same->second == to.value) continue;
    warnings.push_back({.kind = SeriesWarning::Kind::kJump,
                        .period = std::string(to.period),
                        .component = {},
                        .before = TextAt(points[steps[i].from]),
                        .after = TextAt(to)});
  }
}

// The concepts of SDMX's cross-domain list and of the Content-Oriented Guidelines that say in what a value is counted.
constexpr std::string_view kUnits[] = {"BASE_PER", "CURRENCY", "UNIT", "UNIT_MEASURE", "UNIT_MULT"};

std::string UnitOf(const v1::Series& series, std::string_view id) {
  for (const v1::AttributeValue& value : series.attributes()) {
    if (value.id() == id) return value.value();
  }
  return {};
}

// By period, of a unit that observations have.
std::map<std::string_view, std::string_view> UnitsByPeriod(const v1::Series& series, std::string_view id) {
  std::map<std::string_view, std::string_view> units;
  for (const v1::AttributeColumn& column : series.columns()) {
    if (column.id() != id) continue;
    for (int i = 0; i < column.at_size(); ++i) {
      if (column.at(i) > 0) units[series.periods(i)] = column.values(static_cast<int>(column.at(i) - 1));
    }
  }
  return units;
}

void AddUnits(const v1::Series& series, const v1::Series& former, std::vector<SeriesWarning>& warnings) {
  const auto add = [&](std::string_view period, std::string_view id, std::string_view was,
                       std::string_view is) {
    warnings.push_back({SeriesWarning::Kind::kUnit, std::string(period), std::string(id), std::string(was),
                        std::string(is)});
  };
  for (const std::string_view id : kUnits) {
    const std::string was = UnitOf(former, id), is = UnitOf(series, id);
    if (was != is && !was.empty()) add("", id, was, is);
    const auto were = UnitsByPeriod(former, id);
    for (const auto& [period, unit] : UnitsByPeriod(series, id)) {
      const auto before = were.find(period);
      if (before == were.end() || before->second == unit) continue;
      add(period, id, before->second, unit);
      break;
    }
  }
}

// Most values that were there are now so many times what they were.
void AddFactor(const std::vector<Point>& points, const std::vector<Point>& former,
               std::vector<SeriesWarning>& warnings) {
  const auto known = ByPeriod(former);
  std::vector<double> powers;  // of ten
  for (const Point& point : points) {
    const auto was = known.find(point.period);
    if (was == known.end()) continue;
    const double ratio = ToDouble(point.value) / ToDouble(was->second);
    if (ratio > 0 && std::isfinite(ratio)) powers.push_back(std::log10(ratio));
  }
  const auto power = CommonPower(powers);
  if (!power) return;
  warnings.push_back({.kind = SeriesWarning::Kind::kUnit,
                      .period = {},
                      .component = {},
                      .before = "1",
                      .after = *power > 0 ? "1" + std::string(static_cast<size_t>(*power), '0')
                                          : "0." + std::string(static_cast<size_t>(-*power - 1), '0') + "1"});
}

// A gap is a distance above the one that at least half of the neighbours have.
void AddGaps(const v1::Series& series, std::vector<SeriesWarning>& warnings) {
  std::vector<int64_t> distances;
  std::map<int64_t, size_t> counts;
  std::optional<int64_t> before;
  for (const std::string& text : series.periods()) {
    const auto period = Period::Parse(text);
    const auto ordinal = period ? period->ordinal() : std::nullopt;
    if (!ordinal) return;
    if (before) ++counts[distances.emplace_back(*ordinal - *before)];
    before = ordinal;
  }
  const auto usual = std::max_element(counts.begin(), counts.end(),
                                      [](const auto& a, const auto& b) { return a.second < b.second; });
  if (usual == counts.end() || 2 * usual->second < distances.size()) return;
  for (size_t i = 0; i < distances.size(); ++i) {
    if (distances[i] <= usual->first) continue;
    const auto place = static_cast<int>(i);
    warnings.push_back({.kind = SeriesWarning::Kind::kGap,
                        .period = series.periods(place + 1),
                        .component = {},
                        .before = series.periods(place),
                        .after = series.periods(place + 1)});
  }
}

}  // namespace

std::vector<SeriesWarning> WarningsOf(const v1::Series& series, const v1::Series* former) {
  std::vector<SeriesWarning> warnings;
  if (series.periods_size() == 0) return warnings;
  const std::vector<Point> points = PointsOf(series);
  const std::vector<Point> known = former != nullptr ? PointsOf(*former) : std::vector<Point>();
  AddJumps(series, points, known, warnings);
  if (former != nullptr) {
    AddUnits(series, *former, warnings);
    AddFactor(points, known, warnings);
  }
  AddGaps(series, warnings);
  if (warnings.size() > kMaxWarnings) warnings.resize(kMaxWarnings);
  return warnings;
}

}  // namespace tabadul::statistics

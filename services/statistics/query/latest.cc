#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "absl/strings/numbers.h"
#include "services/statistics/query/answer.h"
#include "services/statistics/query/choice.h"
#include "services/statistics/query/tables.h"

namespace tabadul::statistics::query {
namespace {

using Unit = std::pair<std::string, std::string>;  // and the currency: what is compared has the same

Unit UnitOf(const v1::LatestValue& value) { return {value.unit().id(), value.currency().id()}; }

// In units, for order alone.
double SizeOf(const v1::LatestValue& value) {
  double number = 0;
  int power = 0;
  if (!absl::SimpleAtod(value.observation().value(), &number)) return 0;
  if (!absl::SimpleAtoi(value.multiplier().id(), &power)) power = 0;
  return number * std::pow(10.0, power);
}

// False: the series has no value.
bool TakeLatest(v1::TableRow& row, v1::LatestValue& value) {
  const auto has_value = [](const v1::TableObservation& observation) { return !observation.value().empty(); };
  auto& observations = *row.mutable_observations();
  const auto latest = std::find_if(observations.rbegin(), observations.rend(), has_value);
  if (latest == observations.rend()) return false;
  const auto before = std::find_if(std::next(latest), observations.rend(), has_value);
  if (before != observations.rend()) *value.mutable_previous() = std::move(*before);
  *value.mutable_observation() = std::move(*latest);
  if (row.has_area()) *value.mutable_area() = std::move(*row.mutable_area());
  if (row.has_unit()) *value.mutable_unit() = std::move(*row.mutable_unit());
  if (row.has_multiplier()) *value.mutable_multiplier() = std::move(*row.mutable_multiplier());
  if (row.has_currency()) *value.mutable_currency() = std::move(*row.mutable_currency());
  value.set_source(row.source());
  value.set_source_name(row.source_name());
  return true;
}

Unit MostFrequent(const std::vector<v1::LatestValue>& values) {
  std::map<Unit, int> counts;
  for (const v1::LatestValue& value : values) ++counts[UnitOf(value)];
  const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& one, const auto& other) {
    return one.second < other.second;
  });
  return most == counts.end() ? Unit() : most->first;
}

void Rank(std::vector<v1::LatestValue>& values) {
  std::stable_sort(values.begin(), values.end(),
                   [](const auto& one, const auto& other) { return SizeOf(one) > SizeOf(other); });
  const Unit unit = MostFrequent(values);
  int place = 0, rank = 0;
  double last = 0;
  for (v1::LatestValue& value : values) {
    if (value.area().country().empty() || UnitOf(value) != unit) continue;
    ++place;
    if (place == 1 || SizeOf(value) != last) rank = place;
    last = SizeOf(value);
    value.set_rank(rank);
  }
}

// What all of them have in common.
void SetUnit(v1::GetLatestResponse& response) {
  const auto key = [](const v1::LatestValue& value) {
    return std::tuple(value.unit().id(), value.multiplier().id(), value.currency().id());
  };
  if (response.values().empty()) return;
  const v1::LatestValue& first = response.values(0);
  for (const v1::LatestValue& value : response.values()) {
    if (key(value) != key(first)) return;
  }
  if (first.has_unit()) *response.mutable_unit() = first.unit();
  if (first.has_multiplier()) *response.mutable_multiplier() = first.multiplier();
}

}  // namespace

absl::StatusOr<v1::GetLatestResponse> GetLatest(const Holdings& holdings, const v1::GetLatestRequest& request,
                                                std::string_view language) {
  ASSIGN_OR_RETURN(const Flow flow, FindFlow(holdings, request.dataflow()));
  Violations v;
  Choices choices = ParseChoices(*flow.layout, request.codes(), v);
  CheckSingle(*flow.layout, choices, v);
  RETURN_IF_ERROR(v.ToStatus());
  v1::GetLatestResponse response;
  SetFlow(flow, language, response);
  RowMaker maker(flow, language);
  std::vector<v1::LatestValue> values;
  if (flow.snapshot != nullptr && Complete(*flow.snapshot, choices)) {
    CubeCursor cursor(flow.snapshot, QueryOf(choices));
    size_t bytes = 0;
    for (int areas = 0; bytes < kMaxBytes && areas < kMaxAreas && cursor.Next(); ++areas) {
      v1::TableRow row = maker.Row(cursor);
      v1::LatestValue value;
      if (!TakeLatest(row, value)) continue;
      bytes += value.ByteSizeLong();
      values.push_back(std::move(value));
    }
  }
  Rank(values);
  for (v1::LatestValue& value : values) *response.add_values() = std::move(value);
  SetUnit(response);
  SetSaid(maker, response);
  return response;
}

}  // namespace tabadul::statistics::query

#include <algorithm>
#include <map>
#include <utility>

#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/crosswalk.h"
#include "services/statistics/period.h"
#include "services/statistics/query/answer.h"
#include "services/statistics/query/choice.h"
#include "services/statistics/query/tables.h"

namespace tabadul::statistics::query {
namespace {

using common::v1::ERROR_REASON_CONTRADICTION;
using common::v1::ERROR_REASON_REQUIRED;
using common::v1::ERROR_REASON_TOO_MANY;
using common::v1::ERROR_REASON_UNKNOWN_CODE;

// By country's code in the dataflow.
using Rows = std::map<std::string, v1::TableRow, std::less<>>;

void CheckCountries(const Strings& countries, Violations& v) {
  if (countries.empty()) v.Add("countries", ERROR_REASON_REQUIRED);
  if (countries.size() > kMaxCountries)
    v.Add("countries", ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxCountries)}});
  for (int i = 0; i < std::min(countries.size(), kMaxCountries); ++i) {
    if (taxonomy::List(taxonomy::kCountries).Contains(countries[i])) continue;
    const auto in = v.In("countries", static_cast<size_t>(i));
    v.Add("", ERROR_REASON_UNKNOWN_CODE,
          {{"scheme", std::string(taxonomy::kCountries)}, {"code", countries[i].substr(0, kMaxCodeBytes)}});
  }
}

// The areas take the place of what was not named. False: the dataflow has none.
bool ChooseCountries(const Layout& layout, const Strings& countries, Choices& choices, Violations& v) {
  const int area = layout.FindDimension(kArea);
  if (area < 0) return false;
  Choice& choice = choices[static_cast<size_t>(area)];
  if (choice.stated) v.Add("codes", ERROR_REASON_CONTRADICTION, {{"other", "countries"}});
  choice.stated = true;
  for (const std::string& country : countries) choice.codes.push_back(taxonomy::Alpha3FromAlpha2(country));
  return true;
}

// Each period once, in the order of time.
std::map<std::pair<absl::Time, std::string>, int> PeriodsOf(const Rows& rows) {
  std::map<std::pair<absl::Time, std::string>, int> periods;
  for (const auto& [area, row] : rows) {
    for (const v1::TableObservation& observation : row.observations()) {
      const auto period = Period::Parse(observation.period());
      periods.try_emplace({period ? period->start() : absl::InfiniteFuture(), observation.period()});
    }
  }
  int number = 0;
  for (auto& [period, at] : periods) at = number++;
  return periods;
}

v1::CountryValues ValuesOf(v1::TableRow& row, const std::map<std::string, int>& places) {
  v1::CountryValues values;
  *values.mutable_area() = std::move(*row.mutable_area());
  if (row.has_unit()) *values.mutable_unit() = std::move(*row.mutable_unit());
  if (row.has_multiplier()) *values.mutable_multiplier() = std::move(*row.mutable_multiplier());
  if (row.has_currency()) *values.mutable_currency() = std::move(*row.mutable_currency());
  values.set_source(row.source());
  values.set_source_name(row.source_name());
  for (size_t i = 0; i < places.size(); ++i) {
    values.add_values();
    values.add_statuses();
  }
  for (v1::TableObservation& observation : *row.mutable_observations()) {
    const int place = places.at(observation.period());
    *values.mutable_values(place) = std::move(*observation.mutable_value());
    *values.mutable_statuses(place) = std::move(*observation.mutable_status());
  }
  return values;
}

void Align(Rows& rows, const Strings& countries, v1::CompareCountriesResponse& response) {
  std::map<std::string, int> places;
  for (const auto& [period, place] : PeriodsOf(rows)) {
    response.add_periods(period.second);
    places[period.second] = place;
  }
  for (const std::string& country : countries) {
    const auto row = rows.find(taxonomy::Alpha3FromAlpha2(country));
    if (row == rows.end()) continue;
    const size_t rows_with_it = static_cast<size_t>(response.countries_size()) + 1;
    if (rows_with_it * places.size() > kMaxObservations) return response.set_cut(true);
    *response.add_countries() = ValuesOf(row->second, places);
    rows.erase(row);  // of one that is named twice
  }
}

}  // namespace

absl::StatusOr<v1::CompareCountriesResponse> CompareCountries(const Holdings& holdings,
                                                              const v1::CompareCountriesRequest& request,
                                                              std::string_view language) {
  ASSIGN_OR_RETURN(const Flow flow, FindFlow(holdings, request.dataflow()));
  Violations v;
  Choices choices = ParseChoices(*flow.layout, request.codes(), v);
  CheckSingle(*flow.layout, choices, v);
  CheckCountries(request.countries(), v);
  const TimeRange range = ParseRange(request.start_period(), request.end_period(), v);
  RETURN_IF_ERROR(v.ToStatus());
  const bool has_areas = ChooseCountries(*flow.layout, request.countries(), choices, v);
  RETURN_IF_ERROR(v.ToStatus());
  v1::CompareCountriesResponse response;
  SetFlow(flow, language, response);
  RowMaker maker(flow, language);
  Rows rows;
  if (flow.snapshot != nullptr && has_areas && Complete(*flow.snapshot, choices)) {
    CubeQuery query = QueryOf(choices);
    query.observations.range = range;
    CubeCursor cursor(flow.snapshot, query);
    while (cursor.Next()) {
      v1::TableRow row = maker.Row(cursor);
      row.clear_notes();  // a series may have more of them than an answer has room for
      for (v1::TableObservation& observation : *row.mutable_observations()) observation.clear_notes();
      std::string area = row.area().code();
      rows[std::move(area)] = std::move(row);
    }
  }
  Align(rows, request.countries(), response);
  SetSaid(maker, response);
  return response;
}

}  // namespace tabadul::statistics::query

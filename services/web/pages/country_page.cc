#include "services/web/pages/country_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lib/taxonomy/member_states.h"
#include "services/web/pages/decimals.h"
#include "services/web/pages/flow_query.h"
#include "services/web/pages/format.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/names.h"
#include "services/web/pages/periods.h"
#include "services/web/pages/series_chart.h"
#include "services/web/pages/series_table.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr char kIndicator[] = "INDICATOR";
constexpr int kLastObservations = 24;               // of the small lines
constexpr int kMostFlows = 24;                      // each is a call
constexpr std::string_view kHubFlows = "TABADUL:";  // those of other agencies are not the core

size_t DecimalsOf(std::string_view number) {
  const size_t point = number.find('.');
  return point == std::string_view::npos ? 0 : number.size() - point - 1;
}

// "+0.4"; empty: one of them is no number.
std::string ChangeOf(const std::string& from, const std::string& to, const Format& format) {
  const auto before = NumberOf(from), after = NumberOf(to);
  if (!before || !after) return "";
  const size_t decimals = std::max(DecimalsOf(from), DecimalsOf(to));
  const std::string text = format.Figure(fmt::format("{:.{}f}", *after - *before, decimals));
  return text.empty() || *after <= *before ? text : "+" + text;
}

std::string IndicatorOf(const GetTableResponse& table, const TableRow& row, std::string* code) {
  for (int i = 0; i < std::min(table.dimensions_size(), row.key_size()); ++i) {
    if (table.dimensions(i).id() != kIndicator) continue;
    *code = row.key(i);
    for (const TableCode& known : table.dimensions(i).codes()) {
      if (known.code() == *code) return WithoutTurns(known.label());
    }
  }
  return WithoutTurns(table.label());
}

// The last observation that has a value, and the one before it; null: there is none.
struct Latest {
  const TableObservation *last = nullptr, *before = nullptr;
};
Latest LatestOf(const TableRow& row) {
  Latest latest;
  for (const TableObservation& observation : row.observations()) {
    if (observation.value().empty()) continue;
    latest.before = latest.last;
    latest.last = &observation;
  }
  return latest;
}

void AddRow(const GetTableResponse& table, const TableRow& series, const std::string& country,
            const Format& format, View& part) {
  const Latest latest = LatestOf(series);
  if (latest.last == nullptr) return;
  View& row = part.Add("INDICATOR");
  std::string code;
  row.Set("INDICATOR_NAME", IndicatorOf(table, series, &code));
  Query query = Query().With("country", country);
  if (!code.empty()) query = query.With("code", CodeChoice(kIndicator, code));
  row.Set("INDICATOR_ADDRESS", Address(format.language(), FlowPath(table.dataflow()), query));
  SetValue(latest.last, format, row);
  row.Set("INDICATOR_UNIT",
          UnitText(series.unit(), series.multiplier(), series.currency(), format.language()));
  row.Set("INDICATOR_PERIOD", PeriodName(latest.last->period(), format));
  if (latest.before != nullptr) {
    row.Set("CHANGE", ChangeOf(latest.before->value(), latest.last->value(), format));
    row.Set("CHANGE_SINCE", PeriodName(latest.before->period(), format));
  }
  row.Set("INDICATOR_SOURCE", WithoutTurns(series.source_name()));
  if (series.source().starts_with("DEMO/")) row.Add("INDICATOR_DEMO");
  AddSpark(series, row);
}

bool IsMember(const std::string& country) { return taxonomy::FindMemberState(country) != nullptr; }

// The hub's dataflows, each once, in the order of topics.
absl::StatusOr<std::vector<std::string>> CoreFlows(const Calls& calls) {
  ASSIGN_OR_RETURN(const auto found,
                   calls.Ask<ListDataflowsResponse>("/tabadul.statistics.v1.StatisticsService/ListDataflows",
                                                    ListDataflowsRequest()));
  std::vector<std::string> flows;
  for (const DataflowTopic& topic : found.topics()) {
    for (const DataflowSummary& summary : topic.dataflows()) {
      const std::string& name = summary.dataflow();
      if (flows.size() < kMostFlows && name.starts_with(kHubFlows) &&
          std::find(flows.begin(), flows.end(), name) == flows.end())
        flows.push_back(name);
    }
  }
  return flows;
}

}  // namespace

absl::StatusOr<Page> CountryPage(const Asked& asked, const Calls& calls) {
  if (!IsMember(asked.id)) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}});
  ASSIGN_OR_RETURN(const std::vector<std::string> flows, CoreFlows(calls));
  std::vector<GetTableResponse> tables;
  for (const std::string& flow : flows) {
    GetTableRequest request = ToTableRequest(flow, Query().With("country", asked.id));
    request.add_codes(CodeChoice(kIndicator, "*"));
    request.set_last_observations(kLastObservations);
    ASSIGN_OR_RETURN(auto table, calls.Ask<GetTableResponse>(
                                     "/tabadul.statistics.v1.StatisticsService/GetTable", request));
    if (!table.rows().empty()) tables.push_back(std::move(table));
  }
  return CountryPage(asked, tables);
}

Page CountryPage(const Asked& asked, const std::vector<GetTableResponse>& tables) {
  const Format format(asked.language, asked.digits);
  const std::string country = CountryName(asked.id, asked.language);
  Page page;
  page.title = Text(asked.language, "statistics.title-of", {{"country", country}});
  page.description = Text(asked.language, "statistics.description-of", {{"subject", country}});
  page.section = kStatistics;
  page.body = "country.tpl";
  View& view = page.view;
  view.Set("HEADING", page.title);
  view.Set("ALL_STATISTICS", Address(asked.language, kStatistics));
  NamedList statuses;
  std::set<std::string> seen;
  for (const GetTableResponse& table : tables) {
    View& part = view.Add("PART");
    part.Set("PART_NAME", WithoutTurns(table.label()));
    for (const TableRow& row : table.rows()) AddRow(table, row, asked.id, format, part);
    for (const Named& status : table.statuses()) {
      if (seen.insert(status.id()).second) *statuses.Add() = status;
    }
  }
  AddStatuses(statuses, view);
  if (tables.empty()) view.Add("EMPTY");
  return page;
}

}  // namespace tabadul::web::pages

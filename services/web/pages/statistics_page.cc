#include "services/web/pages/statistics_page.h"

#include <algorithm>

#include "lib/platform/base/utc.h"
#include "lib/taxonomy/member_states.h"
#include "services/web/pages/flow_query.h"
#include "services/web/pages/format.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/names.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr size_t kMostWords = 500;  // bytes, of the contract

std::string NameOf(const DataflowTopic& topic, const std::string& language) {
  std::string name;
  for (const std::string& label : topic.labels()) name += (name.empty() ? "" : " – ") + WithoutTurns(label);
  return name.empty() ? Text(language, "statistics.others") : name;
}

void AddIndicator(const DataflowSummary& summary, const Named& indicator, const std::string& language,
                  View& indicators) {
  View& link = indicators.Add("INDICATOR");
  link.Set("INDICATOR_NAME", WithoutTurns(indicator.label()));
  link.Set("INDICATOR_ADDRESS", Address(language, FlowPath(summary.dataflow()),
                                        Query().With("code", CodeChoice("INDICATOR", indicator.id()))));
}

void AddFlow(const DataflowSummary& summary, const Format& format, View& topic) {
  const std::string& language = format.language();
  View& flow = topic.Add("FLOW");
  flow.Set("FLOW_NAME", WithoutTurns(summary.label()));
  flow.Set("FLOW_ADDRESS", Address(language, FlowPath(summary.dataflow())));
  flow.Set("FLOW_SAID", WithoutTurns(summary.description()));
  const auto fact = [&](const std::string& text) { flow.Add("FACT").Set("FACT_TEXT", text); };
  fact(Text(language, "statistics.years",
            {{"first", format.Year(summary.first_year())}, {"last", format.Year(summary.last_year())}}));
  fact(format.Counted("statistics.series", summary.series()));
  fact(format.Counted("statistics.areas", summary.areas()));
  if (summary.has_update_time())
    fact(Text(language, "statistics.updated", {{"day", format.Day(TimeOf(summary.update_time()))}}));
  if (summary.indicators().empty()) return;
  View& indicators = flow.Add("INDICATORS");
  for (const Named& indicator : summary.indicators()) AddIndicator(summary, indicator, language, indicators);
}

void AddCountries(const Format& format, View& view) {
  std::vector<std::pair<std::string, std::string>> states;  // name, code
  for (const taxonomy::MemberState& state : taxonomy::MemberStates())
    states.emplace_back(CountryName(std::string(state.alpha2), format.language()), state.alpha2);
  std::sort(states.begin(), states.end(),
            [&](const auto& one, const auto& other) { return format.Before(one.first, other.first); });
  for (const auto& [name, code] : states) {
    View& country = view.Add("COUNTRY");
    country.Set("COUNTRY_NAME", name);
    country.Set("COUNTRY_ADDRESS", Address(format.language(), std::string(kStatisticsOfCountry) + code));
  }
}

}  // namespace

absl::StatusOr<Page> StatisticsPage(const Asked& asked, const Calls& calls) {
  ListDataflowsRequest request;
  request.set_query(asked.query.Get("q").size() <= kMostWords ? asked.query.Get("q") : "");
  ASSIGN_OR_RETURN(const auto found, calls.Ask<ListDataflowsResponse>(
                                         "/tabadul.statistics.v1.StatisticsService/ListDataflows", request));
  return StatisticsPage(asked, found);
}

Page StatisticsPage(const Asked& asked, const ListDataflowsResponse& found) {
  const Format format(asked.language, asked.digits);
  Page page;
  page.title = Text(asked.language, "statistics.title");
  page.description = Text(asked.language, "statistics.description");
  page.section = kStatistics;
  page.body = "statistics.tpl";
  page.query = asked.query;
  page.indexed = asked.query.parameters().empty();
  View& view = page.view;
  view.Set("ACTION", Address(asked.language, kStatistics));
  view.Set("WORDS", WithoutTurns(asked.query.Get("q")));
  if (asked.query.Has("q")) view.Set("ALL_STATISTICS", Address(asked.language, kStatistics));
  for (const DataflowTopic& topic : found.topics()) {
    View& shown = view.Add("TOPIC");
    shown.Set("TOPIC_NAME", NameOf(topic, asked.language));
    for (const DataflowSummary& summary : topic.dataflows()) AddFlow(summary, format, shown);
  }
  if (found.topics().empty()) view.Add("EMPTY");
  AddCountries(format, view);
  return page;
}

}  // namespace tabadul::web::pages

#include "services/web/pages/dataflow_page.h"

#include <algorithm>

#include "services/web/pages/flow_query.h"
#include "services/web/pages/format.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/ranking.h"
#include "services/web/pages/series_chart.h"
#include "services/web/pages/series_table.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

using Dimensions = google::protobuf::RepeatedPtrField<TableDimension>;

constexpr char kService[] = "/tabadul.statistics.v1.StatisticsService/";
constexpr char kArea[] = "REF_AREA", kIndicator[] = "INDICATOR", kEach[] = "*";
constexpr size_t kMostSeries = 24;  // columns of the table

const Dimensions& ChosenOf(const FlowAnswers& answers) {
  return answers.table ? answers.table->dimensions() : answers.latest->dimensions();
}

const TableDimension* Find(const Dimensions& dimensions, std::string_view id) {
  const auto found = std::find_if(dimensions.begin(), dimensions.end(),
                                  [&](const TableDimension& dimension) { return dimension.id() == id; });
  return found == dimensions.end() ? nullptr : &*found;
}

// What is chosen of a dimension: one code, all that there are, or nothing that has data.
std::string ChosenCode(const Dimensions& chosen, const std::string& id, const Query& query) {
  if (query.Has("code", CodeChoice(id, kEach))) return kEach;
  const TableDimension* dimension = Find(chosen, id);
  return dimension == nullptr || dimension->codes().empty() ? "" : dimension->codes(0).code();
}

std::string TitleOf(const FlowAnswers& answers) {
  const TableDimension* indicator = Find(ChosenOf(answers), kIndicator);
  if (indicator == nullptr || indicator->codes_size() != 1)
    return WithoutTurns(answers.flow.dataflow().label());
  return WithoutTurns(indicator->codes(0).label());
}

void AddOption(const std::string& value, const std::string& label, bool selected, View& select) {
  View& option = select.Add("OPTION");
  option.Set("OPTION_VALUE", value).Set("OPTION_LABEL", WithoutTurns(label));
  if (selected) option.Add("OPTION_SELECTED");
}

// One choice of each dimension that has more than one code with data.
void AddSelects(const Asked& asked, const FlowAnswers& answers, View& view) {
  for (const TableDimension& dimension : answers.flow.dimensions()) {
    if (dimension.id() == kArea || dimension.codes_size() < 2) continue;
    View& select = view.Add("SELECT");
    select.Set("SELECT_ID", dimension.id()).Set("SELECT_NAME", WithoutTurns(dimension.label()));
    const std::string chosen = ChosenCode(ChosenOf(answers), dimension.id(), asked.query);
    for (const TableCode& code : dimension.codes()) {
      AddOption(CodeChoice(dimension.id(), code.code()), code.label(), code.code() == chosen, select);
    }
    if (answers.table && dimension.id() != kIndicator) {
      AddOption(CodeChoice(dimension.id(), kEach), Text(asked.language, "statistics.each"), chosen == kEach,
                select);
    }
  }
}

void AddCountries(const Asked& asked, const FlowAnswers& answers, const Format& format, View& view) {
  std::vector<const Area*> countries;
  for (const Area& area : answers.flow.countries()) countries.push_back(&area);
  if (countries.empty()) return;
  std::sort(countries.begin(), countries.end(),
            [&](const Area* one, const Area* other) { return format.Before(one->label(), other->label()); });
  View& group = view.Add("COUNTRIES");
  if (answers.table) group.Add("COUNTRIES_CHOSEN");
  for (const Area* area : countries) {
    View& box = group.Add("COUNTRY");
    box.Set("COUNTRY_CODE", area->country()).Set("COUNTRY_NAME", WithoutTurns(area->label()));
    if (asked.query.Has("country", area->country())) box.Add("COUNTRY_CHECKED");
  }
}

// What the page is about, beside its indicator.
void AddChosen(const FlowAnswers& answers, View& view) {
  View* choices = nullptr;
  for (const TableDimension& dimension : ChosenOf(answers)) {
    if (dimension.id() == kArea || dimension.id() == kIndicator || dimension.codes_size() != 1) continue;
    if (dimension.codes(0).code() == dimension.total()) continue;
    if (choices == nullptr) choices = &view.Add("CHOICES");
    View& chosen = choices->Add("CHOSEN");
    chosen.Set("CHOSEN_NAME", WithoutTurns(dimension.label()));
    chosen.Set("CHOSEN_CODE", WithoutTurns(dimension.codes(0).label()));
  }
}

void AddExports(const Asked& asked, const FlowAnswers& answers, const std::string& origin, View& view) {
  if (ChosenOf(answers).empty()) return;
  const std::string address = SdmxAddress(answers.flow.dataflow().dataflow(), ChosenOf(answers), asked.query);
  const std::string with = address + (address.find('?') == std::string::npos ? "?" : "&") + "format=";
  View& exports = view.Add("EXPORTS");
  exports.Set("CSV", with + "csv").Set("XML", with + "structurespecificdata");
  exports.Set("SDMX_ADDRESS", origin + address);
}

void AddTable(const GetTableResponse& table, const std::string& title, const Format& format, View& view) {
  const Aligned aligned = Align(table, kMostSeries);
  AddChart(aligned, title, format, view);
  View& series = view.Include("SERIES", "series.tpl");
  AddSeriesTable(aligned, title, format, series);
  AddStatuses(table.statuses(), series);
  AddSources(aligned, format, series);
  if (table.cut() || static_cast<size_t>(table.rows_size()) > kMostSeries) view.Add("CUT");
}

void AddLatest(const GetLatestResponse& latest, const Asked& asked, const std::string& title,
               const Format& format, View& view) {
  View& ranking = view.Include("RANKED", "ranking.tpl");
  AddRanking(latest, asked.path, asked.query, title, format, ranking);
  AddStatuses(latest.statuses(), ranking);
}

template <class Response, class Request>
absl::StatusOr<Response> Ask(const Calls& calls, const char* method, const Request& request) {
  return calls.Ask<Response>(std::string(kService) + method, request);
}

absl::StatusOr<FlowAnswers> Answers(const Asked& asked, const Calls& calls) {
  const std::string dataflow = FlowNamed(asked.id);
  FlowAnswers answers;
  if (asked.query.Has("country")) {
    ASSIGN_OR_RETURN(answers.table,
                     Ask<GetTableResponse>(calls, "GetTable", ToTableRequest(dataflow, asked.query)));
  } else {
    ASSIGN_OR_RETURN(answers.latest,
                     Ask<GetLatestResponse>(calls, "GetLatest", ToLatestRequest(dataflow, asked.query)));
  }
  // The other choices are of what there is of the indicator.
  GetDataflowRequest request;
  request.set_dataflow(dataflow);
  const std::string indicator = ChosenCode(ChosenOf(answers), kIndicator, asked.query);
  if (!indicator.empty() && indicator != kEach) request.add_codes(CodeChoice(kIndicator, indicator));
  ASSIGN_OR_RETURN(answers.flow, Ask<GetDataflowResponse>(calls, "GetDataflow", request));
  return answers;
}

}  // namespace

absl::StatusOr<Page> DataflowPage(const Asked& asked, const Calls& calls, const std::string& origin) {
  ASSIGN_OR_RETURN(const FlowAnswers answers, Answers(asked, calls));
  return DataflowPage(asked, answers, origin);
}

Page DataflowPage(const Asked& asked, const FlowAnswers& answers, const std::string& origin) {
  const Format format(asked.language, asked.digits);
  Page page;
  page.title = TitleOf(answers);
  page.description = Text(asked.language, "statistics.description-of", {{"subject", page.title}});
  page.section = kStatistics;
  page.body = "dataflow.tpl";
  page.query = asked.query;
  page.indexed = asked.query.parameters().empty();
  View& view = page.view;
  view.Set("HEADING", page.title);
  view.Set("FLOW_NAME", WithoutTurns(answers.flow.dataflow().label()));
  view.Set("FLOW_SAID", WithoutTurns(answers.flow.dataflow().description()));
  view.Set("ACTION", Address(asked.language, asked.path));
  view.Set("ALL_STATISTICS", Address(asked.language, kStatistics));
  view.Set("FROM", WithoutTurns(asked.query.Get("from")))
      .Set("UNTIL", WithoutTurns(asked.query.Get("until")));
  AddChosen(answers, view);
  AddSelects(asked, answers, view);
  AddCountries(asked, answers, format, view);
  const bool empty = answers.table ? answers.table->rows().empty() : answers.latest->values().empty();
  if (empty) {
    view.Add("EMPTY");
    return page;
  }
  if (answers.table) {
    view.Add("SPAN");
    view.Set("ALL_COUNTRIES", Address(asked.language, asked.path, asked.query.Without("country")));
    AddTable(*answers.table, page.title, format, view);
  } else {
    AddLatest(*answers.latest, asked, page.title, format, view);
  }
  AddExports(asked, answers, origin, view);
  return page;
}

}  // namespace tabadul::web::pages

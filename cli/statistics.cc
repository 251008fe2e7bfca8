// tabadul statistics: which time series there are, and their values.
#include <fmt/format.h>

#include <algorithm>

#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "lib/platform/messages/messages.h"
#include "lib/taxonomy/crosswalk.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::cli {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr char kService[] = "/tabadul.statistics.v1.StatisticsService/";
constexpr char kArea[] = "REF_AREA", kNormal[] = "A", kNone[] = "–";

struct Options {
  std::string flow, start, end;
  std::vector<std::string> countries, indicators, codes, words;
  int last = 0, limit = 100;
};

std::string CodeOf(std::string_view dimension, const std::string& code) {
  return fmt::format("{}={}", dimension, code);
}

GetTableRequest RequestOf(const Options& options) {
  GetTableRequest request;
  request.set_dataflow(options.flow);
  for (const std::string& country : options.countries) {
    const std::string area = taxonomy::Alpha3FromAlpha2(country);
    request.add_codes(CodeOf(kArea, area.empty() ? country : area));
  }
  for (const std::string& indicator : options.indicators) request.add_codes(CodeOf("INDICATOR", indicator));
  for (const std::string& code : options.codes) request.add_codes(code);
  request.set_start_period(options.start);
  request.set_end_period(options.end);
  request.set_last_observations(options.last);
  request.set_max_series(options.limit);
  return request;
}

std::string LabelIn(const TableDimension& dimension, const std::string& code) {
  for (const TableCode& known : dimension.codes()) {
    if (known.code() == code) return Plain(known.label());
  }
  return Plain(code);
}

// The area, and of the other dimensions what is not the same for all rows.
std::string NameOf(const GetTableResponse& table, const TableRow& row) {
  std::vector<std::string> parts;
  if (row.has_area()) parts.push_back(Plain(row.area().label()));
  for (int i = 0; i < std::min(table.dimensions_size(), row.key_size()); ++i) {
    if (table.dimensions(i).id() != kArea && table.dimensions(i).codes_size() > 1)
      parts.push_back(LabelIn(table.dimensions(i), row.key(i)));
  }
  return absl::StrJoin(parts, " – ");
}

void PrintRow(Session& session, const GetTableResponse& table, const TableRow& row) {
  session.Print(JoinNotEmpty({NameOf(table, row), Plain(row.unit().label()), Plain(row.multiplier().label()),
                              Plain(row.currency().label()), Plain(row.source())}));
  for (const TableObservation& observation : row.observations()) {
    const std::string status = observation.status() == kNormal ? "" : Plain(observation.status());
    session.Print(fmt::format("  {:<10}  {:>16}{}{}", Plain(observation.period()),
                              observation.value().empty() ? kNone : Plain(observation.value()),
                              status.empty() ? "" : "  ", status));
  }
}

// What is the same for all rows: the indicator, sex, age….
void PrintChoice(Session& session, const GetTableResponse& table) {
  session.Print(Plain(table.label()));
  for (const TableDimension& dimension : table.dimensions()) {
    if (dimension.id() != kArea && dimension.codes_size() == 1)
      session.Print(fmt::format("  {}: {}", Plain(dimension.label()), Plain(dimension.codes(0).label())));
  }
}

int Show(Session& session, client::Connection& connection, const Options& options) {
  const auto table = client::Ask<GetTableResponse>(connection, connection.Within(kCallTime),
                                                   std::string(kService) + "GetTable", RequestOf(options));
  if (!table.ok()) return session.Fail(table.status());
  if (session.json) return session.PrintJson(*table), kAllIn;
  PrintChoice(session, *table);
  for (const TableRow& row : table->rows()) PrintRow(session, *table, row);
  for (const Named& status : table->statuses())
    session.Print(fmt::format("{}: {}", Plain(status.id()), Plain(status.label())));
  session.Print(session.Text("statistics.found", {{"shown", std::to_string(table->rows_size())},
                                                  {"total", std::to_string(table->total_series())}}));
  return kAllIn;
}

int List(Session& session, client::Connection& connection, const Options& options) {
  ListDataflowsRequest request;
  request.set_query(absl::StrJoin(options.words, " "));
  const auto found = client::Ask<ListDataflowsResponse>(connection, connection.Within(kCallTime),
                                                        std::string(kService) + "ListDataflows", request);
  if (!found.ok()) return session.Fail(found.status());
  if (session.json) return session.PrintJson(*found), kAllIn;
  for (const DataflowTopic& topic : found->topics()) {
    for (const DataflowSummary& summary : topic.dataflows()) {
      session.Print(JoinNotEmpty({Plain(summary.dataflow()), Plain(summary.label()),
                                  fmt::format("{}–{}", summary.first_year(), summary.last_year())}));
      for (const Named& indicator : summary.indicators())
        session.Print(fmt::format("  {:<14}  {}", Plain(indicator.id()), Plain(indicator.label())));
    }
  }
  if (found->topics().empty()) session.Print(session.Text("statistics.nothing"));
  return kAllIn;
}

int Run(Session& session, const Options& options) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  return options.flow.empty() ? List(session, *connection, options) : Show(session, *connection, options);
}

}  // namespace

void AddStatistics(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(
      parent, session, "statistics", "statistics",
      {"tabadul statistics --find البطالة",
       "tabadul statistics DF_UNEMPLOYMENT --country MA --country TN --last 5",
       "tabadul statistics DF_UNEMPLOYMENT --indicator UNE_DEAP_RT --code 'SEX=*' --country EG --start 2015",
       "tabadul statistics DF_EMPLOYMENT --country SA --json"});
  auto options = std::make_shared<Options>();
  app->add_option("flow", options->flow, session.Text("statistics.flow"))->type_name("FLOW");
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* key, const char* type) {
    app->add_option(name, into, session.Text(key))->type_name(type)->allow_extra_args(false);
  };
  list("--find", options->words, "statistics.find", "WORDS");
  list("--country", options->countries, "statistics.country", "CODE");
  list("--indicator", options->indicators, "statistics.indicator", "CODE");
  list("--code", options->codes, "statistics.code", "DIMENSION=CODE");
  app->add_option("--start", options->start, session.Text("statistics.start"))->type_name("PERIOD");
  app->add_option("--end", options->end, session.Text("statistics.end"))->type_name("PERIOD");
  app->add_option("--last", options->last, session.Text("statistics.last"))
      ->option_text("N")
      ->check(CLI::Range(1, 4'096));
  app->add_option("--limit", options->limit, session.Text("statistics.limit"))
      ->option_text("N")
      ->check(CLI::Range(1, 500));
  OnChosen(app, session, [&session, options] { return Run(session, *options); });
}

}  // namespace tabadul::cli

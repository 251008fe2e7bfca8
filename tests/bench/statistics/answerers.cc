#include "tests/bench/statistics/answerers.h"

#include <cmath>
#include <utility>

#include "absl/strings/numbers.h"
#include "services/statistics/series/series.h"
#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {
namespace {

using statistics::v1::CompareCountriesResponse;
using statistics::v1::GetLatestResponse;
using statistics::v1::GetTableResponse;
using statistics::v1::Series;

constexpr char kService[] = "/tabadul.statistics.v1.StatisticsService/";
constexpr char kStatus[] = "OBS_STATUS";

template <class Response>
Response Ask(client::Connection& connection, const std::string& method,
             const google::protobuf::Message& request) {
  auto response =
      client::Ask<Response>(connection, connection.Within(absl::Seconds(30)), kService + method, request);
  Check(response.status());
  return *std::move(response);
}

double NumberOf(const std::string& text) {
  double number = 0;
  if (!absl::SimpleAtod(text, &number)) Die("no number: " + text);
  return number;
}

Value ValueOf(const statistics::v1::TableObservation& observation) {
  return {observation.period(), NumberOf(observation.value()), observation.status()};
}

std::vector<Row> Table(client::Connection& connection, const Question& question) {
  const auto table = Ask<GetTableResponse>(connection, "GetTable", TableRequest(question));
  if (table.cut()) Die("a question of the mix is too large for GetTable");
  std::vector<Row> rows;
  for (const auto& from : table.rows()) {
    Row& row = rows.emplace_back(Row{{from.key().begin(), from.key().end()}, {}});
    for (const auto& observation : from.observations()) row.values.push_back(ValueOf(observation));
  }
  return rows;
}

std::vector<Row> Latest(client::Connection& connection, const Question& question) {
  const auto latest = Ask<GetLatestResponse>(connection, "GetLatest", LatestRequest(question));
  std::vector<Row> rows;
  for (const auto& value : latest.values())
    rows.push_back({KeyIn(question, value.area().code()), {ValueOf(value.observation())}});
  return rows;
}

std::vector<Row> Compared(client::Connection& connection, const Question& question) {
  const auto compared =
      Ask<CompareCountriesResponse>(connection, "CompareCountries", CompareRequest(question));
  if (compared.cut()) Die("a question of the mix is too large for CompareCountries");
  std::vector<Row> rows;
  for (const auto& country : compared.countries()) {
    Row& row = rows.emplace_back(Row{KeyIn(question, country.area().code()), {}});
    for (int i = 0; i < country.values_size(); ++i) {
      if (country.values(i).empty()) continue;
      row.values.push_back({compared.periods(i), NumberOf(country.values(i)), country.statuses(i)});
    }
  }
  return rows;
}

std::string StatusAt(const Series& series, int position) {
  for (const auto& column : series.columns()) {
    if (column.id() != kStatus) continue;
    const auto at = static_cast<int>(column.at(position));
    return at == 0 ? "" : column.values(at - 1);
  }
  return "";
}

}  // namespace

std::vector<Row> FromService(client::Connection& connection, const Question& question) {
  switch (question.way) {
    case Question::Way::kTable:
      return Table(connection, question);
    case Question::Way::kLatest:
      return Latest(connection, question);
    case Question::Way::kCompare:
      return Compared(connection, question);
  }
  return {};
}

std::vector<Row> FromRecords(PlainTables& tables, const Question& question) {
  std::vector<Row> rows;
  for (const auto& [id, payload] : tables.Records(Pattern(question))) {
    Series series;
    if (!series.ParseFromString(payload)) Die(id + " cannot be read");
    Row row{{series.key().begin(), series.key().end()}, {}};
    if (!IsMeant(question, row.key)) continue;
    for (int i = 0; i < series.periods_size(); ++i) {
      if (!IsMeant(question, series.periods(i))) continue;
      const double power = std::pow(10.0, statistics::DecimalsAt(series, i));
      row.values.push_back(
          {series.periods(i), static_cast<double>(series.values(i)) / power, StatusAt(series, i)});
    }
    if (question.way == Question::Way::kLatest && row.values.size() > 1)
      row.values.erase(row.values.begin(), row.values.end() - 1);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace tabadul::bench

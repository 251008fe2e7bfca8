#include "tests/bench/statistics/plain_tables.h"

#include <cstdlib>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "fmt/format.h"
#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {
namespace {

constexpr char kRecords[] =
    "SELECT record_id, payload FROM series_record WHERE asserted = 1 AND record_id LIKE $1";
constexpr size_t kPiece = 1u << 20;

std::string ColumnsOf(const std::string& header, const std::string& value) {
  std::string columns;
  for (const absl::string_view name : absl::StrSplit(absl::StripAsciiWhitespace(header), ',')) {
    columns += fmt::format("{}{} {}", columns.empty() ? "" : ", ", absl::AsciiStrToLower(name),
                           name == "OBS_VALUE" ? value : "text");
  }
  return columns;
}

}  // namespace

PlainTables::PlainTables(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str()), PQfinish) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) Die(PQerrorMessage(connection_.get()));
}

PlainTables::Result PlainTables::Checked(PGresult* result, ExecStatusType expected) {
  if (PQresultStatus(result) != expected) Die(PQerrorMessage(connection_.get()));
  return {result, PQclear};
}

void PlainTables::Run(const std::string& sql) {
  Checked(PQexec(connection_.get(), sql.c_str()), PGRES_COMMAND_OK);
}

void PlainTables::Load(const std::string& table, const std::string& csv_file, const std::string& value) {
  std::ifstream file(csv_file);
  std::string header;
  if (!std::getline(file, header)) Die(csv_file + " has no header");
  Run(fmt::format("CREATE UNLOGGED TABLE {} ({})", table, ColumnsOf(header, value)));
  Checked(PQexec(connection_.get(), fmt::format("COPY {} FROM STDIN (FORMAT csv)", table).c_str()),
          PGRES_COPY_IN);
  std::string piece(kPiece, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0)
    PQputCopyData(connection_.get(), piece.data(), static_cast<int>(file.gcount()));
  PQputCopyEnd(connection_.get(), nullptr);
  Checked(PQgetResult(connection_.get()), PGRES_COMMAND_OK);
  PQclear(PQgetResult(connection_.get()));
}

Answer PlainTables::Ask(const std::string& sql) {
  const Result result = Checked(PQexec(connection_.get(), sql.c_str()), PGRES_TUPLES_OK);
  Answer answer;
  for (int row = 0; row < PQntuples(result.get()); ++row)
    answer[PQgetvalue(result.get(), row, 0)] = std::strtod(PQgetvalue(result.get(), row, 1), nullptr);
  return answer;
}

PlainTables::Copied PlainTables::CopyOut(const std::string& table, const std::string& form) {
  PGconn* const connection = connection_.get();
  const absl::Time start = absl::Now();
  Checked(PQexec(connection, fmt::format("COPY (SELECT * FROM {}) TO STDOUT {}", table, form).c_str()),
          PGRES_COPY_OUT);
  Copied copied;
  char* row = nullptr;
  for (int bytes; (bytes = PQgetCopyData(connection, &row, 0)) > 0; PQfreemem(row)) {
    ++copied.rows;
    copied.bytes += static_cast<uint64_t>(bytes);
  }
  Checked(PQgetResult(connection), PGRES_COMMAND_OK);
  PQclear(PQgetResult(connection));
  copied.seconds = absl::ToDoubleSeconds(absl::Now() - start);
  return copied;
}

std::vector<std::pair<std::string, std::string>> PlainTables::Records(const std::string& pattern) {
  const char* const values[] = {pattern.c_str()};
  const Result result = Checked(
      PQexecParams(connection_.get(), kRecords, 1, nullptr, values, nullptr, nullptr, /*resultFormat=*/1),
      PGRES_TUPLES_OK);
  std::vector<std::pair<std::string, std::string>> records;
  const auto field = [&](int row, int column) {
    return std::string(PQgetvalue(result.get(), row, column),
                       static_cast<size_t>(PQgetlength(result.get(), row, column)));
  };
  for (int row = 0; row < PQntuples(result.get()); ++row) records.emplace_back(field(row, 0), field(row, 1));
  return records;
}

}  // namespace tabadul::bench

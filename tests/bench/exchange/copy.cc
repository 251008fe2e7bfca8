#include "tests/bench/exchange/copy.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {

Database::Database(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(connection_) != CONNECTION_OK) Die(PQerrorMessage(connection_));
}

Database::~Database() { PQfinish(connection_); }

void Database::Run(const std::string& sql) {
  PGresult* result = PQexec(connection_, sql.c_str());
  if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
    Die(PQerrorMessage(connection_));
  PQclear(result);
}

std::vector<std::string> Database::CopyOut(const std::string& sql) {
  PQclear(PQexec(connection_, sql.c_str()));
  std::vector<std::string> buffers;
  char* buffer = nullptr;
  for (int length; (length = PQgetCopyData(connection_, &buffer, 0)) > 0; PQfreemem(buffer))
    buffers.emplace_back(buffer, static_cast<size_t>(length));
  PQclear(PQgetResult(connection_));
  return buffers;
}

double Database::CopyOutRate(const std::string& table) {
  double best = 0;
  for (int turn = 0; turn < 2; ++turn) {
    const absl::Time start = absl::Now();
    PQclear(PQexec(connection_, ("COPY " + table + " TO STDOUT (FORMAT binary)").c_str()));
    uint64_t rows = 0;
    char* buffer = nullptr;
    for (; PQgetCopyData(connection_, &buffer, 0) > 0; PQfreemem(buffer)) ++rows;
    PQclear(PQgetResult(connection_));
    PQclear(PQgetResult(connection_));
    best = std::max(best, static_cast<double>(rows) / absl::ToDoubleSeconds(absl::Now() - start));
  }
  return best;
}

// Seconds to have them durably in.
double Database::CopyIn(const std::string& sql, const std::vector<std::string>& buffers) {
  const absl::Time start = absl::Now();
  PQclear(PQexec(connection_, sql.c_str()));
  for (const std::string& buffer : buffers)
    PQputCopyData(connection_, buffer.data(), static_cast<int>(buffer.size()));
  PQputCopyEnd(connection_, nullptr);
  PGresult* result = PQgetResult(connection_);
  if (PQresultStatus(result) != PGRES_COMMAND_OK) Die(PQerrorMessage(connection_));
  rows_ = std::stoull(PQcmdTuples(result));
  PQclear(result);
  PQclear(PQgetResult(connection_));
  return absl::ToDoubleSeconds(absl::Now() - start);
}

double Database::CopyRate(const std::string& table, uint64_t rows, const std::string& format) {
  const auto data = CopyOut("COPY (SELECT * FROM " + table + " ORDER BY sequence DESC LIMIT " +
                            std::to_string(rows) + ") TO STDOUT " + format);
  Run("DROP TABLE IF EXISTS bench_copy");
  Run("CREATE TABLE bench_copy (LIKE " + table + " INCLUDING ALL)");
  const double seconds = CopyIn("COPY bench_copy FROM STDIN " + format, data);
  Run("DROP TABLE bench_copy");
  return static_cast<double>(rows_) / seconds;
}

}  // namespace tabadul::bench

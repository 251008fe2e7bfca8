// Who answers the questions of the mix with series, from which then follows what was asked: the cubes by StatisticsService, and
// PostgreSQL by the payloads in the exchange's table. One thread. What fails ends the bench.
#pragma once

#include <string>
#include <vector>

#include "lib/client/connection.h"
#include "tests/bench/statistics/plain_tables.h"
#include "tests/bench/statistics/question.h"

namespace tabadul::bench {

struct Value {
  std::string period;
  double value = 0;
  std::string status;  // OBS_STATUS
};

// A series, or its latest value alone, by time.
struct Row {
  std::vector<std::string> key;
  std::vector<Value> values;
};

// By the RPC that the question names: GetTable, GetLatest, CompareCountries.
std::vector<Row> FromService(client::Connection& connection, const Question& question);
// Whoever keeps series as records and nothing beside them: the payloads are read and parsed here.
std::vector<Row> FromRecords(PlainTables& tables, const Question& question);

}  // namespace tabadul::bench

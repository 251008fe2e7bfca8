// The mix: questions as readers of such data ask them, each as a request with what the client makes of its answer, and as SQL. Pure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/bench/statistics/answerers.h"
#include "tests/bench/statistics/question.h"

namespace tabadul::bench {

inline constexpr char kObservationTable[] = "bench_observation";  // SDMX-CSV, its columns in lower case

struct Mixed {
  std::string name;
  Question question;
  std::string sql;  // columns label and value; for PostgreSQL and DuckDB
  std::function<Answer(const std::vector<Row>& rows)> fold;
};
const std::vector<Mixed>& Mix();

// The groups of the member states, as a table that the mix joins.
std::vector<std::string> GroupStatements();

}  // namespace tabadul::bench

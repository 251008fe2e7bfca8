// PostgreSQL alone, in the same server: the observations as rows of plain tables, made of SDMX-CSV, and what stands in the
// exchange's own table. One thread. What fails ends the bench.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/statistics/question.h"

namespace tabadul::bench {

class PlainTables {
 public:
  explicit PlainTables(const std::string& conninfo);

  void Run(const std::string& sql);
  // A new table with the columns of a file of SDMX-CSV, in lower case, and its rows in their order; all text but the value, which is
  // of the type `value`.
  void Load(const std::string& table, const std::string& csv_file, const std::string& value);
  // What a query of label and value answers.
  Answer Ask(const std::string& sql);

  struct Copied {
    uint64_t rows = 0, bytes = 0;
    double seconds = 0;
  };
  // COPY (…) TO STDOUT of all that stands in a table, thrown away. `form`: "", "(FORMAT csv)".
  Copied CopyOut(const std::string& table, const std::string& form);
  // Ids and payloads of the open series whose id is like the pattern.
  std::vector<std::pair<std::string, std::string>> Records(const std::string& pattern);

 private:
  using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;
  Result Checked(PGresult* result, ExecStatusType expected);

  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

}  // namespace tabadul::bench

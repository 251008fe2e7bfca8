// A database for what grows with a file or a feed, and so has no place in memory: a temporary file, which has no name from
// the moment it is opened and so goes with the process, however that ends. One transaction without a journal: after an error
// it is worth nothing. A MiB of memory at any size. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "lib/platform/sqlite/statement.h"

namespace tabadul::sqlite {

class Temporary {
 public:
  // `tables`: the SQL that makes them. `file`: what it is about, for errors; empty: the directory. All errors are PRECONDITION {file, cause,
  // directory}: the disk below `directory` is full or takes nothing.
  static absl::StatusOr<std::unique_ptr<Temporary>> Open(std::string file, const std::string& tables);

  absl::StatusOr<Prepared> Prepare(std::string_view sql);
  // Rows that the last statement has changed.
  int Changed() const { return sqlite3_changes(database_.get()); }
  // Why a step was neither a row nor the end.
  absl::Status Trouble() const;

 private:
  explicit Temporary(std::string file) : file_(std::move(file)) {}

  const std::string file_;
  Database database_;
};

}  // namespace tabadul::sqlite

// Ids of a file and what stood under each, on disk: a table of SQLite in a temporary file, which has no name from the
// moment it is opened and so goes with the process, however that ends. A MiB of memory at any number of ids; 34 bytes of
// disk and about 10 µs each. Internal to lib/ingest. Not thread-safe.
#pragma once

#include <sqlite3.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace tabadul::ingest {

// 128 bits of SHA-256 of an id: no two ids of a file meet.
using SeenKey = std::array<uint64_t, 2>;

struct SeenEntry {
  uint64_t
      content;  // 64 bits of SHA-256: with one id a chance of 2^-64 that another content passes as the same
  int64_t row;  // where the id stood first
};

class SeenStore {
 public:
  // `file`: whose ids they are, for errors. All errors are PRECONDITION {file, cause, directory}: the disk below
  // `directory` is full or takes nothing.
  static absl::StatusOr<std::unique_ptr<SeenStore>> Open(const std::string& file);

  // What stands under the key; nothing if it was new, and then the entry stands there from now on.
  absl::StatusOr<std::optional<SeenEntry>> FindOrAdd(const SeenKey& key, const SeenEntry& entry);

 private:
  struct Closes {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Closes>;

  explicit SeenStore(std::string file) : file_(std::move(file)) {}
  absl::StatusOr<Statement> Prepare(std::string_view sql);
  absl::StatusOr<std::optional<SeenEntry>> Find(const SeenKey& key);
  absl::Status Trouble() const;

  const std::string file_;
  std::unique_ptr<sqlite3, Closes> database_;
  Statement add_, find_;  // gone before the database
};

}  // namespace tabadul::ingest

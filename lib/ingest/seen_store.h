// Ids of a file and what stood under each, on disk (lib/platform/sqlite/temporary.h): a MiB of memory at any number of ids;
// 34 bytes of disk and about 10 µs each. Internal to lib/ingest. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "lib/platform/sqlite/temporary.h"

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
  // `file`: whose ids they are, for errors, all as of sqlite::Temporary.
  static absl::StatusOr<std::unique_ptr<SeenStore>> Open(const std::string& file);

  // What stands under the key; nothing if it was new, and then the entry stands there from now on.
  absl::StatusOr<std::optional<SeenEntry>> FindOrAdd(const SeenKey& key, const SeenEntry& entry);

 private:
  explicit SeenStore(std::unique_ptr<sqlite::Temporary> disk) : disk_(std::move(disk)) {}
  absl::StatusOr<std::optional<SeenEntry>> Find(const SeenKey& key);

  const std::unique_ptr<sqlite::Temporary> disk_;
  sqlite::Prepared add_, find_;
};

}  // namespace tabadul::ingest

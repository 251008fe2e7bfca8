// The SQL of sharing (migrations/0013). Thread-safe: it only holds statements. What changes it runs in a transaction that
// holds the head's lock.
#pragma once

#include <string>
#include <vector>

#include "lib/exchange/sharing_book.h"
#include "lib/exchange/statement.h"

namespace tabadul::exchange {

class SharingStore {
 public:
  explicit SharingStore(const std::string& kind);

  absl::StatusOr<std::vector<SharingRow>> All(pg::Transaction& tx) const;
  // Both travel with the next statement, or the COMMIT.
  void Write(pg::Transaction& tx, const SharingRow& row) const;
  void WriteVersion(pg::Transaction& tx, uint64_t version) const;

 private:
  pg::Sql all_, write_, write_version_;
};

}  // namespace tabadul::exchange

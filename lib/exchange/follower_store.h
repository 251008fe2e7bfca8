// The SQL of followers and erasures (migrations/0010). Thread-safe: it only holds statements.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/exchange/statement.h"

namespace tabadul::exchange {

struct FollowerRow {
  std::string source, name;
  uint64_t since = 0;
  uint64_t epoch = 0, confirmed = 0;
  absl::Time created, watched;
  std::optional<absl::Time> moved;
};

struct ErasedRow {
  std::string hub_id;  // 16 bytes
  uint64_t sequence = 0;
  absl::Time when;
};

class FollowerStore {
 public:
  explicit FollowerStore(const std::string& kind);

  // Writes it, or what is new of it: confirmations only rise. Whether it was not there before.
  absl::StatusOr<bool> Register(pg::Transaction& tx, const FollowerRow& row) const;
  absl::StatusOr<int64_t> CountOf(pg::Transaction& tx, const std::string& source) const;
  // Moves what is confirmed, never back. As it stands then; none if there is no such follower.
  absl::StatusOr<std::optional<FollowerRow>> Confirm(pg::Transaction& tx, const FollowerRow& row) const;
  absl::StatusOr<std::optional<FollowerRow>> Find(pg::Transaction& tx, const std::string& source,
                                                  const std::string& name) const;
  // By source and name, those after `after`; of one source, or of all if `source` is empty.
  absl::StatusOr<std::vector<FollowerRow>> List(pg::Transaction& tx, const std::string& source,
                                                const std::pair<std::string, std::string>& after,
                                                int limit) const;
  absl::StatusOr<bool> Forget(pg::Transaction& tx, const std::string& source, const std::string& name) const;

  // Newest first, those below `before`.
  absl::StatusOr<std::vector<ErasedRow>> Erased(pg::Transaction& tx, const std::string& source,
                                                uint64_t before, int limit) const;

 private:
  pg::Sql register_, count_, confirm_, find_, list_, forget_, erased_;
};

}  // namespace tabadul::exchange

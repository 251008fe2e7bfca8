// The SQL of followers and erasures (migrations/0010, 0017). Thread-safe: it only holds statements.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lib/exchange/statement.h"

namespace tabadul::exchange {

struct FollowerRow {
  std::string source, name;
  uint64_t since = 0;
  uint64_t epoch = 0, confirmed = 0;
  absl::Time created, watched;
  std::optional<absl::Time> moved;
};

// One that was forgotten before it had confirmed every erasure up to then.
struct ForgottenRow {
  std::string source, name;  // kOldest: several
  uint64_t confirmed = 0;    // of what was erased up to there it holds nothing
  uint64_t until = 0;        // head when it was forgotten
  uint64_t copies = 1;
  absl::Time forgotten;
  std::string by;
};
inline constexpr char kOldest[] = "*";
// Of one source; beyond them the two oldest become one. What was erased between those two is then counted against both.
inline constexpr int64_t kMaxForgotten = 100;

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
  // As it stood; none if there is no such follower.
  absl::StatusOr<std::optional<FollowerRow>> Forget(pg::Transaction& tx, const std::string& source,
                                                    const std::string& name) const;
  // Keeps that it was forgotten, if something was erased that it had not confirmed; whether there was.
  absl::StatusOr<bool> KeepForgotten(pg::Transaction& tx, const ForgottenRow& row) const;
  // By source, name and `until`, those after `after`; of one source, or of all if `source` is empty.
  absl::StatusOr<std::vector<ForgottenRow>> Forgotten(pg::Transaction& tx, const std::string& source,
                                                      const ForgottenRow& after, int limit) const;

  // Newest first, those below `before`.
  absl::StatusOr<std::vector<ErasedRow>> Erased(pg::Transaction& tx, const std::string& source,
                                                uint64_t before, int limit) const;
  // By source: when the oldest erasure was that some copy has not confirmed.
  absl::StatusOr<absl::flat_hash_map<std::string, absl::Time>> OldestUnconfirmed(pg::Transaction& tx) const;

 private:
  pg::Sql register_, count_, confirm_, find_, list_, forget_, keep_forgotten_, fold_forgotten_, forgotten_,
      erased_, unconfirmed_;
};

}  // namespace tabadul::exchange

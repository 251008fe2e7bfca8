// The SQL of what is known about sources as such: what they do (migrations/0008), what they promise (0009). Thread-safe:
// it only holds statements.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/exchange/freshness.h"
#include "lib/exchange/internal.pb.h"
#include "lib/exchange/statement.h"

namespace tabadul::exchange {

struct SourceHealth {
  std::string source;
  uint64_t open = 0, restricted = 0;  // records asserted OPEN; of these, what not everybody may receive
  Signs signs;
  std::optional<absl::Time> changed;
  std::optional<absl::Duration> promised;
  uint64_t proven_sequence = 0;
  internal::Activity counts;
};

class SourceStore {
 public:
  explicit SourceStore(const std::string& kind);

  absl::StatusOr<std::optional<SourceHealth>> Find(pg::Transaction& tx, const std::string& source) const;
  // By name, those after `after`.
  absl::StatusOr<std::vector<SourceHealth>> List(pg::Transaction& tx, const std::string& after,
                                                 int limit) const;
  // None takes the promise back. False if the hub does not know the source and may not `add` it.
  absl::StatusOr<bool> Promise(pg::Transaction& tx, const std::string& source,
                               std::optional<absl::Duration> interval, absl::Time now, bool add) const;

 private:
  pg::Sql find_, list_, promise_, promise_known_;
};

}  // namespace tabadul::exchange

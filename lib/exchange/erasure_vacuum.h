// Takes what was erased out of the dead rows of PostgreSQL within a stated time. An UPDATE leaves the row of before in the
// table's file, and its id in an index, until a VACUUM; autovacuum comes when a fifth of the table has changed, to a quiet
// table never. So does a DELETE in the tables that a kind has beside its records. Each kind has a job and a thread of its own, which of all processes one at a time does (schedule.h), at the
// pace of autovacuum: a VACUUM that is slow, or waits, keeps no other kind's back. It is believed only when the
// table itself says that it holds no row of before the erasure: rows that an open transaction or a replication slot might
// still ask for survive a VACUUM, which is then done again. What remains in free space: docs/operations.md#erasure.
// Metric: tabadul_exchange_unvacuumed_erasure_timestamp_seconds{kind}. Thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/base/context.h"
#include "lib/platform/pg/pg.h"
#include "lib/platform/schedule/schedule.h"

namespace tabadul::exchange {

class ErasureVacuum {
 public:
  struct Options {
    std::string conninfo;  // of the records' database: two connections for each kind
    absl::Duration within =
        absl::Hours(1);  // of an erasure; begun at half of it, so that there is time to do it
    absl::Duration look = absl::Minutes(1);  // between looks at what was erased
  };
  // Which records: RecordKind's name and tables.
  struct Records {
    std::string kind;
    std::vector<std::string> tables = {};
  };
  ErasureVacuum(const std::vector<Records>& kinds, const Clock& clock, Options options);
  ~ErasureVacuum();  // Stop

  void Start();
  // Ends a VACUUM that runs. Idempotent.
  void Stop();

 private:
  struct Kind {
    std::string name;
    pg::Sql find, vacuum, note;
    absl::Time again =
        absl::InfinitePast();  // not before, after one that did not help; its job's thread only
  };
  struct Found {
    int64_t head = 0;
    std::optional<absl::Time> oldest;  // erasure that may still be in a dead row
  };

  absl::Status Clean(const Context& context, Kind& kind);
  absl::StatusOr<Found> Find(const Context& context, const Kind& kind);
  absl::StatusOr<bool> Note(const Context& context, const Kind& kind, int64_t head);

  const Clock& clock_;
  const Options options_;
  std::vector<Kind> kinds_;
  pg::Pool pool_;
  const std::shared_ptr<void> paced_;
  schedule::Scheduler scheduler_;
};

}  // namespace tabadul::exchange

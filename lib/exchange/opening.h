// Opens epochs: asks every new connection which start of which PostgreSQL it leads to, before anything is read or written
// through it. At another one than before (a restart, a restore, a failover) a new epoch begins, with what the ledger
// says was erased since. Thread-safe.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/apply.h"
#include "lib/exchange/epochs.h"
#include "lib/exchange/ledger.h"
#include "lib/exchange/store.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/pg/pg.h"

namespace tabadul::exchange {

class Opening {
 public:
  // Told each head that an epoch was found or opened at.
  using Moved = std::function<void(HeadRow)>;
  Opening(const Workshop& shop, pg::Pool& pool, Epochs& epochs, const Clock& clock, const Options& options,
          std::string kind, Moved moved);

  // A pg::Pool::Greeting. UNAVAILABLE if it must not be used: the ledger is away at a new start of PostgreSQL, or the
  // database is one that was given up.
  absl::Status Greet(const Context& context, pg::OpenedConnection& opened);

 private:
  absl::Status Admit(const Context& context, pg::OpenedConnection& opened, const std::string& incarnation);
  // `expired`: the runs that end with the epoch before.
  absl::Status Open(pg::Transaction& tx, Store::EpochRow& row, std::vector<RunRow>& expired);
  absl::Status EraseAgain(pg::Transaction& tx, uint64_t common, HeadRow& head);
  absl::Status TeachLedger(pg::Transaction& tx, uint64_t epoch);
  absl::Status RefuseAbandoned(const Context& context, uint64_t epoch);

  const Workshop& shop_;
  const Store& store_;
  Ledger& ledger_;
  pg::Pool& pool_;
  Epochs& epochs_;
  const Clock& clock_;
  const Options& options_;
  const std::string kind_;
  const Moved moved_;
  absl::Mutex mutex_;
  bool busy_ ABSL_GUARDED_BY(mutex_) = false;  // somebody is at it
  std::string admitted_ ABSL_GUARDED_BY(mutex_);
  uint64_t newest_ = 0;  // epoch; of whoever is at it
};

}  // namespace tabadul::exchange

#include "lib/exchange/opening.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "lib/exchange/run_events.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/since.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::exchange {
namespace {

// However long whoever wanted the connection waits: erasing anew takes its time, and nobody is served before.
constexpr absl::Duration kOpenTimeout = absl::Minutes(10);
constexpr absl::Duration kLedgerTimeout = absl::Seconds(5);
constexpr int64_t kErasedAtOnce = 1000;
constexpr size_t kTaughtAtOnce = 10'000;

const metrics::Gauge& EpochGauge() {
  static const auto* gauge =
      new metrics::Gauge("tabadul_exchange_served_epoch", "Epoch that is served.", {"kind"});
  return *gauge;
}
const metrics::Counter& ErasedAgain() {
  static const auto* counter =
      new metrics::Counter("tabadul_exchange_replayed_erasures_total",
                           "Erasures of the ledger that a database had lost, and has again.", {"kind"});
  return *counter;
}

absl::Status Refused() {
  return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "database"}}), absl::Seconds(1));
}

}  // namespace

Opening::Opening(const Workshop& shop, pg::Pool& pool, Epochs& epochs, const Clock& clock,
                 const Options& options, std::string kind, Moved moved)
    : shop_(shop),
      store_(shop.store),
      ledger_(shop.ledger),
      pool_(pool),
      epochs_(epochs),
      clock_(clock),
      options_(options),
      kind_(std::move(kind)),
      moved_(std::move(moved)) {}

absl::Status Opening::Greet(const Context& context, pg::OpenedConnection& opened) {
  std::string incarnation;
  RETURN_IF_ERROR(opened.Run(context, [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(incarnation, store_.Incarnation(tx));
    return absl::OkStatus();
  }));
  bool another = false;
  {
    absl::MutexLock lock(&mutex_);
    const auto free = [this] {
      mutex_.AssertReaderHeld();
      return !busy_;
    };
    if (!mutex_.AwaitWithDeadline(absl::Condition(&free), context.deadline())) return Refused();
    if (MUTANT("epoch_at_start_only") && !admitted_.empty()) return absl::OkStatus();
    if (incarnation == admitted_) return absl::OkStatus();
    busy_ = true;
    another = !admitted_.empty();
  }
  const absl::Status admitted = Admit(context, opened, incarnation);
  // What still leads to the one before must not be used beside this.
  if (admitted.ok() && another) pool_.Renew();
  absl::MutexLock lock(&mutex_);
  busy_ = false;
  if (admitted.ok()) admitted_ = incarnation;
  return admitted;
}

absl::Status Opening::Admit(const Context& context, pg::OpenedConnection& opened,
                            const std::string& incarnation) {
  Store::EpochRow row;
  std::vector<Epoch> epochs;
  RETURN_IF_ERROR(opened.Run(context, [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(row, store_.ReadEpoch(tx));
    ASSIGN_OR_RETURN(epochs, store_.ReadEpochs(tx));
    return absl::OkStatus();
  }));
  if (row.incarnation == incarnation) {
    RETURN_IF_ERROR(RefuseAbandoned(context, row.head.epoch));
  } else {
    const auto begun = std::chrono::steady_clock::now();
    const std::string before = row.incarnation;
    std::vector<RunRow> expired;
    const auto open = [&](pg::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(row, store_.LockEpoch(tx));
      if (row.incarnation != incarnation) {  // else another process was faster
        RETURN_IF_ERROR(Open(tx, row, expired));
        row.incarnation = incarnation;
        RETURN_IF_ERROR(store_.WriteEpoch(tx, row));
      }
      ASSIGN_OR_RETURN(epochs, store_.ReadEpochs(tx));
      FAULT_POINT("epoch_before_commit");
      return absl::OkStatus();
    };
    RETURN_IF_ERROR(opened.Run(Context::WithTimeout(kOpenTimeout), open));
    const absl::Duration took = Since(begun);
    log::Info("epoch", {{"kind", kind_},
                        {"epoch", static_cast<int64_t>(row.head.epoch)},
                        {"head", static_cast<int64_t>(row.head.sequence)},
                        {"before", before},
                        {"now", incarnation},
                        {"milliseconds", absl::ToInt64Milliseconds(took)}});
    TellOfRuns(kind_, expired);
  }
  newest_ = row.head.epoch;
  EpochGauge().With({kind_}).Set(static_cast<double>(newest_));
  epochs_.Set(std::move(epochs));
  moved_(row.head);
  return absl::OkStatus();
}

// A database that runs on somewhere while another one has taken its place. Of a process that has seen the other one, or of
// the ledger; without both it is believed.
absl::Status Opening::RefuseAbandoned(const Context& context, uint64_t epoch) {
  uint64_t newest = newest_;
  const Context soon(std::min(context.deadline(), absl::Now() + kLedgerTimeout), nullptr);
  if (const auto known = ledger_.Newest(soon); known.ok()) newest = std::max(newest, *known);
  if (newest <= epoch) return absl::OkStatus();
  log::Error(
      "database_abandoned",
      {{"kind", kind_}, {"epoch", static_cast<int64_t>(epoch)}, {"newest", static_cast<int64_t>(newest)}});
  return Refused();
}

absl::Status Opening::Open(pg::Transaction& tx, Store::EpochRow& row, std::vector<RunRow>& expired) {
  const Context context = Context::WithTimeout(kLedgerTimeout);
  const uint64_t common = row.head.sequence;
  const uint64_t sharing = row.head.sharing;
  ASSIGN_OR_RETURN(Ledger::Opened opened,
                   ledger_.Open(context, row.head, row.incarnation.empty(), options_.block));
  row.head = opened.head;
  row.head.sharing = sharing;
  store_.AddEpochs(tx, opened.epochs);
  store_.RaiseSessions(tx);
  // An older copy has forgotten what they named last, and their end would close it.
  if (!MUTANT("runs_outlive_their_epoch")) {
    ASSIGN_OR_RETURN(expired, store_.runs().ExpireWaiting(tx, clock_.Now()));
  }
  RETURN_IF_ERROR(EraseAgain(tx, common, row.head));
  return TeachLedger(tx, row.head.epoch);
}

// By now the database has every erasure that the ledger has. A ledger with fewer was lost, or put back from a copy.
absl::Status Opening::TeachLedger(pg::Transaction& tx, uint64_t epoch) {
  ASSIGN_OR_RETURN(const int64_t erased, store_.CountTombstones(tx));
  ASSIGN_OR_RETURN(const int64_t known, ledger_.Count(Context::WithTimeout(kLedgerTimeout)));
  if (known >= erased || MUTANT("ledger_learns_nothing")) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<Erasure> tombstones, store_.Tombstones(tx));
  const absl::Span<const Erasure> all(tombstones);
  for (size_t taught = 0; taught < all.size(); taught += kTaughtAtOnce) {
    RETURN_IF_ERROR(ledger_.Learn(Context::WithTimeout(kLedgerTimeout), epoch, clock_.Now(),
                                  all.subspan(taught, kTaughtAtOnce)));
  }
  log::Warn("ledger_taught", {{"kind", kind_}, {"erasures", static_cast<int64_t>(tombstones.size())}});
  return absl::OkStatus();
}

// What was erased after the head that the database was found at, it does not know of.
absl::Status Opening::EraseAgain(pg::Transaction& tx, uint64_t common, HeadRow& head) {
  if (MUTANT("restore_forgets_erasures")) return absl::OkStatus();
  while (true) {
    ASSIGN_OR_RETURN(const auto erasures,
                     ledger_.Erasures(Context::WithTimeout(kLedgerTimeout), common, kErasedAtOnce));
    if (erasures.empty()) return absl::OkStatus();
    Applier applier(shop_, clock_.Now());
    ASSIGN_OR_RETURN(const size_t erased, applier.EraseAgain(tx, head, erasures));
    common = erasures.back().sequence;
    ErasedAgain().With({kind_}).Increment(static_cast<double>(erased));
  }
}

}  // namespace tabadul::exchange

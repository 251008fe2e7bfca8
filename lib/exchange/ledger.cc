#include "lib/exchange/ledger.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "embed/exchange_ledger_migrations.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/log/log.h"
#include "lib/platform/pg/migrate.h"

namespace tabadul::exchange {
namespace {

constexpr pg::Sql kMeet{
    "ledger.meet",
    "INSERT INTO ledger_kind (kind, epoch, reserved) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING"};
constexpr pg::Sql kLock{"ledger.lock",
                        "SELECT epoch, reserved, (SELECT count(*) FROM ledger_erasure "
                        "WHERE kind = $1 AND sequence > $2) FROM ledger_kind WHERE kind = $1 FOR UPDATE"};
constexpr pg::Sql kSet{"ledger.set", "UPDATE ledger_kind SET epoch = $2, reserved = $3 WHERE kind = $1"};
constexpr pg::Sql kAddEpoch{"ledger.add_epoch",
                            "INSERT INTO ledger_epoch (kind, epoch, begins, common, opened) "
                            "VALUES ($1, $2, $3, $4, now())"};
constexpr pg::Sql kEpochs{"ledger.epochs",
                          "SELECT epoch, common FROM ledger_epoch WHERE kind = $1 ORDER BY epoch"};
constexpr pg::Sql kNewest{"ledger.newest", "SELECT epoch FROM ledger_kind WHERE kind = $1"};
// The row may be missing: a ledger that was lost learns anew from whoever writes.
constexpr pg::Sql kReserve{
    "ledger.reserve",
    "INSERT INTO ledger_kind AS k (kind, epoch, reserved) VALUES ($1, $2, $3) "
    "ON CONFLICT (kind) DO UPDATE SET epoch = $2, reserved = greatest(k.reserved, $3) WHERE k.epoch <= $2 "
    "RETURNING reserved"};
// Whoever opens an epoch waits for those who hold this, and then reads what they have written.
constexpr pg::Sql kHold{"ledger.hold",
                        "SELECT epoch FROM ledger_kind WHERE kind = $1 AND epoch = $2 FOR SHARE"};
constexpr pg::Sql kErase{
    "ledger.erase",
    "INSERT INTO ledger_erasure (kind, time, record_key, source, sequence) SELECT $1, $2, * "
    "FROM unnest($3::bytea[], $4::text[], $5::bigint[]) ON CONFLICT DO NOTHING"};
constexpr pg::Sql kErasures{"ledger.erasures",
                            "SELECT record_key, source, sequence FROM ledger_erasure "
                            "WHERE kind = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"};

constexpr pg::Sql kCount{"ledger.count", "SELECT count(*) FROM ledger_erasure WHERE kind = $1"};

int64_t Signed(uint64_t number) { return static_cast<int64_t>(number); }
uint64_t Number(const pg::Result& result, int row, int column) {
  return static_cast<uint64_t>(result.Int(row, column));
}

absl::Status Away() {
  return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "ledger"}}), absl::Seconds(1));
}

// Many callers repeat at once, each some times a second: one line a second is enough.
bool IsToBeLogged() {
  static std::atomic<int64_t> quiet_until = 0;
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  const int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
  int64_t until = quiet_until;
  return now >= until && quiet_until.compare_exchange_strong(until, now + 1000);
}

// Whatever became of the ledger, its callers repeat.
absl::Status Told(const absl::Status& status) {
  if (status.ok()) return status;
  if (IsToBeLogged()) log::Warn("ledger_failed", {{"error", std::string(Std(status.message()))}});
  return Away();
}

}  // namespace

absl::Status MigrateLedger(const std::string& conninfo) {
  std::vector<pg::Migration> migrations;
  for (const auto& file : embed::exchange_ledger_migrations()) migrations.push_back({file.name, file.bytes});
  return pg::Migrate(conninfo, "ledger", migrations);
}

absl::StatusOr<Ledger::Opened> Ledger::Open(const Context& context, const HeadRow& database, bool fresh,
                                            uint64_t block) {
  Opened opened;
  const auto body = [&](pg::Transaction& tx) -> absl::Status {
    opened = {};
    tx.Later(kMeet, kind_);
    ASSIGN_OR_RETURN(const pg::Result row, tx.Query(kLock, kind_, Signed(database.sequence)));
    if (row.rows() != 1) return Internal("the ledger has no row of this kind");
    const uint64_t epoch = Number(row, 0, 0), reserved = Number(row, 0, 1), lost = Number(row, 0, 2);
    HeadRow& head = opened.head;
    // The first epoch of a hub is the one that its tables were made with.
    head.epoch = std::max(epoch, database.epoch - (fresh ? 1 : 0)) + 1;
    head.sequence = std::max({reserved, database.reserved, database.sequence});
    head.reserved = head.sequence + block + lost;
    tx.Later(kSet, kind_, Signed(head.epoch), Signed(head.reserved));
    tx.Later(kAddEpoch, kind_, Signed(head.epoch), Signed(head.sequence), Signed(database.sequence));
    ASSIGN_OR_RETURN(const pg::Result epochs, tx.Query(kEpochs, kind_));
    for (int i = 0; i < epochs.rows(); ++i)
      opened.epochs.push_back({Number(epochs, i, 0), Number(epochs, i, 1)});
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(Told(pool_.Run(context, body)));
  return opened;
}

absl::StatusOr<uint64_t> Ledger::Newest(const Context& context) {
  const auto result = pool_.Query(context, kNewest, kind_);
  if (!result.ok()) return Told(result.status());
  return result->rows() == 0 ? 0 : Number(*result, 0, 0);
}

absl::StatusOr<uint64_t> Ledger::Reserve(const Context& context, uint64_t epoch, uint64_t up_to) {
  const auto result = pool_.Query(context, kReserve, kind_, Signed(epoch), Signed(up_to));
  if (!result.ok()) return Told(result.status());
  if (result->rows() == 1) return Number(*result, 0, 0);
  log::Error("database_abandoned", {{"kind", kind_}, {"epoch", Signed(epoch)}});
  return Away();
}

absl::Status Ledger::Erase(const Context& context, uint64_t epoch, absl::Time now,
                           absl::Span<const Erasure> erasures) {
  if (!available_) return Away();
  const absl::Status status = Learn(context, epoch, now, erasures);
  if (!status.ok()) available_ = false;
  return status;
}

absl::Status Ledger::Learn(const Context& context, uint64_t epoch, absl::Time now,
                           absl::Span<const Erasure> erasures) {
  std::vector<pg::Bytes> keys;
  std::vector<std::string> sources;
  std::vector<int64_t> sequences;
  for (const Erasure& erasure : erasures) {
    keys.push_back({erasure.record_key});
    sources.push_back(erasure.source);
    sequences.push_back(Signed(erasure.sequence));
  }
  const auto body = [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result held, tx.Query(kHold, kind_, Signed(epoch)));
    if (held.rows() == 0) return Internal("another epoch has been opened");
    tx.Later(kErase, kind_, now, keys, sources, sequences);
    return absl::OkStatus();
  };
  return Told(pool_.Run(context, body));
}

absl::StatusOr<int64_t> Ledger::Count(const Context& context) {
  const auto result = pool_.Query(context, kCount, kind_);
  if (!result.ok()) return Told(result.status());
  return result->Int(0, 0);
}

absl::StatusOr<std::vector<Erasure>> Ledger::Erasures(const Context& context, uint64_t after, int64_t limit) {
  const auto result = pool_.Query(context, kErasures, kind_, Signed(after), limit);
  if (!result.ok()) return Told(result.status());
  std::vector<Erasure> erasures;
  for (int i = 0; i < result->rows(); ++i) {
    erasures.push_back(
        {std::string(result->Bytes(i, 0)), std::string(result->Text(i, 1)), Number(*result, i, 2)});
  }
  return erasures;
}

void Ledger::Probe(const Context& context, HeadRow head) {
  if (Reserve(context, head.epoch, head.reserved).ok()) available_ = true;
}

}  // namespace tabadul::exchange

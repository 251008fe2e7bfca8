// All SQL of the exchange: the record, source and head tables of one kind (migrations/). Thread-safe: it only
// holds statements. Transactions are the caller's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "lib/evidence/set_hash.h"
#include "lib/exchange/digest_page.h"
#include "lib/exchange/epochs.h"
#include "lib/exchange/exchange.h"
#include "lib/exchange/keys.h"
#include "lib/exchange/ledger.h"
#include "lib/exchange/receipts.h"
#include "lib/exchange/run_store.h"
#include "lib/exchange/sharing_store.h"

namespace tabadul::exchange {

// A row of the record table without its payload: what a decision needs, and what is written back.
struct Row {
  std::string record_key, hub_id;  // 16 bytes each
  std::string source, record_id;
  uint64_t sequence = 0, version = 0;
  uint64_t asserted_sequence = 0;  // of the source's own last write: the hub's changes do not move it
  bool hub_version = false;
  v1::AssertedState asserted = v1::ASSERTED_STATE_UNSPECIFIED;
  v1::Lifecycle lifecycle = v1::LIFECYCLE_UNSPECIFIED;
  v1::ClosureReason closure = v1::CLOSURE_REASON_UNSPECIFIED;
  Keys keys;
  internal::Former former;
  std::string digest;
  std::string annotations;  // internal::Annotations, serialized; empty = none
  absl::Time created, updated, expires;
};

struct SourceRow {
  std::string source;
  uint64_t restricted = 0;
  evidence::SetHash set;
  int live_runs = 0;
  internal::Closures closures;
  bool fresh = true;  // not in the table yet
  // In a narrow table of its own: written with every answer, while the rest changes with the set.
  struct Activity {
    uint64_t lease = 0;  // number of the newest session that wrote without versions
    ReceiptEnd receipts;
    std::optional<absl::Time> received;  // last item that was answered, or run that was begun
    std::optional<absl::Time> changed;   // last item that changed a record
    internal::Activity counts;
  } activity;
};

// What a mark says of a source, and whether to whom.
struct SourceState {
  std::string source;
  uint64_t count = 0, restricted = 0;
  std::string set_hash;  // SHA-256 over the lanes
};
SourceState StateOf(const SourceRow& row);

using Payload = std::shared_ptr<const std::string>;  // canonical bytes

// A record asserted OPEN, as reconciling needs it.
struct Digested {
  std::string record_id, digest;
  uint64_t sequence = 0;
};

// What one transaction changed.
struct Commit {
  struct Change {
    Row row;
    Payload payload;  // null: what was stored stays (erased: there is none)
  };
  HeadRow before, after;
  std::vector<Change> changes;       // rising sequence; at or below `before`: only the version moved
  std::vector<SourceState> sources;  // those whose set changed
  std::vector<SharingRow> sharing;   // those of which who may receive them changed
  std::vector<RunRow> runs;          // those whose state changed
};

// A row to be written.
struct Written {
  const Row* row;
  Payload payload;     // null: keep what is stored (of a new row: none)
  bool fresh = false;  // not in the table yet: certain under the head's lock
  bool erased() const { return row->asserted == v1::ASSERTED_STATE_ERASED; }
};

class Store {
 public:
  explicit Store(const std::string& kind);
  const RunStore& runs() const { return runs_; }
  const SharingStore& sharing() const { return sharing_; }

  // The first statement of every writing transaction.
  absl::StatusOr<HeadRow> LockHead(pg::Transaction& tx) const;
  absl::StatusOr<HeadRow> ReadHead(pg::Transaction& tx) const;
  absl::StatusOr<HeadRow> ReadHead(pg::Pool& pool, const Context& context) const;
  // A number above that of every session that was opened before in this epoch, whichever process asks.
  struct Session {
    uint64_t number = 0, epoch = 0;
  };
  absl::StatusOr<Session> OpenSession(pg::Pool& pool, const Context& context) const;
  // Sees to it that the next number is above every lease: a database that was put together from parts, or written to by an
  // older release, may have leases that its sequence does not know of. Under the head's lock; travels with the next
  // statement, or the COMMIT.
  void RaiseSessions(pg::Transaction& tx) const;
  // Travels with the next statement, or the COMMIT.
  void WriteHead(pg::Transaction& tx, uint64_t sequence) const;
  void WriteReserved(pg::Transaction& tx, uint64_t reserved) const;  // the same

  // Which start of which PostgreSQL this is.
  absl::StatusOr<std::string> Incarnation(pg::Transaction& tx) const;
  struct EpochRow {
    HeadRow head;
    std::string incarnation;  // that the epoch was opened on; empty: none was
  };
  absl::StatusOr<EpochRow> ReadEpoch(pg::Transaction& tx) const;
  absl::StatusOr<EpochRow> LockEpoch(pg::Transaction& tx) const;
  absl::Status WriteEpoch(pg::Transaction& tx, const EpochRow& row) const;
  void AddEpochs(pg::Transaction& tx,
                 absl::Span<const Epoch> epochs) const;  // travels with the next statement
  absl::StatusOr<std::vector<Epoch>> ReadEpochs(pg::Transaction& tx) const;
  // Every erased record.
  absl::StatusOr<std::vector<Erasure>> Tombstones(pg::Transaction& tx) const;
  absl::StatusOr<int64_t> CountTombstones(pg::Transaction& tx) const;

  absl::StatusOr<std::vector<Row>> Find(pg::Transaction& tx,
                                        const std::vector<std::string>& record_keys) const;
  absl::StatusOr<std::vector<Row>> FindByHubIds(pg::Transaction& tx,
                                                const std::vector<std::string>& hub_ids) const;
  // Rows whose time is over and that are not EXPIRED yet, oldest first.
  absl::StatusOr<std::vector<Row>> FindExpired(pg::Transaction& tx, absl::Time now, int limit) const;
  // Records of a source that are not erased, up to a sequence, in their order.
  absl::StatusOr<std::vector<Row>> FindOf(pg::Transaction& tx, const std::string& source, uint64_t until,
                                          int limit) const;
  absl::Status Write(pg::Transaction& tx, absl::Span<const Written> rows) const;

  absl::StatusOr<std::vector<SourceRow>> Sources(pg::Transaction& tx,
                                                 const std::vector<std::string>& names) const;
  absl::StatusOr<std::vector<SourceRow>> AllSources(pg::Transaction& tx) const;
  // Travels with the next statement, or the COMMIT.
  void WriteSource(pg::Transaction& tx, const SourceRow& source) const;    // all but its activity
  void WriteActivity(pg::Transaction& tx, const SourceRow& source) const;  // that alone

  // Sequences between two, which are not among them.
  struct Between {
    uint64_t above = 0, below = 0;
  };
  enum class Order { kRising, kFalling };
  // Records of a source asserted OPEN, the first `limit` in this order.
  absl::StatusOr<DigestPage> ReadDigests(pg::Transaction& tx, const std::string& source,
                                         const Between& between, Order order, int limit) const;
  // Those that still have one of these sequences.
  absl::StatusOr<std::vector<Digested>> DigestsAt(pg::Pool& pool, const Context& context,
                                                  const std::vector<int64_t>& sequences) const;
  absl::Status WriteProven(pg::Pool& pool, const Context& context, const std::string& source, absl::Time when,
                           uint64_t sequence) const;

  // Rows after `sequence` in order, until `limit` rows or `budget` bytes of payload (at least one row).
  struct Read {
    Row row;
    Payload payload;  // null when erased
  };
  absl::StatusOr<std::vector<Read>> After(pg::Transaction& tx, uint64_t sequence, int limit,
                                          size_t budget) const;
  absl::StatusOr<std::vector<Read>> ByHubIds(pg::Transaction& tx,
                                             const std::vector<std::string>& hub_ids) const;
  absl::StatusOr<std::vector<Read>> ByHubIds(pg::Pool& pool, const Context& context,
                                             const std::vector<std::string>& hub_ids) const;
  absl::StatusOr<std::vector<Read>> ByKey(pg::Pool& pool, const Context& context,
                                          const std::string& record_key) const;

 private:
  pg::Sql Make(const std::string& name, const std::string& text) const;
  absl::Status Insert(pg::Transaction& tx, absl::Span<const Written> rows) const;
  absl::Status Update(pg::Transaction& tx, absl::Span<const Written> rows) const;
  const std::string kind_;
  const RunStore runs_;
  const SharingStore sharing_;
  pg::Sql lock_head_, read_head_, open_session_, raise_sessions_, write_head_, write_reserved_, incarnation_,
      read_epoch_, lock_epoch_, write_epoch_, add_epochs_, read_epochs_, tombstones_, count_tombstones_,
      find_, find_by_hub_ids_, find_expired_, insert_, update_, sources_, all_sources_, write_source_,
      write_activity_, after_, by_hub_ids_, by_key_, digests_above_, digests_below_, digests_at_,
      write_proven_, find_of_;
};

}  // namespace tabadul::exchange

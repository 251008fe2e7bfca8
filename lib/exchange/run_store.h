// The SQL of runs: their rows, what they named, what they will close (migrations/0003). Thread-safe: it only holds
// statements. What changes a run's state runs in a transaction that holds the head's lock, so that items and runs
// never overtake one another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "lib/exchange/statement.h"
#include "tabadul/exchange/v1/record.pb.h"
#include "tabadul/exchange/v1/run.pb.h"

namespace tabadul::exchange {

// How an item has named its record. Stored.
enum class NamedAs : int16_t {
  kBeside = 0,  // by the source, beside its run
  kNoted =
      1,  // in the run; the hub does not have what it says: REJECTED, STALE, CONFLICT, and whatever is no UPSERT
  kKept = 2,   // by KEEP
  kTaken = 3,  // by an UPSERT that was CREATED, UPDATED or UNCHANGED
};

// The records that a run has named itself, each once: what its items said best of it.
struct NamedCounts {
  uint64_t named = 0;
  uint64_t taken = 0, kept = 0;  // of these
};

struct RunRow {
  std::string id;  // 16 bytes
  uint64_t number = 0;
  std::string source;
  v1::RunState state = v1::RUN_STATE_UNSPECIFIED;
  bool implicit = false, confirmed = false;
  uint64_t begun_at = 0, begin_open = 0;
  std::optional<uint64_t> declared;
  uint64_t items = 0, rejected = 0, unreadable = 0;
  std::optional<NamedCounts> counted;  // when it was judged
  uint64_t guard = 0, to_close = 0, closed = 0;
  absl::Time created, updated;
  std::optional<absl::Time> ended;
};
inline bool IsLive(v1::RunState state) { return state < v1::RUN_STATE_DONE; }
std::string StateName(v1::RunState state);  // "HELD"
v1::Run ToProto(const RunRow& run);
// What was asked is not for a run in this state.
absl::Status RunOver(const RunRow& run);

// A record that waits to be closed.
struct Closing {
  std::string record_key;
  std::optional<uint64_t> version;
  v1::ClosureReason closure = v1::CLOSURE_REASON_UNSPECIFIED;
};

// What one transaction adds to a run.
struct RunProgress {
  uint64_t items = 0, rejected = 0, unreadable = 0;
  absl::btree_map<NamedAs, std::string> keys;  // 16 bytes each
};

// Of an ENDING run.
struct Collected {
  uint64_t last = 0;  // how far the names were read: later ones are for Settle
  NamedCounts counts;
};

class RunStore {
 public:
  explicit RunStore(const std::string& kind);

  absl::Status Insert(pg::Transaction& tx, const RunRow& run) const;
  // States, flags and counts of the judgement; what items count is Progress's. Travels with the next statement.
  void Update(pg::Transaction& tx, const RunRow& run) const;
  void Progress(pg::Transaction& tx, const std::string& run, const RunProgress& progress,
                absl::Time now) const;

  // With to_close as it is now, while HELD.
  absl::StatusOr<std::optional<RunRow>> Find(pg::Pool& pool, const Context& context,
                                             const std::string& run) const;
  absl::StatusOr<std::optional<RunRow>> Find(pg::Transaction& tx, const std::string& run) const;
  absl::StatusOr<std::vector<RunRow>> LiveOf(pg::Transaction& tx,
                                             const std::vector<std::string>& sources) const;
  // Those that need the hub's work (ENDING, CLOSING), and those untouched since their limit.
  absl::StatusOr<std::vector<RunRow>> Due(pg::Pool& pool, const Context& context, absl::Time idle_since,
                                          absl::Time held_since) const;
  // Of each of these sources the newest full export that it has ended and that was judged, if there is one.
  absl::StatusOr<std::vector<RunRow>> LastEnded(pg::Transaction& tx,
                                                const std::vector<std::string>& sources) const;
  // Newest first, those with a number below `before`.
  absl::StatusOr<std::vector<RunRow>> List(pg::Pool& pool, const Context& context, const std::string& source,
                                           uint64_t before, int limit) const;

  // Lists what an ENDING run will close: open records that the source has not written since its beginning and that it
  // did not name; and counts what it named. Needs no lock.
  absl::StatusOr<Collected> Collect(pg::Transaction& tx, const RunRow& run) const;
  // Whether it is ENDING; if so it stays that until the transaction ends, and nobody changes its list.
  absl::StatusOr<bool> LockEnding(pg::Transaction& tx, const std::string& run) const;
  // Takes off the list what was named after `last`, and counts the rest. Under the head's lock.
  absl::StatusOr<uint64_t> Settle(pg::Transaction& tx, const std::string& run, uint64_t last) const;
  absl::Status Hold(pg::Transaction& tx, const std::string& run, const std::vector<Closing>& closings) const;
  void Unlist(pg::Transaction& tx, const std::vector<std::string>& runs,
              const std::vector<std::string>& keys) const;
  // Takes so many off the list: who takes them closes them in the same transaction.
  absl::StatusOr<std::vector<Closing>> Take(pg::Transaction& tx, const std::string& run, int limit) const;
  // EXPIRED is each run that a source has begun and that closes nothing yet: what it named, or what was taken off its list,
  // may have been forgotten. Answers them.
  absl::StatusOr<std::vector<RunRow>> ExpireWaiting(pg::Transaction& tx, absl::Time now) const;
  // Names and list of a run that is over.
  void Forget(pg::Transaction& tx, const std::string& run) const;

 private:
  pg::Sql insert_, update_, progress_, name_, find_, live_of_, due_, last_ended_, list_, clear_, last_named_,
      count_named_, collect_, lock_ending_, settle_, count_, hold_, unlist_, take_, expire_waiting_,
      forget_named_, forget_closing_;
};

}  // namespace tabadul::exchange

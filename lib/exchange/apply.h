// Applies the items of several writers in one transaction, in order: looks up what stands, decides
// (decide.h), and writes what changed. One object per transaction attempt; used by the committer's thread
// only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lib/exchange/activity.h"
#include "lib/exchange/guard.h"
#include "lib/exchange/item.h"
#include "lib/exchange/run_effects.h"
#include "lib/exchange/store.h"

namespace tabadul::exchange {

// What became of an item.
struct Applied {
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  std::string hub_id;  // 16 bytes; empty if there is no record
  uint64_t sequence = 0, version = 0;
  std::vector<Violation> violations;
};

// The items of one message of one writer, and their answers.
struct Work {
  std::string source;
  Store::Session session;  // the writer's
  bool validate_only = false;
  std::string run;               // that the items belong to; empty if none
  const void* writer = nullptr;  // whose session: the items of one are on one receipt
  const std::vector<Item>* items = nullptr;
  std::vector<Applied> applied;        // one per item, unless it was refused
  absl::Status refused;                // RUN_OVER, UNAVAILABLE: none of the items was looked at
  std::optional<v1::Receipt> receipt;  // of all its writer's works up to this one, with the last of them
};

// What was derived about records, by hub id (16 bytes each).
struct Note {
  std::string digest;       // of the payload that it was derived from
  std::string annotations;  // as Row has them
};
using Notes = absl::flat_hash_map<std::string, Note>;

// What appliers of one kind share. Outlives them.
struct Workshop {
  const Store& store;
  const Receipts& receipts;
  Ledger& ledger;
  const Guard guard;
  const SharingDefaults sharing;
};

class Applier {
 public:
  Applier(const Workshop& shop, absl::Time now)
      : store_(shop.store),
        receipts_(shop.receipts),
        now_(now),
        guard_(shop.guard),
        sharing_(shop.sharing),
        runs_(store_.runs()) {}

  // Fills `applied` of every work. Nothing is answered before the commit.
  absl::StatusOr<Commit> Run(pg::Transaction& tx, std::vector<Work>& works);
  // Turns records EXPIRED whose time is over, at most `limit`. No changes: there are none.
  absl::StatusOr<Commit> Expire(pg::Transaction& tx, int limit);
  // Writes what was derived to the records that still have that payload. No changes: they carry it already.
  absl::StatusOr<Commit> Annotate(pg::Transaction& tx, const Notes& notes);

  // Sequences up to `reserved` may be handed out from now on. No changes.
  absl::StatusOr<Commit> Reserve(pg::Transaction& tx, uint64_t epoch, uint64_t reserved);
  // Of an epoch that is being opened: erases what the ledger says, and moves `head`; how many records changed.
  absl::StatusOr<size_t> EraseAgain(pg::Transaction& tx, HeadRow& head, absl::Span<const Erasure> erasures);

  // Runs (apply_runs.cc). What begins one ends those of the source that are not closing yet.
  absl::StatusOr<Commit> BeginRun(pg::Transaction& tx, RunRow run);
  // `change` sees the run under the head's lock and may refuse; a run that is over by it is cleared away.
  absl::StatusOr<Commit> ChangeRun(pg::Transaction& tx, const std::string& run,
                                   const std::function<absl::Status(RunRow&)>& change);
  // Of an ENDING run that this was collected of: nothing to close, closing, or held.
  absl::StatusOr<Commit> JudgeRun(pg::Transaction& tx, const std::string& run, const Collected& collected);
  // Closes at most `limit` of its list; with the last one it is over.
  absl::StatusOr<Commit> CloseListed(pg::Transaction& tx, const std::string& run, int limit);

  // Sharing (apply_sharing.cc). No sharing in the commit: it was so already, or has to wait (HasToWait).
  absl::StatusOr<Commit> Share(pg::Transaction& tx, const std::vector<SourceRights>& wanted);
  // Gives at most `limit` records of a source whose rights were widened a new sequence; with the last one all of them are
  // received as the rights have it.
  absl::StatusOr<Commit> Resequence(pg::Transaction& tx, const std::string& source, int limit);

 private:
  // A record during the transaction.
  struct Live {
    std::optional<Row> row;
    bool fresh = false;  // not in the table yet
    bool dirty = false;
    Payload payload;  // to be written; null keeps the stored one
  };
  struct SourceState {
    SourceRow row;
    bool dirty = false;   // all but its activity
    bool active = false;  // its activity
  };
  using Records = absl::flat_hash_map<std::string, Live>;

  absl::Status Load(pg::Transaction& tx, const std::vector<Work>& works);
  absl::Status LoadRunsThatAreOver(pg::Transaction& tx, const std::vector<Work>& works);
  absl::Status LoadSource(pg::Transaction& tx, const std::string& source);
  absl::Status LoadRecords(pg::Transaction& tx);
  void WriteSharing(pg::Transaction& tx, Commit& commit);
  void SaveRun(pg::Transaction& tx, const RunRow& run, v1::RunState before, Commit& commit);
  absl::Status Flush(pg::Transaction& tx, Commit& commit);
  // OK if the sequences that were taken may be handed out. UNAVAILABLE: the ledger has been away for too long.
  absl::Status InReserve() const;
  void RefuseWhatIsOver(std::vector<Work>& works);
  // False if a newer session has the lease of one of them.
  bool ApplyWorks(std::vector<Work>& works);
  void ApplyWork(Work& work);
  // UNAVAILABLE: there is no key to sign with.
  absl::Status SignWorks(pg::Transaction& tx, std::vector<Work>& works);
  void NoteActivity(SourceState& source, const Tally& tally);
  Applied One(Work& work, const Item& item, Records& records);
  // Whether its session may write this, and is then the newest that has written without versions.
  bool TakeLease(const Work& work);
  // Violations of a closure that the guard holds; none if it passes.
  std::vector<Violation> Guarded(const Work& work, const Item& item);
  std::string NewHubId();
  void Change(const std::string& source, const Item& item, const Decision& decision, Live& live);
  void Account(const Row* before, const Row& after);

  const Store& store_;
  const Receipts& receipts_;
  const absl::Time now_;
  const Guard guard_;
  const SharingDefaults sharing_;
  RunEffects runs_;
  HeadRow head_;
  bool changed_ = false;
  Records records_;
  std::string hub_ids_;  // random bytes for the next ones
  absl::flat_hash_map<std::string, SourceState> sources_;
};

}  // namespace tabadul::exchange

// The newest changes of a kind, as this process committed them: followers near the head are served from memory,
// whatever their number, and the database is left to the writers. Thread-safe.
//
// It answers only what it knows to be whole: from the first commit after a gap (another process wrote in between,
// a COMMIT of unknown outcome took place) it begins anew.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/store.h"

namespace tabadul::exchange {

class Recent {
 public:
  // Keeps payloads of about so many bytes.
  explicit Recent(size_t bytes) : limit_(bytes) {}

  // After each durable commit of this process, in order.
  void Append(Commit commit);
  // The sources as they stood at `head`, read from the database in one snapshot: what marks are made of.
  void Learn(HeadRow head, const std::vector<SourceState>& sources);

  using Change = std::shared_ptr<const Store::Read>;
  struct Slice {
    HeadRow head;
    std::vector<Change> changes;       // rising sequence
    uint64_t last = 0;                 // everything up to here is in `changes`
    std::vector<SourceState> sources;  // if `last` is the head's
  };
  // What changed after `after`: at most `rows`, or as many as `budget` bytes of payload hold. None if that is not
  // all here, or if `newest`, the newest head that the caller knows of, is not reached.
  std::optional<Slice> After(HeadRow newest, uint64_t after, size_t rows, size_t budget) const;

 private:
  void Reset(HeadRow head) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Put(Commit::Change change) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Advance(const Row& row) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Change* Held(const std::string& hub_id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Evict() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  struct Slot {
    uint64_t sequence;
    Change change;  // null: the record has changed again since
  };
  // Of a source, and the head at which it was so.
  struct Known {
    SourceState state;
    uint64_t at;
  };

  const size_t limit_;
  mutable absl::Mutex mutex_;
  HeadRow head_ ABSL_GUARDED_BY(mutex_);       // epoch 0: nothing was committed yet
  uint64_t from_ ABSL_GUARDED_BY(mutex_) = 0;  // every change after it is in slots_
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, uint64_t> places_ ABSL_GUARDED_BY(mutex_);  // hub id to sequence
  absl::btree_map<std::string, Known> sources_ ABSL_GUARDED_BY(mutex_);
  bool learned_ ABSL_GUARDED_BY(mutex_) = false;  // sources_ are all
};

}  // namespace tabadul::exchange

// Epochs of a kind: which positions of an earlier history are positions of the one that is served. Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace tabadul::exchange {

struct HeadRow {
  uint64_t epoch = 0, sequence = 0;
  uint64_t sharing = 0;   // version of who may receive what
  uint64_t reserved = 0;  // no sequence above it may be handed out
};

// One that was opened, and the head of the database then: up to there it has the history of those before.
struct Epoch {
  uint64_t epoch = 0, common = 0;
};

class Epochs {
 public:
  void Set(std::vector<Epoch> epochs);  // rising
  // Whether what had happened up to `sequence` when `epoch` was the newest has happened in `now`, too.
  bool Share(uint64_t epoch, uint64_t sequence, uint64_t now) const;

 private:
  mutable absl::Mutex mutex_;
  std::vector<Epoch> epochs_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::exchange

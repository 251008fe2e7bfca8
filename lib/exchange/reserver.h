// Keeps sequences in reserve: asks the ledger for the next block while the one in use lasts, so that writers wait for it only
// when the ledger is away for long. Asks a ledger that has failed whether it is back. A thread of its own; thread-safe.
#pragma once

#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/committer.h"
#include "lib/exchange/ledger.h"

namespace tabadul::exchange {

class Reserver {
 public:
  Reserver(Ledger& ledger, Committer& committer, const Options& options, std::string kind);
  ~Reserver();
  void Start();
  void Stop();
  // The head as it is now. Cheap.
  void Look(HeadRow head);

 private:
  bool Low() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Loop();
  absl::Status Reserve(HeadRow head);

  Ledger& ledger_;
  Committer& committer_;
  const Options& options_;
  const std::string kind_;
  absl::Mutex mutex_;
  HeadRow head_ ABSL_GUARDED_BY(mutex_);
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;  // the last time: not at once again
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tabadul::exchange

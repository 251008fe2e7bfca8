// Carries out what is wanted of sharing, on a thread of its own: commits the rights of sources, then gives the records
// of those that were widened new sequences, some hundred a transaction. A source that was changed often meanwhile waits with
// its newest change until that is done (HasToWait). All of it is in the database: whatever process dies, another goes on.
// Thread-safe; what it is given outlives it.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/committer.h"
#include "lib/exchange/sharing_book.h"

namespace tabadul::exchange {

class Sharer {
 public:
  Sharer(SharingBook& book, Committer& committer, std::string kind);
  ~Sharer();
  void Start();
  void Stop();
  // Something is wanted, or the book has another version.
  void Wake();

 private:
  void Loop();
  absl::Status Work();
  // Sources whose records wait for new sequences; shows how many.
  std::vector<std::string> Outstanding() const;
  absl::Status Resequence(const std::string& source);
  // Something is wanted that need not wait for new sequences.
  bool IsWanted() const;
  bool stopping();

  SharingBook& book_;
  Committer& committer_;
  const std::string kind_;
  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = true;  // what a process before this one left
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tabadul::exchange

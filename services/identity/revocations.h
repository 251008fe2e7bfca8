// The revocations of this hub in memory: read from the table every 500 ms, told to identity's own verifier, and
// streamed to the other services (WatchRevocations). While the table cannot be read no heartbeat is sent: a
// heartbeat says that all that is revoked is known. Thread-safe.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/rpc/service.h"
#include "lib/platform/rpc/token.h"
#include "services/identity/store.h"

namespace tabadul::identity {

// Without a look at the table for so long, writes are refused.
inline constexpr absl::Duration kRevocationsStale = absl::Seconds(60);

class Revocations {
 public:
  Revocations(Store& store, rpc::TokenVerifier& verifier) : store_(store), verifier_(verifier) {}
  ~Revocations();  // after the server has ended its streams

  void Start();  // the thread that follows the table
  // UNAVAILABLE until the table was read once. Later outages of the database leave it ready: keys, known revocations
  // and the verification of tokens do not need it, and calls that do say so themselves.
  absl::Status Ready() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Reads what is new at once: for a revocation that this process has just made.
  void Refresh() ABSL_LOCKS_EXCLUDED(mutex_, refreshing_);

  // The handler of one WatchRevocations stream.
  std::unique_ptr<rpc::StreamHandler> Watch(rpc::Stream& stream);

 private:
  class Watcher;
  void Run();
  void Take(Store::Feed feed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Join(Watcher& watcher) ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(Watcher& watcher) ABSL_LOCKS_EXCLUDED(mutex_);

  Store& store_;
  rpc::TokenVerifier& verifier_;
  absl::Mutex refreshing_ ABSL_ACQUIRED_BEFORE(mutex_);  // one reader of the table at a time
  mutable absl::Mutex mutex_;
  std::vector<v1::Revocation> list_ ABSL_GUARDED_BY(mutex_);  // in order of sequence
  uint64_t head_ ABSL_GUARDED_BY(mutex_) = 0;
  bool read_ ABSL_GUARDED_BY(mutex_) = false;  // the table was read at least once
  bool failing_ ABSL_GUARDED_BY(refreshing_) = false;
  absl::flat_hash_set<Watcher*> watchers_ ABSL_GUARDED_BY(mutex_);
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tabadul::identity

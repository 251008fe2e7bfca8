// The revocations of this hub in memory: read from the table every 500 ms, asked by identity's own
// authenticator on every call, and streamed to the other services (WatchRevocations). While the table cannot
// be read no heartbeat is sent: a heartbeat says that all that is revoked is known. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/rpc/service.h"
#include "services/identity/store.h"

namespace tabadul::identity {

class Revocations {
 public:
  explicit Revocations(Store& store) : store_(store) {}
  ~Revocations();  // after the server has ended its streams

  void Start();  // the thread that follows the table
  // When the certificate or its system was revoked.
  std::optional<absl::Time> Of(std::string_view fingerprint, std::string_view source) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Time since the table was last read whole; infinite before the first time. Of the real clock.
  absl::Duration Age() const ABSL_LOCKS_EXCLUDED(mutex_);
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
  absl::Mutex refreshing_ ABSL_ACQUIRED_BEFORE(mutex_);  // one reader of the table at a time
  mutable absl::Mutex mutex_;
  std::vector<v1::Revocation> list_ ABSL_GUARDED_BY(mutex_);  // in order of sequence
  uint64_t head_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, absl::Time> certificates_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, absl::Time> sources_ ABSL_GUARDED_BY(mutex_);
  absl::Time read_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::flat_hash_set<Watcher*> watchers_ ABSL_GUARDED_BY(mutex_);
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tabadul::identity

// The streams by which services hear who may receive what (WatchSharing): each reads the table from where it stands, at
// once when this process has changed something, within half a second when another one has. While the table cannot be read no
// heartbeat is sent. Thread-safe.
#pragma once

#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/rpc/service.h"
#include "services/identity/sharing_store.h"

namespace tabadul::identity {

class SharingFeed {
 public:
  explicit SharingFeed(SharingStore& store) : store_(store) {}
  ~SharingFeed();  // after the server has ended its streams

  void Start();  // the thread that looks for what other processes have changed
  // This process has changed something.
  void Changed();
  SharingStore& store() { return store_; }

  // The handler of one stream.
  std::unique_ptr<rpc::StreamHandler> Watch(rpc::Stream& stream);

 private:
  class Watcher;
  void Run();

  SharingStore& store_;
  absl::Mutex mutex_;
  absl::flat_hash_set<Watcher*> watchers_ ABSL_GUARDED_BY(mutex_);
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tabadul::identity

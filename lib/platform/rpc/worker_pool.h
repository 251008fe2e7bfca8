// A bounded queue before a fixed number of threads: where handlers run, so that gRPC's own few threads never
// block. Thread-safe. Knows nothing of gRPC.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace tabadul::rpc {

class WorkerPool {
 public:
  WorkerPool(int threads, int queue);
  ~WorkerPool();  // Stop()
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues new work. False if `queue` such tasks already wait or the pool has stopped: shed it.
  [[nodiscard]] bool Submit(std::function<void()> task);
  // Queues the next step of work that was admitted before (a stream's callbacks: one at a time each), so that
  // its number is bounded by its owner. Steps count for no limit and new work does not wait behind all of them: a
  // change that wakes a thousand streams turns no call away. False only after Stop.
  bool Post(std::function<void()> task);
  // Runs what is queued, then joins. Not from a task.
  void Stop();

  size_t waiting() const;
  int busy() const;

 private:
  using Queue = std::deque<std::function<void()>>;

  void Run();
  // From the two queues by turns. Empty only if both are.
  std::function<void()> Next() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool HasReason() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !new_.empty() || !steps_.empty();
  }

  const size_t limit_;
  mutable absl::Mutex mutex_;
  Queue new_ ABSL_GUARDED_BY(mutex_), steps_ ABSL_GUARDED_BY(mutex_);
  bool step_is_next_ ABSL_GUARDED_BY(mutex_) = false;
  int busy_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace tabadul::rpc

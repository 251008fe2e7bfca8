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

  // Queues new work. False if `queue` tasks already wait or the pool has stopped: shed it.
  [[nodiscard]] bool Submit(std::function<void()> task);
  // Queues the next step of work that was admitted before (a stream's callbacks: one at a time each), so that
  // its number is bounded by its owner. False only after Stop.
  bool Post(std::function<void()> task);
  // Runs what is queued, then joins. Not from a task.
  void Stop();

  size_t waiting() const;
  int busy() const;

 private:
  void Run();
  bool HasReason() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !tasks_.empty(); }

  const size_t limit_;
  mutable absl::Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  int busy_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace tabadul::rpc

// What a connection and the answer to one of its requests share. Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace tabadul::http {

class Turn {
 public:
  size_t unwritten() const { return unwritten_; }
  bool gone() const { return gone_; }
  void Give(size_t bytes) { unwritten_ += bytes; }
  // What was there before goes after the lock: it may hold the answer.
  void OnWritable(std::function<void()> call) {
    absl::MutexLock lock(&mutex_);
    if (!over_) on_writable_.swap(call);
  }
  void OnGone(std::function<void()> call) {
    {
      absl::MutexLock lock(&mutex_);
      if (!over_) return on_gone_.swap(call);
    }
    if (gone_) call();
  }

  void OnDrain(std::function<void()> call) {
    {
      absl::MutexLock lock(&mutex_);
      if (over_) return;
      if (!draining_) return on_drain_.swap(call);
    }
    call();
  }

  // The connection has taken so much of what was given.
  void Taken(size_t bytes) {
    if (bytes == 0 || unwritten_.fetch_sub(bytes) != bytes) return;
    std::function<void()> call;
    {
      absl::MutexLock lock(&mutex_);
      call = on_writable_;
    }
    if (call) call();
  }
  void Gone() {
    gone_ = true;
    const Calls calls = End();
    if (calls.on_gone) calls.on_gone();
  }

  void Drain() {
    std::function<void()> call;
    {
      absl::MutexLock lock(&mutex_);
      draining_ = true;
      call = std::exchange(on_drain_, nullptr);
    }
    if (call) call();
  }

  struct Calls {
    std::function<void()> on_writable, on_gone, on_drain;
  };
  // Nothing is called any more.
  Calls End() {
    absl::MutexLock lock(&mutex_);
    over_ = true;
    return {std::exchange(on_writable_, nullptr), std::exchange(on_gone_, nullptr),
            std::exchange(on_drain_, nullptr)};
  }

 private:
  std::atomic<size_t> unwritten_ = 0;
  std::atomic<bool> gone_ = false;
  absl::Mutex mutex_;
  bool over_ ABSL_GUARDED_BY(mutex_) = false, draining_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> on_writable_ ABSL_GUARDED_BY(mutex_), on_gone_ ABSL_GUARDED_BY(mutex_),
      on_drain_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::http

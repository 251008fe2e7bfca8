// How a thread that works in rounds waits for the next one: until it is woken, or for a time. Thread-safe; whoever may wake
// it after it has gone shares it.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace tabadul {

class Waker {
 public:
  // The next Pause, or the one under way, ends at once.
  void Wake() {
    absl::MutexLock lock(&mutex_);
    woken_ = true;
  }
  // Every Pause from now on ends at once.
  void Stop() {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  // False when it is time to stop.
  bool Pause(absl::Duration at_most) {
    absl::MutexLock lock(&mutex_);
    const auto wanted = [this] {
      mutex_.AssertReaderHeld();
      return woken_ || stopped_;
    };
    mutex_.AwaitWithTimeout(absl::Condition(&wanted), at_most);
    woken_ = false;
    return !stopped_;
  }

 private:
  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace tabadul

// Time, as a dependency: rules take a Clock, tests a ManualClock.
#pragma once

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/platform/base/fault_point.h"

namespace tabadul {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// With fault points compiled in, a test can set it: a service's rules then see a clock that jumps.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now() + absl::Seconds(fault::ClockSeconds()); }
};

// For tests: stands still until it is moved, forwards or backwards.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time start) : now_(start) {}
  absl::Time Now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }
  void Advance(absl::Duration by) {
    absl::MutexLock lock(&mutex_);
    now_ += by;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul

// How long a piece of work may take, and whether anybody still wants it: passed down to everything that
// waits.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tabadul {

// Cheap to copy. Thread-safe. Deadlines are of the real clock, not of `Clock`.
class Context {
 public:
  // For work that nobody waits for but that must not hang.
  static Context WithTimeout(absl::Duration timeout) { return Context(absl::Now() + timeout, nullptr); }
  Context(absl::Time deadline, std::shared_ptr<const std::atomic<bool>> cancelled)
      : deadline_(deadline), cancelled_(std::move(cancelled)) {}

  // The same work, with less time for a part of it.
  Context Within(absl::Duration timeout) const {
    return Context(std::min(deadline_, absl::Now() + timeout), cancelled_);
  }

  absl::Time deadline() const { return deadline_; }
  absl::Duration remaining() const { return deadline_ - absl::Now(); }
  bool cancelled() const { return cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed); }
  bool done() const { return cancelled() || remaining() <= absl::ZeroDuration(); }

 private:
  absl::Time deadline_;
  std::shared_ptr<const std::atomic<bool>> cancelled_;
};

}  // namespace tabadul

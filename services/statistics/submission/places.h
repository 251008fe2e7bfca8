// How many files are taken at once: each lies on the disk until it is read. Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/base/status.h"

namespace tabadul::statistics {

class Places {
 public:
  Places(int all, int of_source) : all_(all), of_source_(of_source) {}

  // A place until the handle is dropped; OVERLOADED {queue: "submissions"}.
  absl::StatusOr<std::shared_ptr<void>> Enter(const std::string& source) {
    absl::MutexLock lock(&mutex_);
    int& taken = by_source_[source];
    if (taken >= of_source_ || taken_ >= all_) {
      if (taken == 0) by_source_.erase(source);
      return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "submissions"}}),
                       absl::Seconds(5));
    }
    ++taken;
    ++taken_;
    return std::shared_ptr<void>(nullptr, [this, source](void*) { Leave(source); });
  }

 private:
  void Leave(const std::string& source) {
    absl::MutexLock lock(&mutex_);
    --taken_;
    if (--by_source_[source] == 0) by_source_.erase(source);
  }

  const int all_, of_source_;
  absl::Mutex mutex_;
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, int> by_source_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::statistics

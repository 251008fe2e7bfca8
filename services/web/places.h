// Places for streams: so many in all, and half of them for one caller, so that no ministry takes those of the others.
// Thread-safe.
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/base/status.h"

namespace tabadul::web {

class Places {
 public:
  explicit Places(int all) : all_(all), of_one_(std::max(1, all / 2)) {}

  // Until Leave. OVERLOADED: there is none.
  absl::Status Take(const std::string& caller) {
    absl::MutexLock lock(&mutex_);
    const auto own = taken_by_.find(caller);
    if (taken_ >= all_ || (own != taken_by_.end() && own->second >= of_one_))
      return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "streams"}}), absl::Seconds(1));
    ++taken_;
    ++taken_by_[caller];
    return absl::OkStatus();
  }
  void Leave(const std::string& caller) {
    absl::MutexLock lock(&mutex_);
    --taken_;
    if (--taken_by_[caller] == 0) taken_by_.erase(caller);
  }

 private:
  const int all_, of_one_;
  absl::Mutex mutex_;
  int taken_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int> taken_by_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::web

// Results that are dearer to compute than to fetch, shared by all replicas for a moment. Every process learns what a
// result costs: only one that costs more than a fetch is stored and looked for. Of one result, one computation goes on
// at a time in all replicas; who waits for it does so for a bounded time, and few wait at once. Redis lost means
// slower, never wrong. Thread-safe; the client outlives it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lib/platform/redis/redis.h"

namespace tabadul::redis {

struct SharedOptions {
  std::string prefix;                                      // of the keys: "tabadul:jobs:search:1:"
  absl::Duration lives = absl::Seconds(1);                 // how old a result may be
  absl::Duration assumed_fetch = absl::Microseconds(100);  // until fetches have been measured
  double patience = 3;                                     // times its cost: for another's computation
  absl::Duration longest_wait = absl::Milliseconds(100);   // for another's computation
  int most_waiting = 3;  // calls that wait at once; more compute for themselves
};

class SharedResults {
 public:
  using Compute = std::function<absl::StatusOr<std::string>()>;
  using Accept = std::function<bool(const std::string& result)>;

  SharedResults(Client& redis, SharedOptions options);

  // A stored result that `accept` takes, else what `compute` gives; the errors are its errors. `key` names the result
  // and whose eyes it is for, and tells nothing of either (a digest): it stands in Redis.
  absl::StatusOr<std::string> Get(const std::string& key, const Accept& accept, const Compute& compute);

 private:
  absl::Duration CostOf(const std::string& key) const;  // zero: not dear, or not known
  void Learn(const std::string& key, absl::Duration cost);
  absl::Duration FetchTime() const {
    return absl::Nanoseconds(fetch_nanoseconds_.load(std::memory_order_relaxed));
  }
  std::optional<std::string> Fetch(const std::string& key, const Accept& accept);
  std::optional<std::string> AwaitOther(const std::string& key, const Accept& accept, absl::Duration cost);
  absl::StatusOr<std::string> ComputeAndKeep(const std::string& key, const Compute& compute);

  Client& redis_;
  const SharedOptions options_;
  std::atomic<int64_t> fetch_nanoseconds_;
  std::atomic<uint64_t> cheap_ = 0;  // results that were
  std::atomic<int> waiting_ = 0;
  // Of the dear ones. Two generations: what is in use stays, memory is bounded.
  using Costs = absl::flat_hash_map<std::string, absl::Duration>;
  mutable absl::Mutex mutex_;
  Costs young_ ABSL_GUARDED_BY(mutex_);
  Costs old_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::redis

// When and how often to try again: waits with jitter, a budget that keeps a fleet of clients from doubling
// the load of a hub in trouble, and what the end of a stream means.
#pragma once

#include <cstdint>
#include <optional>
#include <random>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "tabadul/common/v1/goodbye.pb.h"

namespace tabadul::client {

// Waits that double from `first` to `most`, each shortened at random by up to a half. Not thread-safe.
class Backoff {
 public:
  Backoff(absl::Duration first, absl::Duration most, uint64_t seed = std::random_device{}())
      : first_(first), most_(most), next_(first), random_(seed) {}
  // The next wait; never shorter than what the hub asked for (zero if it asked nothing).
  absl::Duration Next(absl::Duration asked);
  void Reset() { next_ = first_; }

 private:
  absl::Duration first_, most_, next_;
  std::mt19937_64 random_;
};

// Repeats of unary calls, over all calls of a connection: a failure costs one token, a success earns a tenth;
// below half of `capacity` nothing is repeated. Thread-safe.
class RetryBudget {
 public:
  explicit RetryBudget(double capacity = 20) : capacity_(capacity), tokens_(capacity) {}
  bool MayRepeat() const;
  void Failed();
  void Succeeded();

 private:
  const double capacity_;
  mutable absl::Mutex mutex_;
  double tokens_ ABSL_GUARDED_BY(mutex_);
};

// How a stream ended, and so what its client does next.
struct Ending {
  enum class Next {
    kDone,       // nothing: the work is done
    kReconnect,  // open again, with the unanswered tail or from the last cursor
    kNewToken,   // the same, with a fresh token
    kStop,       // refused: `status` says why
  };
  Next next = Next::kReconnect;
  absl::Status status;
  absl::Duration wait;  // asked by the hub (RetryInfo); zero if it asked nothing
};

// From the Goodbye, if one came, and else from the status of the call: a killed hub or a proxy between shows
// itself as UNAVAILABLE, UNKNOWN, CANCELLED, INTERNAL (docs/adr/0003), and those are never an answer.
Ending EndingOf(const std::optional<common::v1::Goodbye>& goodbye, const absl::Status& finished);

}  // namespace tabadul::client

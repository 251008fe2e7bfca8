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

// What a client of the hub may be told to do otherwise. The defaults are meant for a ministry's system.
struct RetryPolicy {
  absl::Duration first_wait = absl::Milliseconds(100), longest_wait = absl::Seconds(5);  // between attempts
  // How long a unary call goes on trying where nobody answers at all: the endpoint may be wrong.
  absl::Duration unreachable = absl::Seconds(5);
  // Of unary calls, see RetryBudget: so many failures in a row are repeated at most (twice as many are the capacity),
  // and after that the share of successes.
  double budget = 10, share = 0.1;
};

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

// Repeats of unary calls, over all calls of a connection (as gRPC's retryThrottling): a failure costs one token, a
// success earns `share` of one; below half of the capacity nothing is repeated. So a hub in trouble gets at most
// that share of calls more than it would have without repeats. Thread-safe.
class RetryBudget {
 public:
  explicit RetryBudget(double budget = 10, double share = 0.1)
      : capacity_(2 * budget), share_(share), tokens_(capacity_) {}
  bool MayRepeat() const;
  void Failed();
  void Succeeded();

 private:
  const double capacity_, share_;
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

// The hub was not reached, or has no answer now: another time it may have one.
bool IsUnreachable(const absl::Status& status);

// Whether a unary call that ended so may be answered when it is repeated. All calls of the contracts may be; but after a
// BatchPush without versions nothing else may follow that relies on its order (docs/protocol.md#leases): use a Pusher.
bool IsWorthRepeating(const absl::Status& status);

}  // namespace tabadul::client

// Await, never sleep: `EXPECT_TRUE(Eventually([&] { return server.ready(); }));`
#pragma once

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace tabadul::harness {

// Asks `pred` until it holds or the time is over; its last answer. `pred` is asked at least once.
template <class Predicate>
bool Eventually(Predicate pred, absl::Duration timeout = absl::Seconds(10),
                absl::Duration every = absl::Milliseconds(5)) {
  const absl::Time deadline = absl::Now() + timeout;
  while (true) {
    if (pred()) return true;
    if (absl::Now() >= deadline) return false;
    absl::SleepFor(every);
  }
}

}  // namespace tabadul::harness

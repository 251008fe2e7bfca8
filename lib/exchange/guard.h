// The guard against closing too much by mistake: an empty export, a filter gone wrong, a loop that closes everything.
// It counts the closures of a source that nobody confirmed, over a rolling day. Pure, thread-safe.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "lib/exchange/internal.pb.h"

namespace tabadul::exchange {

struct Guard {
  uint64_t percent = 20;  // of what the source had open
  uint64_t floor = 20;    // so many always pass: small sources change much
  // How many closures pass where so many records were open.
  uint64_t Limit(uint64_t open) const;
};

// Of the 24 hours before `now`, to the hour.
uint64_t RecentClosures(const internal::Closures& closures, absl::Time now);
// Adds `count` at `now`, and forgets what is older than a day.
void CountClosures(uint64_t count, absl::Time now, internal::Closures& closures);

}  // namespace tabadul::exchange

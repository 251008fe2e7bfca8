// What became of a source's items over the last 24 hours and 7 days: how many, how many were rejected, and why. Kept
// in the row that is written with every answer, so it is small: 24 slots of an hour and 7 of a day (UTC), with at most
// eight reasons each. Pure, thread-safe.
#pragma once

#include <cstdint>

#include "absl/container/btree_map.h"
#include "absl/time/time.h"
#include "lib/exchange/internal.pb.h"

namespace tabadul::exchange {

struct Tally {
  uint64_t answered = 0, rejected = 0;
  uint64_t changed = 0;                    // records; not kept in the counts
  absl::btree_map<int, uint64_t> reasons;  // common.v1.ErrorReason of an item's first mistake; 0 = others
};

void Count(const Tally& tally, absl::Time now, internal::Activity& counts);

// To the hour: from the full hour 23 hours before now's.
Tally OfLastDay(const internal::Activity& counts, absl::Time now);
// To the day: today (UTC) and the six days before.
Tally OfLastWeek(const internal::Activity& counts, absl::Time now);

}  // namespace tabadul::exchange

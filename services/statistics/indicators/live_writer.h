// Writes live indicators through the exchange of series. Pure but for what it is given.
#pragma once

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "lib/platform/base/context.h"
#include "services/statistics/submission/writing.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

// As kLiveSource, for everybody, in this order; durable on return. The errors of `write`, after which some may be written;
// INTERNAL if one is refused: what the hub computes is valid. Blocking.
absl::Status WriteLive(const WriteItems& write, const Context& context, absl::Span<const v1::Series> series);

}  // namespace tabadul::statistics

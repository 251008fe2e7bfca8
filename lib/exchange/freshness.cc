#include "lib/exchange/freshness.h"

#include <algorithm>

namespace tabadul::exchange {

std::optional<absl::Duration> SilenceOf(const Signs& signs, absl::Time now) {
  // std::optional compares nothing below everything.
  const std::optional<absl::Time> heard = std::max(signs.received, signs.proven);
  const std::optional<absl::Time> since = heard ? heard : signs.promise_made;
  if (!since) return std::nullopt;
  return std::max(now - *since, absl::ZeroDuration());
}

v1::Freshness FreshnessOf(std::optional<absl::Duration> silence, std::optional<absl::Duration> promised) {
  if (!promised || !silence) return v1::FRESHNESS_NO_PROMISE;
  if (*silence <= *promised) return v1::FRESHNESS_CURRENT;
  return *silence <= 2 * *promised ? v1::FRESHNESS_LATE : v1::FRESHNESS_SILENT;
}

}  // namespace tabadul::exchange

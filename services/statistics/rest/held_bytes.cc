#include "services/statistics/rest/held_bytes.h"

#include <atomic>

#include "lib/platform/base/status.h"
#include "services/statistics/rest/problem.h"

namespace tabadul::statistics::rest {
namespace {

constexpr absl::Duration kRetryAfter = absl::Seconds(5);

std::atomic<size_t> of_all = 0;

}  // namespace

HeldBytes::~HeldBytes() { of_all -= bytes_; }

absl::Status HeldBytes::Add(size_t bytes) {
  bytes_ += bytes;
  const size_t all = of_all += bytes;
  if (bytes_ > kMaxHeldBytes) return TooLarge(kMaxHeldBytes);
  if (all <= kMaxHeldBytesOfAll) return absl::OkStatus();
  return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "sdmx"}}), kRetryAfter);
}

}  // namespace tabadul::statistics::rest

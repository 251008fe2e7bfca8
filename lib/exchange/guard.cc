#include "lib/exchange/guard.h"

#include <algorithm>

namespace tabadul::exchange {
namespace {

constexpr int64_t kHours = 24;

int64_t HourOf(absl::Time time) { return absl::ToUnixSeconds(time) / 3600; }

}  // namespace

uint64_t Guard::Limit(uint64_t open) const { return std::max(floor, open * percent / 100); }

uint64_t RecentClosures(const internal::Closures& closures, absl::Time now) {
  uint64_t count = 0;
  for (const auto& hour : closures.hours()) {
    if (hour.hour() > HourOf(now) - kHours) count += hour.count();
  }
  return count;
}

void CountClosures(uint64_t count, absl::Time now, internal::Closures& closures) {
  auto& hours = *closures.mutable_hours();
  const auto old = std::find_if(hours.begin(), hours.end(),
                                [&](const auto& hour) { return hour.hour() > HourOf(now) - kHours; });
  hours.DeleteSubrange(0, static_cast<int>(old - hours.begin()));
  // A clock that was set back counts into the newest hour there is.
  if (hours.empty() || hours.rbegin()->hour() < HourOf(now)) closures.add_hours()->set_hour(HourOf(now));
  auto& last = *hours.rbegin();
  last.set_count(last.count() + count);
}

}  // namespace tabadul::exchange

// When a day is over: see EndOfDay in validate.h.
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "lib/exchange/validate.h"

namespace tabadul::exchange {

absl::Time EndOfDay(const Date& date, std::string_view time_zone) {
  const absl::CivilSecond midnight(absl::CivilDay(date.year(), date.month(), date.day()) + 1);
  const absl::Time everywhere = absl::FromCivil(midnight, absl::UTCTimeZone()) + absl::Hours(12);
  absl::TimeZone zone;
  // The rules are those of the system's tzdata, which Debian keeps up to date (ICU's own are of its release). A name so
  // new or so old that it is not there is as good as none: nobody is late too early.
  if (time_zone.empty() || !absl::LoadTimeZone(Absl(time_zone), &zone)) return everywhere;
  const absl::TimeZone::TimeInfo info = zone.At(midnight);
  // A midnight that clocks leap over is the moment of the leap; one that they read twice, the second.
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.post;
}

}  // namespace tabadul::exchange

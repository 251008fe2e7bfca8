#include "services/statistics/indicators/month.h"

#include "absl/time/civil_time.h"
#include "services/statistics/period.h"

namespace tabadul::statistics {
namespace {

Period PeriodOf(int64_t month) { return *Period::Of(Period::Kind::kMonth, month); }

}  // namespace

int64_t MonthOf(absl::Time time) {
  return absl::ToCivilMonth(time, absl::UTCTimeZone()) - absl::CivilMonth(0);
}

absl::Time BeginningOf(int64_t month) { return PeriodOf(month).start(); }
absl::Time EndOf(int64_t month) { return PeriodOf(month).end(); }
std::string MonthText(int64_t month) { return PeriodOf(month).ToString(); }

}  // namespace tabadul::statistics

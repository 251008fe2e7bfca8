#include "lib/pay/monthly.h"

#include <cmath>

#include "absl/strings/numbers.h"

namespace tabadul::pay {
namespace {

constexpr double kWeeks = 52.0 / 12;
constexpr int kDays = 5;
// Far above any pay; keeps the arithmetic of integers safe.
constexpr double kMost = 1e15;

std::optional<double> TimesAMonth(jobs::v1::PayUnit unit, int minutes_per_week) {
  switch (unit) {
    case jobs::v1::PAY_UNIT_HOUR:
      return (minutes_per_week > 0 ? minutes_per_week : kUsualMinutes) / 60.0 * kWeeks;
    case jobs::v1::PAY_UNIT_DAY:
      return kDays * kWeeks;
    case jobs::v1::PAY_UNIT_WEEK:
      return kWeeks;
    case jobs::v1::PAY_UNIT_MONTH:
      return 1;
    case jobs::v1::PAY_UNIT_YEAR:
      return 1.0 / 12;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<int64_t> MonthlyMicroUsd(const std::string& amount, const std::string& currency,
                                       jobs::v1::PayUnit unit, int minutes_per_week, const Rates& rates) {
  double number = 0;
  if (!absl::SimpleAtod(amount, &number) || !std::isfinite(number) || number < 0) return std::nullopt;
  const std::optional<double> times = TimesAMonth(unit, minutes_per_week);
  const std::optional<double> usd = rates.Usd(currency);
  if (!times || !usd) return std::nullopt;
  return std::llround(std::min(number * *times * *usd, kMost / 1e6) * 1e6);
}

std::optional<int64_t> MonthlyMicroUsd(const jobs::v1::Vacancy& vacancy, const Rates& rates) {
  const jobs::v1::Pay& stated = vacancy.pay();
  const std::string& amount = stated.minimum().empty() ? stated.maximum() : stated.minimum();
  return MonthlyMicroUsd(amount, stated.currency(), stated.unit(), vacancy.schedule().minutes_per_week(),
                         rates);
}

}  // namespace tabadul::pay

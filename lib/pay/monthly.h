// Pay of any unit and currency as one number, to compare. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lib/pay/rates.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::pay {

// Weeks a month: 52 / 12. A day's pay is earned five times a week; an hour's as often as the schedule says, else 40 times.
inline constexpr int kUsualMinutes = 40 * 60;  // a week

// An amount (a decimal of the contract) in millionths of a dollar a month. None if it is empty or no number, the unit
// has no time (a task) or the table has no such currency. `minutes_per_week` 0: not stated.
std::optional<int64_t> MonthlyMicroUsd(const std::string& amount, const std::string& currency,
                                       jobs::v1::PayUnit unit, int minutes_per_week, const Rates& rates);

// What a vacancy pays at least: its lowest amount, else its highest.
std::optional<int64_t> MonthlyMicroUsd(const jobs::v1::Vacancy& vacancy, const Rates& rates);

}  // namespace tabadul::pay

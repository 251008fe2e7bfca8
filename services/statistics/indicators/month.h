// Calendar months in UTC, numbered as Period numbers them. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace tabadul::statistics {

// The month that the time lies in; of the years 1 to 9998.
int64_t MonthOf(absl::Time time);
// The first instant, and the first one after it.
absl::Time BeginningOf(int64_t month);
absl::Time EndOf(int64_t month);
// "2026-11"
std::string MonthText(int64_t month);

}  // namespace tabadul::statistics

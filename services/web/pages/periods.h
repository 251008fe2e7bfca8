// Periods of statistics, as SDMX writes them, for people. Pure.
#pragma once

#include <string>
#include <string_view>

#include "services/web/pages/format.h"

namespace tabadul::web::pages {

struct ReadPeriod {
  enum class Kind { kNone, kYear, kHalf, kThird, kQuarter, kMonth, kWeek, kDay };
  Kind kind = Kind::kNone;  // of what is none, or has another form
  int year = 0;
  int number = 1;   // in the year: of the quarter, the month, …; of a day its month
  int day = 0;      // of a day
  double time = 0;  // where it begins, in years
};
ReadPeriod ReadPeriodOf(std::string_view text);

// "2024", "Q3 2024", "July 2024"; what is none of these as it is.
std::string PeriodName(std::string_view text, const Format& format);

}  // namespace tabadul::web::pages

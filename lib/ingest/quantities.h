// Amounts and lengths of time inside a text, as people write them in Arabic, English and French: "de 4000 dh à
// 6000 dh", "NGN 150,000 - 250,000", "Above 5,000", "3 to 7 years", "سنتان". Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tabadul::ingest {

enum class Bound { kLower, kUpper };

// The smallest or the largest number of `text`, in the contract's form; groups of three may be divided by spaces,
// apostrophes or whichever of '.' and ',' is not `decimal`; "15k" is 15000. Of a range that is open ("from 5,000",
// "jusqu'à 8000", "أكثر من ٥٠٠٠", "10+") the open end is nothing. Nothing if there is no number.
std::optional<std::string> RangeBound(std::string_view text, Bound bound, char decimal);

enum class TimeUnit { kMinutes, kDays, kMonths };

// The shortest or longest time that `text` names, in whole `unit`s: "3 to 7 years" is 36 or 84 months. A month is 30
// days and a year 365 where days are asked for. Nothing if there is none, or none that the unit can say (weeks
// in months, months in minutes).
std::optional<int64_t> DurationBound(std::string_view text, Bound bound, TimeUnit unit);

}  // namespace tabadul::ingest

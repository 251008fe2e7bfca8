// Time periods as SDMX writes them: ObservationalTimePeriod of SDMX 2.1 and 3.0 (Section 6 of the standards, "Time and time
// format"; SDMXCommon.xsd). Strict: what the schemas do not take is no period. Plain values, thread-safe.
//
// Reporting periods ("2024-Q1") are those of a reporting year that begins on 1 January, as the standard has it where no
// other day is stated. Weeks are those of ISO 8601. What has no time zone is taken as UTC.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace tabadul::statistics {

class Period {
 public:
  enum class Kind : uint8_t {
    kYear,            // 2024
    kMonth,           // 2024-01
    kDay,             // 2024-01-31
    kReportingYear,   // 2024-A1
    kSemester,        // 2024-S1, -S2
    kTrimester,       // 2024-T1 … -T3: four months
    kQuarter,         // 2024-Q1 … -Q4
    kReportingMonth,  // 2024-M01 … -M12
    kWeek,            // 2024-W01 … -W53
    kReportingDay,    // 2024-D001 … -D366
    kDateTime,        // 2024-01-31T08:00:00: an instant
    kRange,           // 2024-01-31/P1M, 2024-01-31T08:00:00/PT8H
  };

  // Years 0001 to 9999; each may end in a time zone ("Z", "+03:00"). A range is longer than nothing, has whole seconds, and
  // ends before the year 10001.
  static std::optional<Period> Parse(std::string_view text);
  // The period without time zone that has this ordinal. Nullopt of date-times and ranges, and beyond the years.
  static std::optional<Period> Of(Kind kind, int64_t ordinal);

  Kind kind() const { return kind_; }
  // Code of CL_FREQ: A, S, T, Q, M, W, D; empty where the kind does not tell (date-times, ranges).
  std::string_view frequency() const;
  // The first instant, and the first one after it; of a date-time both are the instant.
  absl::Time start() const { return start_; }
  absl::Time end() const { return end_; }
  // Periods of a kind that follow each other have numbers that follow each other. Nullopt of date-times, ranges, and what has
  // a time zone other than UTC.
  std::optional<int64_t> ordinal() const;
  // So many periods later, or earlier. Nullopt of date-times and ranges, and beyond the years.
  std::optional<Period> Plus(int64_t steps) const;

  // The one text of this period: Parse takes it. A zone that is UTC is left out, a duration in its largest units.
  std::string ToString() const;
  // The first day ("2024-01-01"), of date-times and ranges from one the instant: ISO 8601, for SDMX-CSV's
  // timeFormat=normalized. In the period's own time zone.
  std::string Beginning() const;

  // By beginning, then by end: "2024-01" and "2024-M01" are equal here.
  friend std::weak_ordering operator<=>(const Period& a, const Period& b);
  friend bool operator==(const Period& a, const Period& b) { return (a <=> b) == 0; }

 private:
  friend class PeriodParser;
  struct Duration {
    int64_t months = 0, days = 0, seconds = 0;
  };
  // Sets start_ and end_ from the rest; false beyond the years.
  bool Place();

  Kind kind_ = Kind::kYear;
  bool timed_ = false;     // of a range: its beginning has a time
  int16_t offset_ = 0;     // of the time zone, in minutes east of UTC
  int64_t ordinal_ = 0;    // of date-times and of the beginning of ranges: days since 1970-01-01
  absl::Duration of_day_;  // of date-times and ranges: the time since midnight
  Duration length_;        // of ranges
  absl::Time start_, end_;
};

}  // namespace tabadul::statistics

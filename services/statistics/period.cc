#include "services/statistics/period.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "services/statistics/period_parser.h"

namespace tabadul::statistics {
namespace {

using Kind = Period::Kind;

constexpr absl::CivilDay kEpoch(1970, 1, 1);
constexpr int kLastYear = 9999;
constexpr int64_t kEpochIsThursday = 3;  // days since Monday

// How many of a kind make a year, for the kinds that are parts of one.
int PartsOfYear(Kind kind) {
  switch (kind) {
    case Kind::kYear:
    case Kind::kReportingYear:
      return 1;
    case Kind::kSemester:
      return 2;
    case Kind::kTrimester:
      return 3;
    case Kind::kQuarter:
      return 4;
    case Kind::kMonth:
    case Kind::kReportingMonth:
      return 12;
    case Kind::kDay:
    case Kind::kReportingDay:
    case Kind::kWeek:
    case Kind::kDateTime:
    case Kind::kRange:
      return 0;
  }
  return 0;
}

// The first day of the period with this number; so is the first day after it, of the next number.
absl::CivilDay FirstDay(Kind kind, int64_t ordinal) {
  if (const int parts = PartsOfYear(kind); parts > 0) {
    const int64_t year = (ordinal >= 0 ? ordinal : ordinal - parts + 1) / parts;
    return absl::CivilDay(year, 1 + (ordinal - year * parts) * (12 / parts), 1);
  }
  if (kind == Kind::kWeek) return kEpoch + (ordinal * 7 - kEpochIsThursday);
  return kEpoch + ordinal;
}

// How a reporting period is written behind its year.
struct Notation {
  char letter;
  int digits;
};

Notation NotationOf(Kind kind) {
  switch (kind) {
    case Kind::kReportingYear:
      return {'A', 1};
    case Kind::kSemester:
      return {'S', 1};
    case Kind::kTrimester:
      return {'T', 1};
    case Kind::kQuarter:
      return {'Q', 1};
    case Kind::kReportingMonth:
      return {'M', 2};
    case Kind::kWeek:
      return {'W', 2};
    case Kind::kReportingDay:
      return {'D', 3};
    case Kind::kYear:
    case Kind::kMonth:
    case Kind::kDay:
    case Kind::kDateTime:
    case Kind::kRange:
      return {0, 0};
  }
  return {0, 0};
}

// `day`: its first, of a week its Thursday.
int NumberInYear(Kind kind, const absl::CivilDay& day) {
  if (kind == Kind::kWeek) return (absl::GetYearDay(day) - 1) / 7 + 1;
  if (kind == Kind::kReportingDay) return absl::GetYearDay(day);
  return (day.month() - 1) * PartsOfYear(kind) / 12 + 1;
}

bool WithinYears(const absl::CivilDay& day) { return day.year() >= 1 && day.year() <= kLastYear; }

absl::Time Instant(const absl::CivilDay& day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

std::string ClockText(absl::Duration of_day) {
  const int64_t seconds = absl::ToInt64Seconds(of_day);
  std::string text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  int64_t nanoseconds = absl::ToInt64Nanoseconds(of_day - absl::Seconds(seconds));
  if (nanoseconds == 0) return text;
  text += fmt::format(".{:09}", nanoseconds);
  return text.erase(text.find_last_not_of('0') + 1);
}

std::string DurationText(int64_t months, int64_t days, int64_t seconds) {
  std::string text = "P";
  const auto part = [&text](int64_t number, char unit) {
    if (number > 0) text += fmt::format("{}{}", number, unit);
  };
  part(months / 12, 'Y');
  part(months % 12, 'M');
  part(days, 'D');
  if (seconds > 0) {
    text += 'T';
    part(seconds / 3600, 'H');
    part(seconds / 60 % 60, 'M');
    part(seconds % 60, 'S');
  }
  return text;
}

std::string DayText(const absl::CivilDay& day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year(), day.month(), day.day());
}

}  // namespace

std::optional<Period> Period::Parse(std::string_view text) { return PeriodParser(text).Parse(); }

std::optional<Period> Period::Of(Kind kind, int64_t ordinal) {
  constexpr int64_t kNoSuchDay = 5'000'000;  // more than the days of the years, so that nothing overflows
  if (kind == Kind::kDateTime || kind == Kind::kRange) return std::nullopt;
  if (ordinal < -kNoSuchDay || ordinal > kNoSuchDay) return std::nullopt;
  Period period;
  period.kind_ = kind;
  period.ordinal_ = ordinal;
  if (!period.Place()) return std::nullopt;
  return period;
}

bool Period::Place() {
  const absl::CivilDay first = FirstDay(kind_, ordinal_);
  // The year of a week is that of its Thursday.
  if (!WithinYears(kind_ == Kind::kWeek ? first + kEpochIsThursday : first)) return false;
  const absl::Duration zone = absl::Minutes(offset_);
  start_ = Instant(first) + of_day_ - zone;
  if (kind_ == Kind::kDateTime) {
    end_ = start_;
  } else if (kind_ == Kind::kRange) {
    const absl::CivilMonth month = absl::CivilMonth(first) + length_.months;
    if (month.year() > kLastYear + 1) return false;
    // A day that the month lacks is its last, as in ISO 8601's and XML Schema's additions.
    const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
    const absl::CivilDay day = std::min(absl::CivilDay(month) + (first.day() - 1), last) + length_.days;
    end_ = Instant(day) + of_day_ + absl::Seconds(length_.seconds) - zone;
    if (end_ >= Instant(absl::CivilDay(kLastYear + 2, 1, 1))) return false;
  } else {
    end_ = Instant(FirstDay(kind_, ordinal_ + 1)) - zone;
  }
  return true;
}

std::string_view Period::frequency() const {
  switch (kind_) {
    case Kind::kYear:
    case Kind::kReportingYear:
      return "A";
    case Kind::kSemester:
      return "S";
    case Kind::kTrimester:
      return "T";
    case Kind::kQuarter:
      return "Q";
    case Kind::kMonth:
    case Kind::kReportingMonth:
      return "M";
    case Kind::kWeek:
      return "W";
    case Kind::kDay:
    case Kind::kReportingDay:
      return "D";
    case Kind::kDateTime:
    case Kind::kRange:
      return "";
  }
  return "";
}

std::optional<int64_t> Period::ordinal() const {
  if (kind_ == Kind::kDateTime || kind_ == Kind::kRange || offset_ != 0) return std::nullopt;
  return ordinal_;
}

std::optional<Period> Period::Plus(int64_t steps) const {
  constexpr int64_t kManySteps = 10'000'000;  // reaches from one end of the years to the other
  if (steps < -kManySteps || steps > kManySteps) return std::nullopt;
  std::optional<Period> there = Of(kind_, ordinal_ + steps);
  if (!there) return std::nullopt;
  there->offset_ = offset_;
  there->Place();
  return there;
}

std::string Period::ToString() const {
  // A week belongs to the year of its Thursday.
  const absl::CivilDay day = FirstDay(kind_, ordinal_) + (kind_ == Kind::kWeek ? kEpochIsThursday : 0);
  std::string text;
  if (const Notation notation = NotationOf(kind_); notation.letter != 0) {
    text =
        fmt::format("{:04}-{}{:0{}}", day.year(), notation.letter, NumberInYear(kind_, day), notation.digits);
  } else if (kind_ == Kind::kYear) {
    text = fmt::format("{:04}", day.year());
  } else if (kind_ == Kind::kMonth) {
    text = fmt::format("{:04}-{:02}", day.year(), day.month());
  } else {
    text = Beginning();
  }
  if (kind_ != Kind::kDateTime && !timed_) text += ZoneText(offset_);
  if (kind_ == Kind::kRange) text += '/' + DurationText(length_.months, length_.days, length_.seconds);
  return text;
}

std::string Period::Beginning() const {
  std::string text = DayText(FirstDay(kind_, ordinal_));
  if (kind_ == Kind::kDateTime || timed_) text += 'T' + ClockText(of_day_) + ZoneText(offset_);
  return text;
}

std::weak_ordering operator<=>(const Period& a, const Period& b) {
  if (a.start_ != b.start_)
    return a.start_ < b.start_ ? std::weak_ordering::less : std::weak_ordering::greater;
  if (a.end_ != b.end_) return a.end_ < b.end_ ? std::weak_ordering::less : std::weak_ordering::greater;
  return std::weak_ordering::equivalent;
}

}  // namespace tabadul::statistics

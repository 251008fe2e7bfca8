#include "services/statistics/period_parser.h"

#include <cstdlib>

#include "absl/time/civil_time.h"
#include "fmt/format.h"

namespace tabadul::statistics {
namespace {

constexpr absl::CivilDay kEpoch(1970, 1, 1);
constexpr int kMaxZoneMinutes = 14 * 60;
constexpr int kMaxFractionDigits = 9;
// Longer than all the years there are in any unit but seconds, which need more digits than days do.
constexpr size_t kMaxLengthDigits = 12;
constexpr int64_t kMaxMonths = 12 * 10'000, kMaxDays = 3'700'000, kMaxSeconds = kMaxDays * 86'400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string ZoneText(int offset_minutes) {
  if (offset_minutes == 0) return "";
  const int minutes = std::abs(offset_minutes);
  return fmt::format("{}{:02}:{:02}", offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::optional<Period> PeriodParser::Parse() {
  if (!Text() || !rest_.empty() || !period_.Place()) return std::nullopt;
  return period_;
}

bool PeriodParser::Take(char c) {
  if (!Peek(c)) return false;
  rest_.remove_prefix(1);
  return true;
}

std::optional<int> PeriodParser::Digits(size_t count) {
  if (rest_.size() < count) return std::nullopt;
  int number = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!IsDigit(rest_[i])) return std::nullopt;
    number = number * 10 + (rest_[i] - '0');
  }
  rest_.remove_prefix(count);
  return number;
}

bool PeriodParser::Text() {
  const auto year = Digits(4);
  if (!year || *year == 0) return false;
  period_.kind_ = Period::Kind::kYear;
  period_.ordinal_ = *year;
  // A zone of a year begins like a month ("2024-05:00"): it has a colon behind its two digits.
  const bool zone = rest_.size() > 3 && rest_[3] == ':';
  if (!Peek('-') || zone) return Zone();
  Take('-');
  if (rest_.empty()) return false;
  return IsDigit(rest_.front()) ? MonthAndMore(*year) : ReportingPart(*year);
}

bool PeriodParser::ReportingPart(int year) {
  const char letter = rest_.front();
  rest_.remove_prefix(1);
  switch (letter) {
    case 'A':
      return Numbered(Period::Kind::kReportingYear, year, 1, 1);
    case 'S':
      return Numbered(Period::Kind::kSemester, year, 2, 1);
    case 'T':
      return Numbered(Period::Kind::kTrimester, year, 3, 1);
    case 'Q':
      return Numbered(Period::Kind::kQuarter, year, 4, 1);
    case 'M':
      return Numbered(Period::Kind::kReportingMonth, year, 12, 2);
    case 'W':
      return Week(year);
    case 'D':
      return ReportingDay(year);
    default:
      return false;
  }
}

bool PeriodParser::Numbered(Period::Kind kind, int year, int parts, size_t digits) {
  const auto number = Digits(digits);
  if (!number || *number < 1 || *number > parts) return false;
  period_.kind_ = kind;
  period_.ordinal_ = static_cast<int64_t>(year) * parts + *number - 1;
  return Zone();
}

bool PeriodParser::Week(int year) {
  const auto number = Digits(2);
  if (!number || *number < 1) return false;
  // Week 1 is the one that has the year's first Thursday, which is the one before or on the 7th.
  const absl::CivilDay thursday =
      absl::PrevWeekday(absl::CivilDay(year, 1, 8), absl::Weekday::thursday) + 7 * (*number - 1);
  if (thursday.year() != year) return false;
  period_.kind_ = Period::Kind::kWeek;
  const int64_t days = thursday - kEpoch;  // 1970-01-01 is a Thursday: a whole number of weeks
  period_.ordinal_ = days / 7;
  return Zone();
}

bool PeriodParser::ReportingDay(int year) {
  const auto number = Digits(3);
  if (!number || *number < 1) return false;
  const absl::CivilDay day = absl::CivilDay(year, 1, 1) + (*number - 1);
  if (day.year() != year) return false;
  period_.kind_ = Period::Kind::kReportingDay;
  period_.ordinal_ = day - kEpoch;
  return Zone();
}

bool PeriodParser::MonthAndMore(int year) {
  const auto month = Digits(2);
  if (!month || *month < 1 || *month > 12) return false;
  period_.kind_ = Period::Kind::kMonth;
  period_.ordinal_ = year * 12 + *month - 1;
  const bool zone = rest_.size() > 3 && rest_[3] == ':';
  if (!Peek('-') || zone) return Zone();
  Take('-');
  const auto number = Digits(2);
  if (!number) return false;
  const absl::CivilDay day(year, *month, *number);
  if (*number < 1 || day.month() != *month) return false;
  period_.kind_ = Period::Kind::kDay;
  period_.ordinal_ = day - kEpoch;
  if (Take('T')) {
    if (!Clock()) return false;
    period_.kind_ = Period::Kind::kDateTime;
  }
  return Zone() && (!Take('/') || Length());
}

bool PeriodParser::Clock() {
  const auto hour = Digits(2);
  if (!hour || !Take(':')) return false;
  const auto minute = Digits(2);
  if (!minute || !Take(':')) return false;
  const auto second = Digits(2);
  if (!second || *hour > 24 || *minute > 59 || *second > 59) return false;
  period_.of_day_ = absl::Hours(*hour) + absl::Minutes(*minute) + absl::Seconds(*second);
  if (Take('.') && !Fraction()) return false;
  if (*hour < 24) return true;
  // XML Schema knows 24:00:00, the first instant of the next day.
  if (period_.of_day_ != absl::Hours(24)) return false;
  period_.of_day_ = absl::ZeroDuration();
  ++period_.ordinal_;
  return true;
}

bool PeriodParser::Fraction() {
  int64_t unit = 1'000'000'000;
  int digits = 0;
  for (; !rest_.empty() && IsDigit(rest_.front()); rest_.remove_prefix(1)) {
    if (++digits > kMaxFractionDigits) return false;
    unit /= 10;
    period_.of_day_ += absl::Nanoseconds(unit * (rest_.front() - '0'));
  }
  return digits > 0;
}

bool PeriodParser::Zone() {
  if (rest_.empty() || Peek('/') || Take('Z')) return true;
  const bool west = Peek('-');
  if (!Take('-') && !Take('+')) return false;
  const auto hours = Digits(2);
  if (!hours || !Take(':')) return false;
  const auto minutes = Digits(2);
  if (!minutes || *minutes > 59) return false;
  const int offset = *hours * 60 + *minutes;
  if (offset > kMaxZoneMinutes) return false;
  period_.offset_ = static_cast<int16_t>(west ? -offset : offset);
  return true;
}

bool PeriodParser::Length() {
  if (!Take('P')) return false;
  period_.timed_ = period_.kind_ == Period::Kind::kDateTime;
  period_.kind_ = Period::Kind::kRange;
  int place = 0;
  while (!rest_.empty() && place < 4) {
    if (Take('T')) {
      if (rest_.empty()) return false;
      place = 4;
    } else if (!LengthPart(&place)) {
      return false;
    }
  }
  while (!rest_.empty()) {
    if (!LengthPart(&place)) return false;
  }
  const auto& length = period_.length_;
  return length.months <= kMaxMonths && length.days <= kMaxDays && length.seconds <= kMaxSeconds &&
         length.months + length.days + length.seconds > 0;
}

// One number with its unit; each unit once, in this order. `place`: how many of them are past.
bool PeriodParser::LengthPart(int* place) {
  size_t digits = 0;
  int64_t number = 0;
  for (; !rest_.empty() && IsDigit(rest_.front()); rest_.remove_prefix(1)) {
    if (++digits > kMaxLengthDigits) return false;
    number = number * 10 + (rest_.front() - '0');
  }
  if (digits == 0 || rest_.empty()) return false;
  const char unit = rest_.front();
  rest_.remove_prefix(1);
  auto& length = period_.length_;
  const bool of_day = *place >= 4;
  const size_t found = std::string_view(of_day ? "HMS" : "YMD").find(unit);
  if (found == std::string_view::npos) return false;
  const int at = static_cast<int>(found) + (of_day ? 5 : 1);
  if (at <= *place) return false;
  *place = at;
  constexpr int64_t kSeconds[] = {3600, 60, 1};
  if (of_day) {
    length.seconds += number * kSeconds[found];
  } else if (unit == 'D') {
    length.days = number;
  } else {
    length.months += number * (unit == 'Y' ? 12 : 1);
  }
  return true;
}

}  // namespace tabadul::statistics

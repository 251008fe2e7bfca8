// The texts of periods, read from left to right. Of period.cc alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/statistics/period.h"

namespace tabadul::statistics {

// "+03:00"; empty for UTC.
std::string ZoneText(int offset_minutes);

class PeriodParser {
 public:
  explicit PeriodParser(std::string_view text) : rest_(text) {}
  std::optional<Period> Parse();

 private:
  bool Take(char c);
  bool Peek(char c) const { return !rest_.empty() && rest_.front() == c; }
  std::optional<int> Digits(size_t count);

  // Each takes its part of the text and says whether it is one.
  bool Text();
  bool ReportingPart(int year);
  bool Numbered(Period::Kind kind, int year, int parts, size_t digits);
  bool Week(int year);
  bool ReportingDay(int year);
  bool MonthAndMore(int year);
  bool Clock();
  bool Fraction();
  bool Zone();
  bool Length();
  bool LengthPart(int* place);

  std::string_view rest_;
  Period period_;
};

}  // namespace tabadul::statistics

#include "services/web/pages/periods.h"

#include <charconv>
#include <optional>

#include "services/web/pages/localized.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using Kind = ReadPeriod::Kind;

std::optional<int> Digits(std::string_view text, size_t count) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.size() != count || error != std::errc() || end != text.data() + text.size() || number < 0)
    return std::nullopt;
  return number;
}

// What stands after "2024-", by its letter.
constexpr struct {
  char letter;
  Kind kind;
  size_t digits;
  int most;
} kParts[] = {{'S', Kind::kHalf, 1, 2},
              {'T', Kind::kThird, 1, 3},
              {'Q', Kind::kQuarter, 1, 4},
              {'M', Kind::kMonth, 2, 12},
              {'W', Kind::kWeek, 2, 53}};

void ReadPart(std::string_view part, ReadPeriod& period) {
  const auto set = [&](Kind kind, std::optional<int> number, int most) {
    if (!number || *number < 1 || *number > most) return;
    period.kind = kind;
    period.number = *number;
    period.time = period.year + (*number - 1) / static_cast<double>(most);
  };
  if (part == "A1") return set(Kind::kYear, 1, 1);
  for (const auto& known : kParts) {
    if (part[0] == known.letter) return set(known.kind, Digits(part.substr(1), known.digits), known.most);
  }
  if (part.size() == 2) return set(Kind::kMonth, Digits(part, 2), 12);
  if (part.size() != 5 || part[2] != '-') return;
  set(Kind::kMonth, Digits(part.substr(0, 2), 2), 12);
  const auto day = Digits(part.substr(3), 2);
  const bool is_day = period.kind == Kind::kMonth && day && *day >= 1 && *day <= 31;
  period.kind = is_day ? Kind::kDay : Kind::kNone;
  period.day = day.value_or(0);
  period.time += (period.day - 1) / 372.0;
}

std::string_view PartKey(Kind kind) {
  switch (kind) {
    case Kind::kHalf:
      return "period.half";
    case Kind::kThird:
      return "period.third";
    case Kind::kQuarter:
      return "period.quarter";
    default:
      return "period.week";
  }
}

}  // namespace

ReadPeriod ReadPeriodOf(std::string_view text) {
  ReadPeriod period;
  const auto year = Digits(text.substr(0, 4), 4);
  if (!year || *year == 0) return {};
  period.year = *year;
  period.time = *year;
  if (text.size() == 4) {
    period.kind = Kind::kYear;
  } else if (text.size() > 5 && text[4] == '-') {
    ReadPart(text.substr(5), period);
  }
  return period.kind == Kind::kNone ? ReadPeriod() : period;
}

std::string PeriodName(std::string_view text, const Format& format) {
  const ReadPeriod period = ReadPeriodOf(text);
  switch (period.kind) {
    case Kind::kNone:
      return WithoutTurns(text);
    case Kind::kYear:
      return format.Year(period.year);
    case Kind::kMonth:
      return format.Month(period.year, period.number);
    case Kind::kDay: {
      common::v1::Date day;
      day.set_year(period.year);
      day.set_month(period.number);
      day.set_day(period.day);
      return format.Day(day);
    }
    default:
      return Text(format.language(), PartKey(period.kind),
                  {{"number", format.Number(period.number)}, {"year", format.Year(period.year)}});
  }
}

}  // namespace tabadul::web::pages

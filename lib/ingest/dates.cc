#include "lib/ingest/dates.h"

#include <unicode/calendar.h>

#include <array>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "lib/ingest/numbers.h"

namespace tabadul::ingest {
namespace {

using common::v1::Date;

std::optional<Date> Gregorian(int year, int month, int day) {
  const absl::CivilDay civil(year, month, day);
  if (year < 1900 || year > 2200 || civil.month() != month || civil.day() != day) return std::nullopt;
  Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// ICU's tables of the umm al-qura calendar run from 1300 to 1600.
std::optional<Date> ConvertUmmAlQura(int year, int month, int day) {
  UErrorCode error = U_ZERO_ERROR;
  // Made once per thread: it costs more than the rest of the row.
  thread_local const std::unique_ptr<icu::Calendar> hijri(icu::Calendar::createInstance(
      icu::TimeZone::getGMT()->clone(), icu::Locale("en@calendar=islamic-umalqura"), error));
  if (U_FAILURE(error) || !hijri) return std::nullopt;
  hijri->clear();
  hijri->set(year, month - 1, day, 12, 0);
  const UDate time = hijri->getTime(error);
  if (U_FAILURE(error) || hijri->get(UCAL_DATE, error) != day)
    return std::nullopt;  // the 30th of a month of 29
  const absl::CivilDay civil =
      absl::CivilDay(1970, 1, 1) + static_cast<int64_t>(time / 86'400'000.0 - (time < 0 ? 1 : 0));
  return Gregorian(static_cast<int>(civil.year()), civil.month(), civil.day());
}

// ICU counts the years from the first for every day that it converts; the days of a file are few.
std::optional<Date> FromUmmAlQura(int year, int month, int day) {
  if (year < 1318 || year > 1600 || month < 1 || month > 12 || day < 1 || day > 30) return std::nullopt;
  thread_local absl::flat_hash_map<int, std::optional<Date>> known;  // at most the days of 283 years
  const auto [entry, is_new] = known.try_emplace((year * 12 + month) * 31 + day);
  if (is_new) entry->second = ConvertUmmAlQura(year, month, day);
  return entry->second;
}

size_t CountDigits(std::string_view text, size_t at, size_t most) {
  size_t count = 0;
  while (count < most && at + count < text.size() && text[at + count] >= '0' && text[at + count] <= '9')
    ++count;
  return count;
}

}  // namespace

std::optional<DateFormat> DateFormat::Parse(std::string_view format, Calendar calendar) {
  DateFormat result;
  result.format_ = std::string(format);
  result.calendar_ = calendar;
  std::array<int, 128> seen{};
  for (size_t i = 0; i < format.size();) {
    const char c = format[i];
    size_t run = 1;
    while (i + run < format.size() && format[i + run] == c) ++run;
    if (c == 'y' || c == 'm' || c == 'd') {
      if (++seen[static_cast<size_t>(c)] > 1 || (c == 'y' ? run != 4 : run > 2)) return std::nullopt;
      result.parts_.push_back({c, run > 1});
      i += run;
    } else {
      if (c == '*' && i + 1 != format.size()) return std::nullopt;
      result.parts_.push_back(c == '*' ? Part{'*'} : Part{0, false, c});
      ++i;
    }
  }
  if (!seen['y'] || (seen['d'] && !seen['m'])) return std::nullopt;
  return result;
}

std::optional<Date> DateFormat::Read(std::string_view text) const {
  const std::string ascii = AsciiDigits(text);
  int year = 0, month = 1, day = 1;
  size_t at = 0;
  for (const Part& part : parts_) {
    if (part.what == '*') {
      at = ascii.size();
    } else if (part.what == 0) {
      if (at >= ascii.size() || ascii[at++] != part.literal) return std::nullopt;
    } else {
      const size_t most = part.what == 'y' ? 4 : 2;
      const size_t digits = CountDigits(ascii, at, most);
      if (digits == 0 || (part.padded && digits != most)) return std::nullopt;
      int value = 0;
      for (size_t i = 0; i < digits; ++i) value = value * 10 + (ascii[at + i] - '0');
      (part.what == 'y' ? year : part.what == 'm' ? month : day) = value;
      at += digits;
    }
  }
  if (at != ascii.size()) return std::nullopt;
  return calendar_ == Calendar::kUmmAlQura ? FromUmmAlQura(year, month, day) : Gregorian(year, month, day);
}

std::string DateFormat::Write(const common::v1::Date& date) const {
  if (calendar_ != Calendar::kGregorian) return "";
  std::string text;
  const auto digits = [](int number, bool padded) {
    return padded ? fmt::format("{:02}", number) : std::to_string(number);
  };
  for (const Part& part : parts_) {
    switch (part.what) {
      case 'y':
        text += fmt::format("{:04}", date.year());
        break;
      case 'm':
        text += digits(date.month(), part.padded);
        break;
      case 'd':
        text += digits(date.day(), part.padded);
        break;
      case '*':
        break;
      default:
        text += part.literal;
    }
  }
  return text;
}

}  // namespace tabadul::ingest

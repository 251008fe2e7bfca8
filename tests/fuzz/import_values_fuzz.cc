// Any text as a cell: tidying is stable, what is read has the contract's form.
#include <cstdint>
#include <string>
#include <string_view>

#include "lib/ingest/dates.h"
#include "lib/ingest/html_text.h"
#include "lib/ingest/literal_list.h"
#include "lib/ingest/numbers.h"
#include "lib/ingest/quantities.h"
#include "lib/ingest/tidy.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul::ingest;
  const std::string_view text = tabadul::fuzz::Text(data, size);
  if (!ValidUtf8(text)) return 0;
  for (const Lines lines : {Lines::kOne, Lines::kMany}) {
    const std::string tidy = Tidy(text, lines);
    Check(ValidUtf8(tidy) && Tidy(tidy, lines) == tidy);
    Check(lines == Lines::kMany || tidy.find('\n') == std::string::npos);
  }
  if (const auto plain = HtmlToText(text)) Check(ValidUtf8(*plain));
  if (const auto list = ParseLiteralList(text)) {
    for (const std::string& item : *list) Check(ValidUtf8(item));
  }
  for (const char decimal : {'.', ','}) {
    if (const auto number = ParseDecimal(text, decimal)) Check(ParseDecimal(*number, '.') == number);
  }
  ParseInteger(text);
  for (const Bound bound : {Bound::kLower, Bound::kUpper}) {
    for (const char decimal : {'.', ','}) {
      if (const auto amount = RangeBound(text, bound, decimal)) Check(ParseDecimal(*amount, '.').has_value());
    }
    for (const TimeUnit unit : {TimeUnit::kMinutes, TimeUnit::kDays, TimeUnit::kMonths}) {
      if (const auto time = DurationBound(text, bound, unit)) Check(*time >= 0);
    }
  }
  for (const Calendar calendar : {Calendar::kGregorian, Calendar::kUmmAlQura}) {
    if (const auto date = DateFormat::Parse("d/m/yyyy*", calendar)->Read(text)) {
      Check(date->year() >= 1900 && date->year() <= 2200);
    }
    DateFormat::Parse(text, calendar);
  }
  return 0;
}

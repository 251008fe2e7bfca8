#include "services/web/pages/format.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "services/web/pages/names.h"

namespace tabadul::web::pages {
namespace {

common::v1::Date Day(int year, int month, int day) {
  common::v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// With the spaces that do not break as plain ones, and without marks of direction: which of them ICU writes, changes.
std::string Plain(std::string text) {
  for (const std::string special : {"\u00a0", "\u202f", "\u200f", "\u200e", "\u061c", "\u2068", "\u2069"}) {
    const bool space = special == "\u00a0" || special == "\u202f";
    for (size_t at = 0; (at = text.find(special)) != std::string::npos;)
      text.replace(at, special.size(), space ? " " : "");
  }
  return text;
}

TEST(Format, NumbersAreGroupedAndHaveLatinDigitsInEveryLanguage) {
  EXPECT_EQ(Format("en").Number(1234567), "1,234,567");
  EXPECT_EQ(Plain(Format("fr").Number(1234567)), "1 234 567");
  EXPECT_EQ(Format("ar").Number(1234567), "1,234,567");
}

TEST(Format, DaysAreNamedByTheirMonths) {
  EXPECT_EQ(Format("en").Day(Day(2026, 6, 1)), "1 June 2026");
  EXPECT_EQ(Format("fr").Day(Day(2026, 8, 15)), "15 août 2026");
  EXPECT_EQ(Plain(Format("ar").Day(Day(2026, 6, 1))), "1 يونيو 2026");
  EXPECT_EQ(Format("en").Day(Day(1900, 1, 1)), "1 January 1900");
  EXPECT_EQ(Format("en").Day(common::v1::Date()), "");
  EXPECT_EQ(Format("en").Day(absl::FromUnixSeconds(1'780'272'000)), "1 June 2026");
  EXPECT_EQ(Format("en").Moment(absl::FromUnixSeconds(1'780'272'000 + 8 * 3600 + 300)),
            "1 June 2026, 08:05 UTC");
}

TEST(Format, ArabicHasTheDigitsThatItsReaderPrefersAndNoOtherLanguageHasAChoice) {
  const Format arabic("ar", messages::Digits::kArabic);
  EXPECT_EQ(Plain(arabic.Number(1234567)), "١٬٢٣٤٬٥٦٧");
  EXPECT_EQ(Plain(arabic.Day(Day(2026, 6, 1))), "١ يونيو ٢٠٢٦");
  EXPECT_EQ(Plain(arabic.Moment(absl::FromUnixSeconds(1'780'272'000 + 8 * 3600 + 300))),
            "١ يونيو ٢٠٢٦، ٠٨:٠٥ UTC");
  EXPECT_NE(arabic.Money("9000.5", "MAD").find("٩٬٠٠٠٫٥٠"), std::string::npos)
      << arabic.Money("9000.5", "MAD");
  EXPECT_NE(arabic.Money("6000", "9000", "MAD").find("٦٬٠٠٠"), std::string::npos);
  EXPECT_EQ(Plain(arabic.Hours(2250)), "٣٧٫٥ ساعة");
  EXPECT_EQ(arabic.Days(2), "يومان");
  EXPECT_EQ(arabic.Year(2026), "٢٠٢٦");
  EXPECT_EQ(arabic.Counted("vacancies.found", 11), "عُثر على ١١ وظيفة شاغرة");
  EXPECT_EQ(arabic.Counted("vacancies.found", 2), "عُثر على وظيفتين شاغرتين");
  const Format english("en", messages::Digits::kArabic);
  EXPECT_EQ(english.Year(2026), "2026") << "without a comma";
  EXPECT_EQ(english.Year(0), "");
  EXPECT_EQ(english.Number(1234567), "1,234,567");
  EXPECT_EQ(english.Counted("vacancies.found", 11), "11 vacancies found");
  EXPECT_EQ(Format("ar").Counted("vacancies.found", 11), "عُثر على 11 وظيفة شاغرة");
}

TEST(Format, ProgramsReadDaysAsIso8601HasThem) {
  EXPECT_EQ(IsoDay(Day(2026, 6, 1)), "2026-06-01");
  EXPECT_EQ(IsoDay(common::v1::Date()), "");
  EXPECT_EQ(IsoDay(absl::FromUnixSeconds(1'780'272'000 - 1)), "2026-05-31");
}

TEST(Format, MoneyHasItsCurrencyAndNoEmptyFraction) {
  EXPECT_EQ(Plain(Format("en").Money("6000", "MAD")), "MAD 6,000");
  EXPECT_EQ(Plain(Format("en").Money("9000.50", "MAD")), "MAD 9,000.50");
  EXPECT_EQ(Plain(Format("en").Money("450.5", "TND")), "TND 450.500") << "a dinar has thousandths";
  EXPECT_EQ(Plain(Format("fr").Money("6000", "MAD")), "6 000 MAD");
  const std::string arabic = Plain(Format("ar").Money("6000", "SAR"));
  EXPECT_NE(arabic.find("6,000"), std::string::npos) << arabic;
  EXPECT_NE(arabic.find("ر.س"), std::string::npos) << arabic;
  EXPECT_EQ(Plain(Format("en").Money("12345678901234.5", "USD")), "US$12,345,678,901,234.50")
      << "no rounding";
}

TEST(Format, ARangeOfMoneyHasBothEnds) {
  const std::string range = Plain(Format("en").Money("6000", "9000", "MAD"));
  EXPECT_NE(range.find("6,000"), std::string::npos) << range;
  EXPECT_NE(range.find("9,000"), std::string::npos) << range;
  EXPECT_EQ(Plain(Format("en").Money("6000", "6000", "MAD")), "MAD 6,000") << "which is one";
}

TEST(Format, WhatIsNoMoneyIsNotShown) {
  EXPECT_EQ(Format("en").Money("many", "MAD"), "");
  EXPECT_EQ(Format("en").Money("5", "Dirham"), "");
  EXPECT_EQ(Format("en").Money("", "5", "MAD"), "");
  for (const std::string& long_one :
       {std::string("1E500000000"), std::string(1000, '9'), std::string("-5")}) {
    EXPECT_EQ(Format("en").Money(long_one, "MAD"), "") << "visitors type them";
    EXPECT_EQ(Format("en").Money("1", long_one, "MAD"), "");
  }
}

TEST(Format, PagesShareWhatIsMadeOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (const char* const currency : {"SAR", "EGP", "TRY", "XOF"}) {
        EXPECT_NE(Format("fr").Money("1", "2", currency), "") << currency;
        EXPECT_EQ(Format("fr").Day(Day(2026, 8, 15)), "15 août 2026");
        EXPECT_EQ(Format("en").Hours(2250), "37.5 hours");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Format, SpansOfTimeHaveTheUnitThatFits) {
  EXPECT_EQ(Format("en").Months(18), "18 months");
  EXPECT_EQ(Format("en").Months(24), "2 years");
  EXPECT_EQ(Format("en").Hours(2250), "37.5 hours");
  EXPECT_EQ(Format("ar").Days(2), "يومان");
  EXPECT_EQ(Plain(Format("fr").Days(90)), "90 jours");
  EXPECT_EQ(Format("en").Span(absl::Minutes(59)), "59 minutes");
  EXPECT_EQ(Format("en").Span(absl::Hours(25)), "1 day");
  EXPECT_EQ(Format("en").Span(absl::Hours(7)), "7 hours");
}

TEST(Format, NamesAreOrderedAsTheLanguageDoes) {
  const Format french("fr");
  EXPECT_TRUE(french.Before("Égypte", "Gabon"));
  EXPECT_FALSE(french.Before("Gabon", "Égypte"));
}

TEST(PayText, SaysWhatIsStatedAndNoMore) {
  jobs::v1::Pay pay;
  EXPECT_EQ(PayText(pay, Format("en")), "");
  pay.set_minimum("6000");
  pay.set_currency("MAD");
  pay.set_unit(jobs::v1::PAY_UNIT_MONTH);
  EXPECT_EQ(Plain(PayText(pay, Format("en"))), "from MAD 6,000 a month");
  EXPECT_EQ(Plain(PayText(pay, Format("fr"))), "à partir de 6 000 MAD par mois");
  pay.set_maximum("6000");
  pay.set_basis(jobs::v1::PAY_BASIS_NET);
  EXPECT_EQ(Plain(PayText(pay, Format("en"))), "MAD 6,000 a month, net");
  pay.clear_minimum();
  pay.set_unit(jobs::v1::PAY_UNIT_TASK);
  EXPECT_EQ(Plain(PayText(pay, Format("en"))), "up to MAD 6,000 a task, net");
  EXPECT_NE(Plain(PayText(pay, Format("ar"))).find("(صافٍ)"), std::string::npos);
}

}  // namespace
}  // namespace tabadul::web::pages

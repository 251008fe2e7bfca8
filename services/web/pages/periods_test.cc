#include "services/web/pages/periods.h"

#include <gtest/gtest.h>

#include "services/web/pages/decimals.h"

namespace tabadul::web::pages {
namespace {

TEST(Periods, AreCalledAsReadersCallThem) {
  const Format english("en"), french("fr"), arabic("ar"), digits("ar", messages::Digits::kArabic);
  EXPECT_EQ(PeriodName("2024", english), "2024");
  EXPECT_EQ(PeriodName("2024-A1", english), "2024");
  EXPECT_EQ(PeriodName("2024-Q3", english), "Q3 2024");
  EXPECT_EQ(PeriodName("2024-07", english), "July 2024");
  EXPECT_EQ(PeriodName("2024-M07", french), "juillet 2024");
  EXPECT_EQ(PeriodName("2024-S1", french), "1er semestre 2024");
  EXPECT_EQ(PeriodName("2024-W05", english), "Week 5 of 2024");
  EXPECT_EQ(PeriodName("2024-07-31", english), "31 July 2024");
  EXPECT_EQ(PeriodName("2024-Q2", arabic), "الربع الثاني 2024");
  EXPECT_EQ(PeriodName("2024", digits), "٢٠٢٤");
}

TEST(Periods, WhatIsNoneStaysAsItIs) {
  for (const char* const text : {"", "soon", "20245", "2024-", "2024-Q5", "2024-13", "2024-07-32", "0000",
                                 "2024-07-31T00:00:00", "2024-Q", "-024", "2024-07/P1M"}) {
    EXPECT_EQ(ReadPeriodOf(text).kind, ReadPeriod::Kind::kNone) << text;
    EXPECT_EQ(PeriodName(text, Format("en")), text);
  }
}

TEST(Periods, StandInTheirOrder) {
  double last = 0;
  for (const char* const text : {"2023", "2023-Q2", "2023-07", "2023-12-31", "2024", "2024-01-02"}) {
    EXPECT_GT(ReadPeriodOf(text).time, last) << text;
    last = ReadPeriodOf(text).time;
  }
}

TEST(Decimals, AreShownWithTheDigitsThatTheyHave) {
  const Format english("en"), french("fr"), arabic("ar", messages::Digits::kArabic);
  EXPECT_EQ(english.Figure("1234.50"), "1,234.50");
  EXPECT_EQ(english.Figure("-7.2"), "-7.2");
  EXPECT_EQ(english.Figure("0.12345678"), "0.12345678");
  EXPECT_EQ(french.Figure("7.20"), "7,20");
  EXPECT_EQ(arabic.Figure("7.20"), "٧٫٢٠");
  for (const char* const none :
       {"", "-", ".", "7.", ".5", "1e9", "1.2.3", "--1", "nan", "1234567890123456789012"})
    EXPECT_EQ(english.Figure(none), "") << none;
}

TEST(Decimals, AreNumbersToBeDrawn) {
  EXPECT_EQ(NumberOf("-7.25"), -7.25);
  EXPECT_EQ(NumberOf("inf"), std::nullopt);
}

}  // namespace
}  // namespace tabadul::web::pages

#include "services/statistics/period.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "absl/time/civil_time.h"

namespace tabadul::statistics {
namespace {

using Kind = Period::Kind;
using C = absl::CivilSecond;

absl::Time At(const C& second) { return absl::FromCivil(second, absl::UTCTimeZone()); }

Period Must(std::string_view text) {
  const auto period = Period::Parse(text);
  EXPECT_TRUE(period) << text;
  return period.value_or(Period());
}

struct Case {
  std::string_view text;
  Kind kind;
  std::string_view frequency;
  C start, end;
};

const Case kCases[] = {
    {"2024", Kind::kYear, "A", C(2024, 1, 1), C(2025, 1, 1)},
    {"0001", Kind::kYear, "A", C(1, 1, 1), C(2, 1, 1)},
    {"9999", Kind::kYear, "A", C(9999, 1, 1), C(10000, 1, 1)},
    {"2024-12", Kind::kMonth, "M", C(2024, 12, 1), C(2025, 1, 1)},
    {"2024-02-29", Kind::kDay, "D", C(2024, 2, 29), C(2024, 3, 1)},
    {"2024-A1", Kind::kReportingYear, "A", C(2024, 1, 1), C(2025, 1, 1)},
    {"2024-S2", Kind::kSemester, "S", C(2024, 7, 1), C(2025, 1, 1)},
    {"2024-T2", Kind::kTrimester, "T", C(2024, 5, 1), C(2024, 9, 1)},
    {"2024-Q4", Kind::kQuarter, "Q", C(2024, 10, 1), C(2025, 1, 1)},
    {"2024-M02", Kind::kReportingMonth, "M", C(2024, 2, 1), C(2024, 3, 1)},
    {"2024-W01", Kind::kWeek, "W", C(2024, 1, 1), C(2024, 1, 8)},
    {"2020-W53", Kind::kWeek, "W", C(2020, 12, 28), C(2021, 1, 4)},
    {"2021-W01", Kind::kWeek, "W", C(2021, 1, 4), C(2021, 1, 11)},
    {"2025-W01", Kind::kWeek, "W", C(2024, 12, 30), C(2025, 1, 6)},
    {"1969-W01", Kind::kWeek, "W", C(1968, 12, 30), C(1969, 1, 6)},
    {"2024-D366", Kind::kReportingDay, "D", C(2024, 12, 31), C(2025, 1, 1)},
    {"2023-D060", Kind::kReportingDay, "D", C(2023, 3, 1), C(2023, 3, 2)},
    {"2024-01-31T08:30:15", Kind::kDateTime, "", C(2024, 1, 31, 8, 30, 15), C(2024, 1, 31, 8, 30, 15)},
    {"2024-01-31/P1M", Kind::kRange, "", C(2024, 1, 31), C(2024, 2, 29)},
    {"2024-02-29/P1Y1D", Kind::kRange, "", C(2024, 2, 29), C(2025, 3, 1)},
    {"2024-01-31T23:00:00/PT2H", Kind::kRange, "", C(2024, 1, 31, 23, 0, 0), C(2024, 2, 1, 1, 0, 0)},
};

TEST(Period, EachKindHasItsSpanAndItsText) {
  for (const Case& one : kCases) {
    const Period period = Must(one.text);
    EXPECT_EQ(period.kind(), one.kind) << one.text;
    EXPECT_EQ(period.frequency(), one.frequency) << one.text;
    EXPECT_EQ(period.start(), At(one.start)) << one.text;
    EXPECT_EQ(period.end(), At(one.end)) << one.text;
    EXPECT_EQ(period.ToString(), one.text);
  }
}

TEST(Period, ATimeZoneMovesTheSpan) {
  EXPECT_EQ(Must("2024-01-01+03:00").start(), At(C(2023, 12, 31, 21, 0, 0)));
  EXPECT_EQ(Must("2024-01-01+03:00").end(), At(C(2024, 1, 1, 21, 0, 0)));
  EXPECT_EQ(Must("2024-05:00").start(), At(C(2024, 1, 1, 5, 0, 0)));
  EXPECT_EQ(Must("2024-05-05:30").end(), At(C(2024, 6, 1, 5, 30, 0)));
  EXPECT_EQ(Must("2024-Q1-14:00").start(), At(C(2024, 1, 1, 14, 0, 0)));
  EXPECT_EQ(Must("2024-01-01T12:00:00.5+03:00").start(),
            At(C(2024, 1, 1, 9, 0, 0)) + absl::Milliseconds(500));
  EXPECT_EQ(Must("2024-01-01+03:00/P1D").end(), At(C(2024, 1, 1, 21, 0, 0)));
}

TEST(Period, OneTextForOnePeriod) {
  const std::pair<const char*, const char*> cases[] = {
      {"2024Z", "2024"},
      {"2024-01-01+00:00", "2024-01-01"},
      {"2024-Q1+03:00", "2024-Q1+03:00"},
      {"2024-01-31T24:00:00", "2024-02-01T00:00:00"},
      {"2024-01-31T08:00:00.500Z", "2024-01-31T08:00:00.5"},
      {"2024-01-31T08:00:00.000-01:00", "2024-01-31T08:00:00-01:00"},
      {"2024-01-31/P14M", "2024-01-31/P1Y2M"},
      {"2024-01-31Z/PT90M", "2024-01-31/PT1H30M"},
      {"2024-01-31T01:00:00/P0Y1DT0S", "2024-01-31T01:00:00/P1D"},
  };
  for (const auto& [text, normal] : cases) {
    EXPECT_EQ(Must(text).ToString(), normal) << text;
    EXPECT_EQ(Must(normal), Must(text)) << text;
  }
}

TEST(Period, WhatTheSchemasDoNotTakeIsNone) {
  for (const char* text : {"",
                           "24",
                           "024",
                           "02024",
                           "0000",
                           "-2024",
                           "2024-",
                           "2024-1",
                           "2024-13",
                           "2024-00",
                           "2024-02-30",
                           "2023-02-29",
                           "2024-01-00",
                           "2024-01-1",
                           "2024-A2",
                           "2024-S0",
                           "2024-S3",
                           "2024-T4",
                           "2024-Q5",
                           "2024-Q",
                           "2024-Q12",
                           "2024-M1",
                           "2024-M13",
                           "2024-W00",
                           "2024-W54",
                           "2021-W53",
                           "2024-D000",
                           "2023-D366",
                           "2024-D1",
                           "2024-X1",
                           "2024Q1",
                           "2024-q1",
                           " 2024",
                           "2024 ",
                           "2024-01-01T",
                           "2024-01-01T08:00",
                           "2024-01-01T25:00:00",
                           "2024-01-01T24:00:01",
                           "2024-01-01T08:60:00",
                           "2024-01-01T08:00:60",
                           "2024-01-01T08:00:00.",
                           "2024-01-01T08:00:00.1234567890",
                           "2024+15:00",
                           "2024+3:00",
                           "2024+03:60",
                           "2024ZZ",
                           "2024/P1Y",
                           "2024-Q1/P1D",
                           "2024-01-01/",
                           "2024-01-01/P",
                           "2024-01-01/PT",
                           "2024-01-01/P0D",
                           "2024-01-01/-P1D",
                           "2024-01-01/P1D1M",
                           "2024-01-01/P1M1M",
                           "2024-01-01/P1H",
                           "2024-01-01/P1DT",
                           "2024-01-01/PT1.5S",
                           "2024-01-01/P1W",
                           "2024-01-01/P9999999999999D",
                           "2024-01-01/P9999Y",
                           "9999-12-31T24:00:00",
                           "٢٠٢٤",
                           "2024-01-01/P1DT1H1H"}) {
    EXPECT_FALSE(Period::Parse(text)) << text;
  }
}

TEST(Period, NumbersCountThePeriodsOfAKind) {
  for (const Case& one : kCases) {
    const Period period = Must(one.text);
    const auto ordinal = period.ordinal();
    ASSERT_EQ(ordinal.has_value(), one.kind != Kind::kDateTime && one.kind != Kind::kRange) << one.text;
    if (!ordinal) continue;
    EXPECT_EQ(Period::Of(one.kind, *ordinal)->ToString(), one.text);
    if (const auto next = period.Plus(1)) {
      EXPECT_EQ(*next->ordinal(), *ordinal + 1) << one.text;
      EXPECT_EQ(next->start(), period.end()) << one.text;
      EXPECT_EQ(next->Plus(-1)->ToString(), one.text);
      EXPECT_EQ(Period::Parse(next->ToString())->start(), next->start()) << one.text;
    }
  }
  EXPECT_FALSE(Must("2024+03:00").ordinal());
}

TEST(Period, NeighboursAcrossYearsAndAtTheEnds) {
  EXPECT_EQ(Must("2024-Q4").Plus(1)->ToString(), "2025-Q1");
  EXPECT_EQ(Must("2024-M01").Plus(-1)->ToString(), "2023-M12");
  EXPECT_EQ(Must("2020-W53").Plus(1)->ToString(), "2021-W01");
  EXPECT_EQ(Must("2023-D365").Plus(1)->ToString(), "2024-D001");
  EXPECT_EQ(Must("2024-02-28").Plus(2)->ToString(), "2024-03-01");
  EXPECT_EQ(Must("2024-T1+03:00").Plus(3)->ToString(), "2025-T1+03:00");
  EXPECT_FALSE(Must("9999").Plus(1));
  EXPECT_FALSE(Must("0001-S1").Plus(-1));
  EXPECT_FALSE(Must("2024").Plus(INT64_MAX));
  EXPECT_FALSE(Must("2024-01-31/P1M").Plus(1));
  EXPECT_FALSE(Must("2024-01-31T00:00:00").Plus(0));
  EXPECT_FALSE(Period::Of(Kind::kYear, 0));
  EXPECT_FALSE(Period::Of(Kind::kDay, INT64_MIN));
  EXPECT_FALSE(Period::Of(Kind::kRange, 1));
}

TEST(Period, OrderIsThatOfTheSpans) {
  const std::vector<std::string_view> sorted = {"2023-W52",  "2023-12-31", "2024-01-01T00:00:00",
                                                "2024-D001", "2024-W01",   "2024-01",
                                                "2024-Q1",   "2024-T1",    "2024-S1",
                                                "2024",      "2024-02",    "2024-Q2"};
  for (size_t i = 0; i < sorted.size(); ++i) {
    for (size_t j = 0; j < sorted.size(); ++j) {
      EXPECT_EQ(Must(sorted[i]) < Must(sorted[j]), i < j) << sorted[i] << " " << sorted[j];
    }
  }
  EXPECT_EQ(Must("2024-01"), Must("2024-M01"));
  EXPECT_EQ(Must("2024-W01"), Must("2024-01-01/P7D"));
  EXPECT_NE(Must("2024"), Must("2024+01:00"));
}

TEST(Period, BeginningIsADayOrAnInstant) {
  EXPECT_EQ(Must("2024").Beginning(), "2024-01-01");
  EXPECT_EQ(Must("2025-W01").Beginning(), "2024-12-30");
  EXPECT_EQ(Must("2024-Q2+03:00").Beginning(), "2024-04-01");
  EXPECT_EQ(Must("2024-01-31T08:00:00Z").Beginning(), "2024-01-31T08:00:00");
  EXPECT_EQ(Must("2024-01-31T08:00:00/P1D").Beginning(), "2024-01-31T08:00:00");
  EXPECT_EQ(Must("2024-01-31/P1D").Beginning(), "2024-01-31");
}

}  // namespace
}  // namespace tabadul::statistics

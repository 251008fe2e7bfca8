#include "services/statistics/series/packed.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "services/statistics/series/series_samples.h"
#include "tests/harness/seed.h"

namespace tabadul::statistics {
namespace {

std::string TextOf(const ViewedSeries& view) {
  std::string text;
  for (const auto& attribute : view.of_data_set) text += "[" + std::string(attribute.value) + "]";
  for (const auto& attribute : view.series.attributes) {
    text += "(" + std::to_string(attribute.attribute) + std::string(attribute.language) +
            std::string(attribute.value) + ")";
  }
  for (const auto& observation : view.series.observations) {
    text += std::string(observation.at) + "=";
    if (!observation.values.empty()) text += observation.values[0];
    for (const auto& attribute : observation.attributes) {
      text += "/" + std::to_string(attribute.attribute) + std::string(attribute.value);
    }
    text += " ";
  }
  return text;
}

std::string Unpacked(const v1::Series& series, const ObservationChoice& choice = {}) {
  const auto layout = SampleLayout();
  const auto packed = PackSeries(series, *layout);
  if (!packed.ok()) return std::string(ReasonName(ReasonOf(packed.status())));
  Unpacker unpacker(*layout, choice);
  ViewRoom room;
  if (!unpacker.Unpack(packed->bytes, room)) return "nothing";
  return TextOf(room.View());
}

std::string Viewed(const v1::Series& series) {
  ViewRoom room;
  return TextOf(ObservationsOf(series, *SampleLayout(), room));
}

TEST(Packed, WhatIsUnpackedIsWhatWasPacked) {
  const std::vector<std::string> kKey = {"A", "EGY", "F"};
  const std::vector<v1::Series> kSeries = {
      MakeSeries(kKey, {"2024=7.25"}),
      MakeSeries(kKey, {"2020=7.25/A", "2021=/M", "2022=-8.1/A", "2024=0/P"}, "PT"),
      MakeSeries(kKey, {"2020-W53=1", "2021-W01=2", "2021-W03=3"}),
      MakeSeries(kKey, {"0001=1", "9999=-9223372036854775808"}),
      MakeSeries(kKey, {"2024-01-31T08:00:00=1", "2024-01-31T09:00:00=2"}),
      MakeSeries(kKey, {"2024-01=1", "2024-M02=2", "2024-03+03:00=3", "2024-04-01/P1M=4"}),
      MakeSeries(kKey, {"2023Z=1", "2024Z=2"}),
      MakeSeries(kKey, {"2023=", "2024="}),
  };
  for (const v1::Series& series : kSeries) EXPECT_EQ(Unpacked(series), Viewed(series));
}

TEST(Packed, WhatTheLayoutDoesNotKnowIsRefused) {
  v1::Series series = MakeSeries({"A", "EGY", "F"}, {"2024=7.25/A"}, "PT");
  series.mutable_attributes(0)->set_id("ZZ");
  EXPECT_EQ(Unpacked(series), "UNKNOWN_FIELD");
  series.clear_attributes();
  series.mutable_columns(0)->set_id("ZZ");
  EXPECT_EQ(Unpacked(series), "UNKNOWN_FIELD");
  series.clear_columns();
  series.set_periods(0, "24");
  EXPECT_EQ(Unpacked(series), "MALFORMED");
  series.clear_periods();
  EXPECT_EQ(Unpacked(series), "REQUIRED");
}

TEST(Packed, ARangeAndNumbersChooseObservations) {
  const v1::Series series =
      MakeSeries({"A", "EGY", "F"}, {"2019=1/A", "2020=2/A", "2021=3/E", "2023=4/E", "2024=5/P"}, "PT");
  const auto year = [](const char* text) { return Period::Parse(text)->start(); };
  const auto periods = [&](const ObservationChoice& choice) { return Unpacked(series, choice); };
  const ObservationChoice middle{.range = {year("2020"), year("2024")}};
  EXPECT_EQ(periods(middle), "(0PT)2020=2/3A 2021=3/3E 2023=4/3E ");
  EXPECT_EQ(periods({.range = {year("2020"), year("2024")}, .first = 1}), "(0PT)2020=2/3A ");
  EXPECT_EQ(periods({.range = {year("2020"), year("2024")}, .last = 1}), "(0PT)2023=4/3E ");
  EXPECT_EQ(periods({.first = 1, .last = 2}), "(0PT)2019=1/3A 2023=4/3E 2024=5/3P ");
  EXPECT_EQ(periods({.first = 9, .last = 9}), Viewed(series));
  EXPECT_EQ(periods({.range = {year("2020-03"), absl::InfiniteFuture()}, .attributes = false}),
            "2021=3 2023=4 2024=5 ");
  EXPECT_EQ(periods({.range = {absl::InfinitePast(), year("2021-06")}}), "(0PT)2019=1/3A 2020=2/3A ");
  EXPECT_EQ(periods({.observations = false}), "(0PT)");
  for (const TimeRange& range :
       {TimeRange{year("2022"), year("2023")}, TimeRange{year("2025"), year("2026")},
        TimeRange{year("2000"), year("2019")}, TimeRange{year("2021"), year("2020")}}) {
    EXPECT_EQ(periods({.range = range}), "nothing");
    EXPECT_EQ(periods({.range = range, .observations = false}), "nothing");
  }
}

TEST(Packed, ARangeChoosesAmongPeriodsThatAreKeptAsTexts) {
  const v1::Series series =
      MakeSeries({"_O", "EGY", "F"},
                 {"2023-12-31T23:00:00=1", "2024=2", "2024-01-31T09:00:00=3", "2025-01-01T00:00:00=4"});
  const auto year = [](const char* text) { return Period::Parse(text)->start(); };
  EXPECT_EQ(Unpacked(series, {.range = {year("2024"), year("2025")}}), "2024=2 2024-01-31T09:00:00=3 ");
}

TEST(PackedProperty, AnySeriesComesBack) {
  std::mt19937 random(harness::Seed());
  constexpr const char* kFirst[] = {"1999",       "2020-01",   "2020-Q1", "1960-W01",
                                    "2020-02-28", "2000-D100", "2000-S1"};
  for (int round = 0; round < 500; ++round) {
    auto period = Period::Parse(kFirst[random() % std::size(kFirst)]);
    std::vector<std::string> observations;
    for (size_t i = 1 + random() % 60; i > 0; --i) {
      period = period->Plus(random() % 3 == 0 ? 1 + static_cast<int64_t>(random() % 400) / 100 : 1);
      std::string text = period->ToString() + "=";
      if (random() % 10 != 0) {
        const auto digits = static_cast<uint32_t>(random() % 2 == 0 ? 2 : random() % 5);
        text += DecimalText({static_cast<int64_t>(random()) - (1 << 30), digits});
      }
      if (random() % 3 != 0) text += std::string("/") + "AEMP"[random() % 4];
      observations.push_back(std::move(text));
    }
    const v1::Series series = MakeSeries({"A", "EGY", "F"}, observations, random() % 2 == 0 ? "PT" : "");
    ASSERT_EQ(Unpacked(series), Viewed(series)) << "round " << round;
  }
}

TEST(Packed, ASeriesWithNeighboursTakesFewBytes) {
  std::vector<std::string> observations;
  for (int year = 1985; year < 2025; ++year) observations.push_back(std::to_string(year) + "=12.34/A");
  const auto packed = PackSeries(MakeSeries({"A", "EGY", "F"}, observations, "PT"), *SampleLayout());
  ASSERT_TRUE(packed.ok());
  EXPECT_LE(packed->bytes.size(), 40u * 2 + 25);
}

TEST(PeriodRanges, OrdinalsAreThoseWhosePeriodsLieInTheRange) {
  using Kind = Period::Kind;
  constexpr Kind kKinds[] = {Kind::kYear,     Kind::kMonth,       Kind::kDay,     Kind::kReportingYear,
                             Kind::kSemester, Kind::kTrimester,   Kind::kQuarter, Kind::kReportingMonth,
                             Kind::kWeek,     Kind::kReportingDay};
  std::mt19937 random(harness::Seed());
  for (int round = 0; round < 400; ++round) {
    const Kind kind = kKinds[random() % std::size(kKinds)];
    TimeRange range;
    if (random() % 4 != 0) range.from = absl::FromUnixSeconds(static_cast<int64_t>(random() % 4'000'000'000));
    if (random() % 4 != 0) range.until = range.from + absl::Hours(random() % 30'000);
    if (range.from == absl::InfinitePast())
      range.until = absl::FromUnixSeconds(static_cast<int64_t>(random()));
    const Ordinals ordinals = OrdinalsIn(kind, range);
    for (const int64_t edge : {ordinals.first, ordinals.last}) {
      for (int64_t at = edge - 2; at <= edge + 2; ++at) {
        const auto period = Period::Of(kind, at);
        if (!period) continue;
        EXPECT_EQ(range.Has(*period), at >= ordinals.first && at <= ordinals.last) << period->ToString();
      }
    }
  }
}

TEST(PeriodTexts, ATextIsThatOfThePeriod) {
  PeriodTexts texts;
  for (const char* text :
       {"0001", "1969-12", "1970-01-01", "1969-12-31", "2020-W53", "2024-D366", "9999-Q4", "1969-12"}) {
    const auto period = Period::Parse(text);
    EXPECT_EQ(texts.Text(period->kind(), *period->ordinal()), text);
  }
}

}  // namespace
}  // namespace tabadul::statistics

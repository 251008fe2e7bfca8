#include "services/statistics/submission/writing.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "services/statistics/series/series_view.h"
#include "services/statistics/submission/submission_samples.h"

namespace tabadul::statistics {
namespace {

const std::string kHead = kSampleHead;

std::string Id(const std::string& key) { return std::string(kSampleFlow) + ":" + key; }

std::string PeriodsOf(const MemoryExchange& exchange, const std::string& key) {
  const auto found = exchange.held.find(Id(key));
  if (found == exchange.held.end()) return "none";
  std::string text;
  for (const std::string& period : found->second.periods()) text += (text.empty() ? "" : " ") + period;
  return text;
}

TEST(Writing, SeriesAreCreatedUpdatedAndLeftAlone) {
  MemoryExchange exchange;
  const std::string file = kHead + SampleRow("A,EGY,F,2023,7,A,PT") + SampleRow("A,JOR,F,2023,5,A,PT");
  auto report = SubmitSample(exchange, file);
  EXPECT_EQ(report.created(), 2u);
  EXPECT_EQ(report.observations(), 2u);
  report = SubmitSample(exchange, file);
  EXPECT_EQ(report.unchanged(), 2u);
  report = SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2024,8,A,"));
  EXPECT_EQ(report.updated(), 1u);
  EXPECT_EQ(PeriodsOf(exchange, "A.EGY.F"), "2023 2024") << "what stood before stays";
}

TEST(Writing, WhoMayReceiveASeriesStays) {
  MemoryExchange exchange;
  SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2023,7,A,PT"));
  exchange.audiences[Id("A.EGY.F")].add_countries("EG");
  SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2024,8,A,PT"));
  ASSERT_EQ(exchange.audiences[Id("A.EGY.F")].countries_size(), 1);
  EXPECT_FALSE(exchange.audiences[Id("A.EGY.F")].public_());
}

TEST(Writing, ATryWritesNothing) {
  MemoryExchange exchange;
  v1::SubmissionOptions options;
  options.set_validate_only(true);
  const auto report = SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2023,7,A,PT"), options);
  EXPECT_EQ(report.created(), 1u);
  EXPECT_TRUE(exchange.held.empty());
}

TEST(Writing, ASeriesWithAMistakenRowIsNotWrittenAndItsNeighboursAre) {
  MemoryExchange exchange;
  SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2022,6,A,PT"));
  const auto report =
      SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2023,7,A,PT") + SampleRow("A,JOR,F,2023,5,A,PT") +
                                 SampleRow("A,EGY,F,2024,many,A,PT"));
  EXPECT_EQ(report.rejected(), 1u);
  EXPECT_EQ(report.created(), 1u);
  EXPECT_EQ(PeriodsOf(exchange, "A.EGY.F"), "2022");
  EXPECT_EQ(PeriodsOf(exchange, "A.JOR.F"), "2023");
  ASSERT_EQ(report.mistakes_size(), 1);
  EXPECT_EQ(report.mistakes(0).line(), 4u);
  EXPECT_EQ(report.mistakes(0).violation().field(), "OBS_VALUE");
}

TEST(Writing, ARowThatIsThereTwiceNamesTheFirst) {
  MemoryExchange exchange;
  const auto report =
      SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2023,7,A,PT") + SampleRow("A,JOR,F,2023,5,A,PT") +
                                 SampleRow("A,EGY,F,2023,8,A,PT"));
  ASSERT_EQ(report.mistakes_size(), 1);
  EXPECT_EQ(report.mistakes(0).line(), 4u);
  EXPECT_EQ(report.mistakes(0).violation().metadata().at("row"), "2");
  EXPECT_EQ(PeriodsOf(exchange, "A.EGY.F"), "none");
}

std::string Written(sdmx::DataFormat format, const std::vector<v1::Series>& all) {
  const auto layout = SampleLayout();
  std::string written;
  const sdmx::MessageHead message{.id = "M1",
                                  .test = false,
                                  .prepared = absl::FromUnixSeconds(1'700'000'000),
                                  .sender = {.id = "TEST", .names = {}},
                                  .language = "en"};
  const auto writer = sdmx::NewDataWriter(format, message, {}, &written);
  sdmx::DataSetHead head;
  head.layout = layout;
  head.structure = ReferenceTo(*layout->dataflow);
  head.action = sdmx::Action::kAppend;
  head.dimension_at_observation = "TIME_PERIOD";
  writer->BeginDataSet(head, sdmx::Detail::kFull);
  for (const v1::Series& series : all) {
    ViewRoom room;
    writer->Series(ObservationsOf(series, *layout, room).series);
  }
  writer->End({});
  std::erase(written, '\n');
  return written;
}

TEST(Writing, MistakesAreToldApartWhereEverythingStandsInOneLine) {
  for (const auto format : {sdmx::DataFormat::kStructureSpecific21, sdmx::DataFormat::kJson2}) {
    MemoryExchange exchange;
    SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2023,7,A,PT") + SampleRow("A,JOR,F,2023,5,A,PT"));
    const auto report =
        SubmitSample(exchange, Written(format, {MakeSeries({"A", "EGY", "F"}, {"2025-Q1=7/A"}, "PT"),
                                                MakeSeries({"A", "JOR", "F"}, {"2024=6/A"}, "PT")}));
    EXPECT_EQ(report.updated(), 1u) << report.ShortDebugString();
    EXPECT_EQ(report.rejected(), 1u);
    EXPECT_EQ(PeriodsOf(exchange, "A.EGY.F"), "2023");
    EXPECT_EQ(PeriodsOf(exchange, "A.JOR.F"), "2023 2024");
  }
}

TEST(Writing, WhatTheExchangeRefusesHasTheLineOfItsObservation) {
  MemoryExchange exchange;
  // Beyond what a series may have: told at "periods", so of the series.
  std::string file = kHead;
  for (int year = 1; year <= kMaxPeriods + 1; ++year) {
    char period[8];
    std::snprintf(period, sizeof period, "%04d", year);
    file += SampleRow("A,EGY,F," + std::string(period) + ",7,A,PT");
  }
  const auto report = SubmitSample(exchange, file);
  EXPECT_EQ(report.rejected(), 1u);
  ASSERT_GE(report.mistakes_size(), 1);
  EXPECT_EQ(report.mistakes(0).series(), Id("A.EGY.F"));
  EXPECT_EQ(report.mistakes(0).line(), 2u);
}

TEST(Writing, ADeletionOfEverythingClosesTheSeries) {
  MemoryExchange exchange;
  SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2023,7,A,PT") + SampleRow("A,JOR,F,2023,5,A,PT"));
  const auto report =
      SubmitSample(exchange, kHead + SampleRow("A,EGY,F,,,,", "D") + SampleRow("A,TUN,F,,,,", "D"));
  EXPECT_EQ(report.closed(), 1u);
  EXPECT_EQ(report.unchanged(), 1u) << "of a series that is not there";
  EXPECT_EQ(PeriodsOf(exchange, "A.EGY.F"), "none");
  EXPECT_EQ(PeriodsOf(exchange, "A.JOR.F"), "2023");
}

TEST(Writing, APartOfAKeyIsAboutAllThatStandAndFit) {
  MemoryExchange exchange;
  std::string file = kHead;
  for (const char* area : {"EGY", "JOR", "TUN"}) {
    for (const char* sex : {"F", "M"})
      file += SampleRow(std::string("A,") + area + "," + sex + ",2023,7,A,PT");
  }
  SubmitSample(exchange, file);
  const auto report = SubmitSample(exchange, kHead + SampleRow("A,,F,,,,", "D"));
  EXPECT_EQ(report.closed(), 3u);
  EXPECT_EQ(exchange.held.size(), 3u);
  EXPECT_EQ(PeriodsOf(exchange, "A.EGY.M"), "2023");
}

TEST(Writing, ManyPagesOfStandingSeriesAreGoneThrough) {
  MemoryExchange exchange;
  // More than one page needs more keys than the sample has codes: records that no file could have made.
  for (int i = 0; i < 450; ++i) {
    v1::Series series = MakeSeries({"A", "EGY", "F"}, {"2023=7/A"}, "PT");
    series.set_key(1, "X" + std::to_string(i));
    exchange.held[SeriesId(series)] = series;
  }
  const auto report = SubmitSample(exchange, kHead + SampleRow("A,,F,,,,", "D"));
  EXPECT_EQ(report.closed(), 450u);
}

TEST(Writing, ABatchThatTheExchangeIsTooBusyForIsRepeated) {
  MemoryExchange exchange;
  exchange.next_batch =
      WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "lease"}}), absl::Milliseconds(1));
  const auto report = SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2023,7,A,PT"));
  EXPECT_EQ(report.created(), 1u);
}

TEST(Writing, WithMoreMistakesThanAreKeptNothingIsWritten) {
  MemoryExchange exchange;
  std::string file = kHead + SampleRow("A,JOR,F,2023,5,A,PT");
  for (size_t i = 0; i <= Collector::Limits().mistakes; ++i) file += SampleRow("A,EGY,F,2023,many,A,PT");
  const auto report = SubmitSample(exchange, file);
  EXPECT_TRUE(exchange.held.empty());
  EXPECT_EQ(report.mistakes_size(), kMaxReported);
  EXPECT_EQ(report.mistake_count(), Collector::Limits().mistakes + 1);
}

TEST(Writing, TheDefaultActionIsOfDataThatNameNone) {
  MemoryExchange exchange;
  SubmitSample(exchange, kHead + SampleRow("A,EGY,F,2023,7,A,PT"));
  v1::SubmissionOptions remove;
  remove.set_action(v1::SUBMISSION_ACTION_DELETE);
  const std::string head = "DATAFLOW,FREQ,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\n";
  const auto report = SubmitSample(exchange, head + "TEST:DF_RATE(1.0),A,EGY,F,2023,7\n", remove);
  EXPECT_EQ(report.updated(), 1u) << report.ShortDebugString();
  EXPECT_EQ(exchange.held.at(Id("A.EGY.F")).missing_size(), 1) << "its status still stands";
}

}  // namespace
}  // namespace tabadul::statistics

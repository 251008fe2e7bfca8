// From the bytes of a file to series and back.
#include <gtest/gtest.h>

#include <string>

#include "services/statistics/sdmx/formats.h"
#include "services/statistics/series/collect.h"
#include "services/statistics/series/series_samples.h"
#include "services/statistics/series/series_view.h"
#include "services/statistics/series/validate.h"

namespace tabadul::statistics {
namespace {

constexpr char kFile[] =
    "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT\n"
    "dataflow,TEST:DF_RATE(1.0),A,A,JOR,F,2022,5.0,A,PT\n"
    "dataflow,TEST:DF_RATE(1.0),A,A,EGY,F,2023,8.10,E,PT\n"
    "dataflow,TEST:DF_RATE(1.0),A,A,EGY,F,2022,7.25,A,PT\n"
    "dataflow,TEST:DF_RATE(1.0),A,A,EGY,F,2024,many,A,PT\n";

Collected Read(sdmx::DataFormat format, std::string_view file) {
  const SampleLayouts layouts;
  Collector collector;
  const auto reader = sdmx::NewDataReader(format, layouts, collector);
  EXPECT_TRUE(reader->Read(file).ok());
  EXPECT_TRUE(reader->End().ok());
  return collector.Finish();
}

TEST(CollectingFiles, ACsvFileBecomesSeriesAndItsMistakesHaveLines) {
  const Collected collected = Read(sdmx::DataFormat::kCsv2, kFile);
  ASSERT_EQ(collected.series().size(), 2u);
  ASSERT_EQ(collected.mistakes().size(), 1u);
  EXPECT_EQ(collected.mistakes()[0].line, 5u);
  EXPECT_EQ(collected.mistakes()[0].violation.field, "OBS_VALUE");
  EXPECT_EQ(collected.LineOf(0, "2022"), 4u);
  const auto egypt = collected.Merge(0, collected.series()[0].key, nullptr);
  ASSERT_TRUE(egypt);
  ViewRoom room;
  const auto view = ObservationsOf(*egypt, *SampleLayout(), room).series;
  ASSERT_EQ(view.observations.size(), 2u);
  EXPECT_EQ(view.observations[0].values[0], "7.25");
  EXPECT_EQ(view.observations[1].values[0], "8.10");
  Violations violations;
  ValidateSeries(*egypt, SampleLayouts(), violations);
  EXPECT_TRUE(violations.ok()) << violations.ToStatus();
}

// What is written in any format is the same series when it is read.
TEST(CollectingFiles, AWrittenSeriesIsReadAgain) {
  const auto layout = SampleLayout();
  const v1::Series series = MakeSeries({"A", "EGY", "F"}, {"2022=7.25/A", "2023=8.10/E", "2025=-0.50"}, "PT");
  for (const auto format : {sdmx::DataFormat::kCsv1, sdmx::DataFormat::kCsv2, sdmx::DataFormat::kGeneric21,
                            sdmx::DataFormat::kStructureSpecific21, sdmx::DataFormat::kStructureSpecific30}) {
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
    ViewRoom room;
    writer->Series(ObservationsOf(series, *layout, room).series);
    writer->End({});

    const Collected collected = Read(format, written);
    EXPECT_TRUE(collected.mistakes().empty()) << written;
    ASSERT_EQ(collected.series().size(), 1u) << written;
    const auto again = collected.Merge(0, collected.series()[0].key, nullptr);
    ASSERT_TRUE(again);
    ViewRoom other;
    const auto view = ObservationsOf(*again, *layout, other).series;
    ASSERT_EQ(view.observations.size(), 3u);
    EXPECT_EQ(view.observations[1].values[0], "8.10");
    EXPECT_EQ(view.observations[1].attributes[0].value, "E");
    EXPECT_EQ(view.observations[2].values[0], "-0.50");
    ASSERT_EQ(view.attributes.size(), 1u);
    EXPECT_EQ(view.attributes[0].value, "PT");
  }
}

}  // namespace
}  // namespace tabadul::statistics

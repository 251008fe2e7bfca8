#include "services/statistics/series/series.h"

#include <gtest/gtest.h>

#include "services/statistics/series/series_samples.h"
#include "services/statistics/series/series_view.h"

namespace tabadul::statistics {
namespace {

TEST(SeriesIds, AnIdNamesADataflowAndAKey) {
  const v1::Series series = MakeSeries({"A", "EGY", "F"}, {"2024=7.25"});
  EXPECT_EQ(SeriesId(series), "TEST:DF_RATE(1.0):A.EGY.F");
  EXPECT_EQ(SeriesId(series.dataflow(), std::vector<std::string>{"A", "EGY", "F"}), SeriesId(series));
  const auto name = ParseSeriesId(SeriesId(series));
  ASSERT_TRUE(name.ok());
  EXPECT_EQ(name->dataflow, (Reference{ArtefactType::kDataflow, "TEST", "DF_RATE", "1.0", ""}));
  EXPECT_EQ(name->key, (std::vector<std::string>{"A", "EGY", "F"}));
}

TEST(SeriesIds, SubAgenciesAndVersionsOfBothStandardsAreTaken) {
  for (const char* id : {"TEST.SUB:DF(1.0):A", "TEST:DF(1.2.3-draft):A.$B@-_", "TEST:DF(1.0):"}) {
    const auto name = ParseSeriesId(id);
    ASSERT_TRUE(name.ok()) << id;
    EXPECT_EQ(SeriesId(DataflowText(name->dataflow), name->key), id);
  }
}

TEST(SeriesIds, AnythingElseIsNone) {
  std::string many = "TEST:DF(1.0):A";
  for (size_t i = 0; i < kMaxDimensions; ++i) many += ".A";
  for (const std::string& id :
       {std::string(), std::string("TEST:DF(1.0)"), std::string("DF(1.0):A"), std::string("TEST:DF:A"),
        std::string("TEST:DF():A"), std::string("TEST:DF(1.0+):A"), std::string("TEST:DF(*):A"),
        std::string("TEST:DF(1.0):A..B"), std::string("TEST:DF(1.0):.A"), std::string("TEST:DF(1.0):A."),
        std::string("TEST:DF(1.0):A B"), std::string("TEST:DF(1.0)A:B"), std::string("TE ST:DF(1.0):A"),
        many}) {
    const auto name = ParseSeriesId(id);
    ASSERT_FALSE(name.ok()) << id;
    EXPECT_EQ(ReasonOf(name.status()), common::v1::ERROR_REASON_MALFORMED) << id;
  }
}

TEST(SeriesLayouts, WithoutTimeOrWithTwoMeasuresThereAreNoSeries) {
  auto layout = SampleLayout();
  EXPECT_FALSE(WhyNoSeries(*layout));
  layout->measures.emplace_back();
  ASSERT_TRUE(WhyNoSeries(*layout));
  EXPECT_EQ(WhyNoSeries(*layout)->metadata.at("part"), "measure");
  layout->time.reset();
  EXPECT_EQ(WhyNoSeries(*layout)->metadata.at("part"), "time");
}

TEST(SeriesViews, AWriterSeesValuesAsTextAndAttributesWhereTheyHang) {
  const auto layout = SampleLayout();
  v1::Series series = MakeSeries({"A", "EGY", "F"}, {"2022=7.25/A", "2023=/M", "2024=-0.5"}, "PT");
  v1::AttributeValue& note = *series.add_attributes();
  note.set_id("NOTE");
  note.set_value("of all");
  v1::AttributeValue& title = *series.add_attributes();
  title.set_id("TITLE");
  title.set_value("Rate");
  title.set_language("en");

  ViewRoom room;
  for (int again = 0; again < 2; ++again) {
    const ViewedSeries view = ObservationsOf(series, *layout, room);
    EXPECT_EQ(std::vector<std::string>(view.series.key.begin(), view.series.key.end()),
              (std::vector<std::string>{"A", "EGY", "F"}));
    ASSERT_EQ(view.series.observations.size(), 3u);
    EXPECT_EQ(view.series.observations[0].at, "2022");
    ASSERT_EQ(view.series.observations[0].values.size(), 1u);
    EXPECT_EQ(view.series.observations[0].values[0], "7.25");
    ASSERT_EQ(view.series.observations[0].attributes.size(), 1u);
    EXPECT_EQ(view.series.observations[0].attributes[0].value, "A");
    EXPECT_TRUE(view.series.observations[1].values.empty());
    EXPECT_EQ(view.series.observations[1].attributes[0].value, "M");
    EXPECT_EQ(view.series.observations[2].values[0], "-0.5");
    EXPECT_TRUE(view.series.observations[2].attributes.empty());
    ASSERT_EQ(view.series.attributes.size(), 2u);
    EXPECT_EQ(view.series.attributes[0].attribute, layout->FindAttribute("UNIT"));
    ASSERT_EQ(view.of_data_set.size(), 1u);
    EXPECT_EQ(view.of_data_set[0].value, "of all");
    ASSERT_EQ(view.of_group.size(), 1u);
    EXPECT_EQ(view.of_group[0].language, "en");
  }
}

}  // namespace
}  // namespace tabadul::statistics

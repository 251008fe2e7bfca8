#include "services/statistics/series_kind.h"

#include "gtest/gtest.h"
#include "services/statistics/series/series_samples.h"

namespace tabadul::statistics {
namespace {

std::shared_ptr<Layout> WithOccupation() {
  auto layout = SampleLayout();
  LaidComponent& occupation = layout->dimensions.emplace_back();
  occupation.id = "OCU";
  return layout;
}

TEST(SeriesKind, AreaAndOccupationOfTheKeyAreWhatTheFeedIsFilteredBy) {
  struct Case {
    std::vector<std::string> key;
    std::vector<std::string> countries;
    const char* occupation;
  };
  const Case cases[] = {{{"A", "EGY", "F", "OCU_ISCO08_2"}, {"EG"}, "2"},
                        {{"A", "EGY", "F", "OCU_ISCO08_TOTAL"}, {"EG"}, ""},
                        {{"A", "OIC", "F", "OCU_ISCO88_2"}, {}, ""}};
  for (const Case& one : cases) {
    const auto columns = ColumnsOf(MakeSeries(one.key, {"2024=1"}), SampleLayouts(WithOccupation()));
    EXPECT_EQ(columns.countries, one.countries) << one.key[1];
    EXPECT_EQ(columns.occupation, one.occupation) << one.key[3];
    EXPECT_EQ(columns.expires, absl::InfiniteFuture());
  }
}

TEST(SeriesKind, ASeriesHasOneId) {
  const v1::Series series = MakeSeries({"A", "EGY", "F"}, {"2024=1"});
  Violations right, wrong;
  CheckSeriesId("TEST:DF_RATE(1.0):A.EGY.F", series, right);
  EXPECT_TRUE(right.ok());
  CheckSeriesId("TEST:DF_RATE(1.0):A.EGY.M", series, wrong);
  ASSERT_EQ(wrong.list().size(), 1u);
  EXPECT_EQ(wrong.list()[0].field, "record_id");
  EXPECT_EQ(wrong.list()[0].reason, common::v1::ERROR_REASON_MALFORMED);
}

TEST(SeriesKind, WhatItKeepsBesideItsRecordsIsMigratedAndVacuumed) {
  const exchange::RecordKind tables = SeriesTables();
  EXPECT_EQ(tables.name, "series");
  ASSERT_FALSE(tables.migrations.empty());
  for (const std::string& table : tables.tables) {
    EXPECT_NE(tables.migrations[0].sql.find("CREATE TABLE " + table), std::string_view::npos) << table;
  }
}

}  // namespace
}  // namespace tabadul::statistics

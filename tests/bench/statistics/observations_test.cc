#include "tests/bench/statistics/observations.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "services/statistics/core/core_for_test.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/validate.h"

namespace tabadul::bench {
namespace {

constexpr uint64_t kMillion = 1'000'000;

TEST(Observations, SeriesAreThoseOfTheHubsStructures) {
  const Observations all(10 * kMillion);
  // Of each country one after the other, and with the step others of its keys.
  std::map<std::string, int> frequencies;
  for (uint64_t number = 0; number < all.series(); number += 199) {
    const exchange::v1::PushItem item = all.ItemOf(number);
    const auto& series = item.upsert().series();
    EXPECT_EQ(item.upsert().record_id(), statistics::SeriesId(series));
    Violations v;
    statistics::ValidateSeries(series, statistics::testing::CoreStructures(), v);
    ASSERT_TRUE(v.ToStatus().ok()) << item.upsert().record_id() << ": " << v.ToStatus();
    ++frequencies[series.key(kFreq)];
  }
  EXPECT_EQ(frequencies.size(), 3u);
}

TEST(Observations, ThereAreAsManyAsItSays) {
  const Observations some(kMillion);
  uint64_t observations = 0;
  std::set<std::string> ids;
  for (uint64_t number = 0; number < some.series(); ++number) {
    const exchange::v1::PushItem item = some.ItemOf(number);
    observations += static_cast<uint64_t>(item.upsert().series().values_size());
    ids.insert(item.upsert().record_id());
  }
  EXPECT_EQ(observations, some.observations());
  EXPECT_EQ(ids.size(), some.series());
  EXPECT_GE(observations, kMillion);
  EXPECT_LT(observations, kMillion * 11 / 10);
}

TEST(Observations, ANumberIsTheSameSeriesInEveryRun) {
  const Observations one(kMillion), other(kMillion);
  EXPECT_EQ(one.ItemOf(4'711).SerializeAsString(), other.ItemOf(4'711).SerializeAsString());
  EXPECT_NE(one.ItemOf(4'711).SerializeAsString(), one.ItemOf(4'712).SerializeAsString());
}

TEST(Observations, FlagsAreAsFrequentAsInFilesOfOffices) {
  const Observations all(kMillion);
  double breaks = 0, observations = 0;
  for (uint64_t country = 0; country < Observations::countries(); ++country) {
    const exchange::v1::PushItem item = all.ItemOf(country);
    for (const auto& column : item.upsert().series().columns()) {
      if (column.id() != "OBS_STATUS") continue;
      for (const uint32_t at : column.at())
        breaks += at > 0 && column.values(static_cast<int>(at) - 1) == "B";
    }
    observations += item.upsert().series().values_size();
  }
  EXPECT_NEAR(breaks / observations, 72.0 / 369, 0.04);
}

}  // namespace
}  // namespace tabadul::bench

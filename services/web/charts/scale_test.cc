#include "services/web/charts/scale.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tabadul::web::charts {
namespace {

TEST(Scale, HoldsBothWithRoundSteps) {
  const struct {
    double least, most;
    bool zero;
    double low, high, step;
  } kCases[] = {{7.1, 12.3, false, 6, 14, 2},
                {11.8, 12.3, false, 11.8, 12.3, 0.1},
                {3, 98, false, 0, 100, 20},
                {1200, 1580, true, 0, 2000, 500},
                {-3.2, 4.1, false, -4, 6, 2},
                {0, 0, false, 0, 1, 0.2},
                {1'000'000, 2'400'000, false, 0, 2'500'000, 500'000}};
  for (const auto& one : kCases) {
    const Scale scale = ScaleOf(one.least, one.most, one.zero);
    EXPECT_NEAR(scale.low, one.low, 1e-9) << one.least << " to " << one.most;
    EXPECT_NEAR(scale.high, one.high, 1e-9) << one.least << " to " << one.most;
    EXPECT_NEAR(scale.step, one.step, 1e-9) << one.least << " to " << one.most;
  }
}

TEST(Scale, IsBoundedWhateverTheValues) {
  for (const double least : {-1e18, -5.0, -1e-12, 0.0, 1e-12, 7.25, 1e18}) {
    for (const double span : {0.0, 1e-15, 1e-3, 1.0, 1e6, 1e18}) {
      const Scale scale = ScaleOf(least, least + span, false);
      EXPECT_LE(scale.Ticks().size(), 7u) << least << " " << span;
      EXPECT_FALSE(std::isnan(scale.Place(least))) << least << " " << span;
    }
  }
}

TEST(Scale, TicksHaveTheDecimalsThatTheyNeed) {
  EXPECT_EQ(ScaleOf(11.8, 12.3, false).decimals, 1);
  EXPECT_EQ(ScaleOf(7, 12, false).decimals, 0);
  EXPECT_EQ(ScaleOf(0, 1.1, false).decimals, 2) << "steps of 0.25";
}

TEST(Scale, PlacesAreSpreadFromTheFirstToTheLast) {
  EXPECT_EQ(Spread(3, 5), (std::vector<size_t>{0, 1, 2}));
  EXPECT_EQ(Spread(21, 5), (std::vector<size_t>{0, 5, 10, 15, 20}));
  EXPECT_TRUE(Spread(0, 5).empty());
}

TEST(Scale, CoordinatesAreShort) {
  EXPECT_EQ(Coordinate(50), "50");
  EXPECT_EQ(Coordinate(33.333), "33.33");
  EXPECT_EQ(Coordinate(12.5), "12.5");
  EXPECT_EQ(Coordinate(-0.001), "0");
}

}  // namespace
}  // namespace tabadul::web::charts

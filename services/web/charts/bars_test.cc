#include "services/web/charts/bars.h"

#include <gtest/gtest.h>

namespace tabadul::web::charts {
namespace {

using Drawn = std::vector<std::pair<std::string, std::string>>;

Drawn Draw(const std::vector<double>& values, std::string_view direction) {
  Drawn drawn;
  for (const Bar& bar : DrawBars(values, direction)) drawn.emplace_back(bar.x, bar.width);
  return drawn;
}

TEST(Bars, BeginWhereThePageBegins) {
  EXPECT_EQ(Draw({20, 10, 5}, "ltr"), (Drawn{{"0", "100"}, {"0", "50"}, {"0", "25"}}));
  EXPECT_EQ(Draw({20, 10, 5}, "rtl"), (Drawn{{"0", "100"}, {"50", "50"}, {"75", "25"}}));
}

TEST(Bars, NegativeOnesGrowTheOtherWay) {
  EXPECT_EQ(Draw({30, -10}, "ltr"), (Drawn{{"25", "75"}, {"0", "25"}}));
  EXPECT_EQ(Draw({30, -10}, "rtl"), (Drawn{{"0", "75"}, {"75", "25"}}));
}

TEST(Bars, ASmallValueIsSeenAndZeroIsNot) {
  EXPECT_EQ(Draw({1e9, 1, 0}, "ltr"), (Drawn{{"0", "100"}, {"0", "0.5"}, {"0", "0"}}));
  EXPECT_EQ(Draw({0, 0}, "ltr"), (Drawn{{"0", "0"}, {"0", "0"}}));
  EXPECT_TRUE(Draw({}, "ltr").empty());
}

TEST(Bars, LevelsDivideTheRange) {
  EXPECT_EQ(LevelsOf(std::vector<double>{0, 2.6, 5, 9.9, 10}, 4), (std::vector<int>{1, 2, 3, 4, 4}));
  EXPECT_EQ(LevelsOf(std::vector<double>{5, 5}, 4), (std::vector<int>{1, 1}));
  EXPECT_TRUE(LevelsOf({}, 4).empty());
}

}  // namespace
}  // namespace tabadul::web::charts

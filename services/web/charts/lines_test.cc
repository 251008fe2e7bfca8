#include "services/web/charts/lines.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tabadul::web::charts {
namespace {

TEST(Lines, RunFromLeftToRightAndUpwards) {
  const std::vector<double> times = {2020, 2021, 2022};
  const std::vector<Values> values = {{0, 5, 10}};
  const Lines drawn = DrawLines(times, values);
  ASSERT_EQ(drawn.lines.size(), 1u);
  EXPECT_EQ(drawn.lines[0].path, "M0 1000L500 500L1000 0");
  ASSERT_EQ(drawn.lines[0].marks.size(), 3u);
  EXPECT_EQ(drawn.lines[0].marks[0].x, "0");
  EXPECT_EQ(drawn.lines[0].marks[0].y, "100");
  EXPECT_EQ(drawn.ticks.front().at, "100");
  EXPECT_EQ(drawn.ticks.back().value, 10);
}

TEST(Lines, AGapBreaksTheLine) {
  const std::vector<double> times = {1, 2, 3, 4, 5, 6};
  const std::vector<Values> values = {{1, 2, std::nullopt, 3, std::nullopt, 4}};
  const Line line = DrawLines(times, values).lines[0];
  EXPECT_EQ(std::count(line.path.begin(), line.path.end(), 'M'), 1) << line.path;
  EXPECT_EQ(std::count(line.path.begin(), line.path.end(), 'L'), 1) << line.path;
  EXPECT_EQ(line.marks.size(), 4u) << "what stands alone has a mark";
}

TEST(Lines, PlacesAreThoseOfTime) {
  EXPECT_EQ(PlacesOf(std::vector<double>{2000, 2005, 2020}), (std::vector<std::string>{"0", "25", "100"}));
  EXPECT_EQ(PlacesOf(std::vector<double>{2000}), std::vector<std::string>{"50"})
      << "one alone is in the middle";
}

TEST(Lines, ManyValuesHaveNoMarksButTheLast) {
  std::vector<double> times;
  Values values;
  for (int i = 0; i < 200; ++i) {
    times.push_back(i);
    values.push_back(i % 7);
  }
  EXPECT_EQ(DrawLines(times, std::vector<Values>{values}).lines[0].marks.size(), 1u);
}

TEST(Lines, NothingIsDrawnOfNothing) {
  EXPECT_TRUE(DrawLines({}, {}).lines.empty());
  EXPECT_TRUE(
      DrawLines(std::vector<double>{1, 2}, std::vector<Values>{{std::nullopt, std::nullopt}}).lines.empty());
  EXPECT_EQ(Sparkline({}, {}, 96, 24), "");
  EXPECT_EQ(Sparkline(std::vector<double>{1}, {5}, 96, 24), "");
}

TEST(Lines, ASmallLineStaysInItsBox) {
  EXPECT_EQ(Sparkline(std::vector<double>{1, 2}, {0, 9}, 96, 24), "M1.5 22.5L94.5 1.5");
  EXPECT_EQ(Sparkline(std::vector<double>{1, 2}, {4, 4}, 96, 24), "M1.5 12L94.5 12");
}

}  // namespace
}  // namespace tabadul::web::charts

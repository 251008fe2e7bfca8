#include "services/statistics/area.h"

#include "gtest/gtest.h"
#include "services/statistics/series/series_samples.h"

namespace tabadul::statistics {
namespace {

TEST(CountryOf, IsTheAreasUnlessThatIsAGroup) {
  const auto layout = SampleLayout();
  EXPECT_EQ(CountryOf(*layout, {"A", "EGY", "F"}), "EG");
  EXPECT_EQ(CountryOf(*layout, {"A", "OIC", "F"}), "");
  EXPECT_EQ(CountryOf(*layout, {"A"}), "") << "no key of the layout";
  Layout without = *layout;
  without.dimensions[1].id = "COUNTERPART_AREA";
  EXPECT_EQ(CountryOf(without, {"A", "EGY", "F"}), "");
}

TEST(RankOf, PutsTheCountryItselfFirstAndFictionLast) {
  const std::vector<std::string> ordered = {"EG/capmas/lfs", "JO/dos/lfs", "HUB/statistics/live",
                                            "DEMO/qx/stat"};
  for (size_t i = 0; i < ordered.size(); ++i) EXPECT_EQ(RankOf(ordered[i], "EG"), i) << ordered[i];
  EXPECT_EQ(RankOf("EG/capmas/lfs", ""), 1u) << "of a group of countries nobody is the first";
}

}  // namespace
}  // namespace tabadul::statistics

#include "lib/taxonomy/crosswalk.h"

#include "gtest/gtest.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::taxonomy {
namespace {

TEST(Crosswalk, CountriesGoThereAndBack) {
  EXPECT_EQ(Alpha3FromAlpha2("MA"), "MAR");
  EXPECT_EQ(Alpha2FromAlpha3("SAU"), "SA");
  for (const CodeList::Code& country : List(kCountries).codes()) {
    EXPECT_EQ(Alpha3FromAlpha2(country.code).size(), 3u) << country.code;
    EXPECT_EQ(Alpha2FromAlpha3(Alpha3FromAlpha2(country.code)), country.code);
  }
  for (const std::string_view none : {"", "XX", "ma", "MAR"}) EXPECT_EQ(Alpha3FromAlpha2(none), "") << none;
  for (const std::string_view none : {"", "XXX", "mar", "MA"}) EXPECT_EQ(Alpha2FromAlpha3(none), "") << none;
}

TEST(Crosswalk, MajorGroupsOfIscoGoThereAndBack) {
  EXPECT_EQ(Isco88MajorFromIsco08("2221"), "2");
  EXPECT_EQ(Isco88MajorFromIsco08("0110"), "0");
  EXPECT_EQ(Isco88MajorFromIsco08("9999"), "");
  EXPECT_EQ(Isco08MajorFromIsco88("7"), "7");
  EXPECT_EQ(Isco08MajorFromIsco88("71"), "");
}

}  // namespace
}  // namespace tabadul::taxonomy

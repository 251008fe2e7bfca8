#include "services/web/pages/query.h"

#include <gtest/gtest.h>

namespace tabadul::web::pages {
namespace {

constexpr std::string_view kNames[] = {"q", "country", "page"};

TEST(Query, WhatAPageKnowsIsKeptInOneOrder) {
  const Query query =
      Query::Parse("utm=1&page=x&country=SA&q=nurse+night&country=EG&country=SA&country=", kNames);
  EXPECT_EQ(query.ToString(), "q=nurse+night&country=SA&country=EG&page=x");
  EXPECT_EQ(query.All("country"), (std::vector<std::string>{"SA", "EG"}));
  EXPECT_EQ(query.Get("q"), "nurse night");
  EXPECT_FALSE(query.Has("utm"));
  EXPECT_EQ(Query::Parse("q=+nurse+&country=+", kNames).ToString(), "q=nurse");
}

TEST(Query, WhatIsWrittenIsReadAgainAsItWas) {
  for (const std::string& value : std::vector<std::string>{"ممرضة", "a&b=c", "100%", "a+b c", "«x»/?#",
                                                           "\"><script>", "%00", std::string(3000, 'w')}) {
    const Query query = Query().With("q", value);
    EXPECT_EQ(Query::Parse(query.ToString(), kNames).Get("q"), value);
    EXPECT_EQ(query.ToString().find_first_of("<>\"' "), std::string::npos);
  }
}

TEST(Query, BrokenParametersAreLeftOut) {
  EXPECT_EQ(Query::Parse("q=%zz&country=SA&%=1&page=%ff", kNames).ToString(), "country=SA");
  EXPECT_EQ(Query::Parse("", kNames).ToString(), "");
  EXPECT_EQ(Query::Parse("&&=&q", kNames).ToString(), "");
}

TEST(Query, APageHasNoMoreOfThemThanItsLinksCanCarry) {
  std::string sent = "q=a";
  for (int i = 0; i < 1000 - 1; ++i) sent += "&country=" + std::to_string(i);
  EXPECT_EQ(Query::Parse(sent, kNames).parameters().size(), Query::kMost);
}

TEST(Query, WhatAFormLeavesOpenIsSeen) {
  for (const char* const sent : {"q=&country=SA", "country=SA&q=", "q="})
    EXPECT_TRUE(SendsEmpty(sent)) << sent;
  for (const char* const sent : {"", "q=a", "q=a&page=b%3D", "q"}) EXPECT_FALSE(SendsEmpty(sent)) << sent;
}

TEST(Query, ChangesTouchOneThing) {
  const Query query = Query::Parse("q=a&country=SA&country=EG&page=x", kNames);
  EXPECT_EQ(query.Without("country", "SA").ToString(), "q=a&country=EG&page=x");
  EXPECT_EQ(query.Without("country").ToString(), "q=a&page=x");
  EXPECT_EQ(query.With("country", "MA").All("country").size(), 3u);
  EXPECT_EQ(query.With("country", "SA").ToString(), query.ToString());
  EXPECT_EQ(query.WithOnly("country", "MA").All("country"), std::vector<std::string>{"MA"});
}

TEST(Query, AnAddressHasItsLanguageFirst) {
  EXPECT_EQ(Address("fr", "/vacancies", Query().With("q", "café")), "/fr/vacancies?q=caf%C3%A9");
  EXPECT_EQ(Address("ar", "/"), "/ar/");
}

}  // namespace
}  // namespace tabadul::web::pages

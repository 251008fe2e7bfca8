#include "services/web/pages/crawlers.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>

#include "services/web/pages/routes.h"

namespace tabadul::web::pages {
namespace {

constexpr char kOrigin[] = "https://jobs.example";

std::vector<std::string> LocationsIn(const std::string& sitemap) {
  static const RE2 location("<loc>([^<]*)</loc>");
  std::vector<std::string> found;
  re2::StringPiece rest(sitemap);
  for (std::string address; RE2::FindAndConsume(&rest, location, &address);) found.push_back(address);
  return found;
}

TEST(Crawlers, RobotsAreKeptFromTheApiAndShownTheSitemap) {
  EXPECT_EQ(Robots(kOrigin), "User-agent: *\nDisallow: /v1/\nSitemap: https://jobs.example/sitemap.xml\n");
  EXPECT_EQ(Robots("").find("Sitemap"), std::string::npos);
}

TEST(Crawlers, TheSitemapHasEveryFixedPageInEveryLanguageOnce) {
  const auto locations = LocationsIn(Sitemap(kOrigin));
  const std::set<std::string> distinct(locations.begin(), locations.end());
  EXPECT_EQ(locations.size(), distinct.size());
  EXPECT_EQ(locations.size(), FixedPaths().size() * 3);
  for (const std::string& location : locations) {
    ASSERT_TRUE(location.starts_with(kOrigin)) << location;
    const Route route = RouteOf(location.substr(sizeof(kOrigin) - 1));
    EXPECT_NE(route.to, Route::To::kUnknown) << location;
    EXPECT_NE(route.language, "") << location;
  }
  for (const char* const path : {"/ar/", "/en/vacancies", "/fr/trainings", "/en/developers/reference"})
    EXPECT_TRUE(distinct.contains(kOrigin + std::string(path))) << path;
}

TEST(Crawlers, EachPageOfTheSitemapNamesItsOtherLanguages) {
  const std::string sitemap = Sitemap(kOrigin);
  const std::string about = sitemap.substr(sitemap.find("<loc>https://jobs.example/fr/about</loc>"));
  const std::string entry = about.substr(0, about.find("</url>"));
  for (const char* const link : {"hreflang=\"ar\" href=\"https://jobs.example/ar/about\"",
                                 "hreflang=\"en\" href=\"https://jobs.example/en/about\"",
                                 "hreflang=\"fr\" href=\"https://jobs.example/fr/about\"",
                                 "hreflang=\"x-default\" href=\"https://jobs.example/en/about\""})
    EXPECT_NE(entry.find(link), std::string::npos) << link << " is not in " << entry;
}

TEST(Crawlers, AnAddressIsTextInTheSitemapAndWithoutOneThereIsNone) {
  EXPECT_NE(Sitemap("https://a&b.example").find("<loc>https://a&amp;b.example/ar/</loc>"), std::string::npos);
  EXPECT_EQ(Sitemap(""), "");
}

}  // namespace
}  // namespace tabadul::web::pages

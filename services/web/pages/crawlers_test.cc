#include "services/web/pages/crawlers.h"

#include <gtest/gtest.h>

namespace tabadul::web::pages {
namespace {

TEST(Crawlers, RobotsAreKeptFromTheApiAndShownTheSitemap) {
  EXPECT_EQ(Robots("https://jobs.example"),
            "User-agent: *\nDisallow: /v1/\nDisallow: /sdmx/\nSitemap: https://jobs.example/sitemap.xml\n");
  EXPECT_EQ(Robots("").find("Sitemap"), std::string::npos);
}

}  // namespace
}  // namespace tabadul::web::pages

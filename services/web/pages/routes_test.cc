#include "services/web/pages/routes.h"

#include <gtest/gtest.h>

namespace tabadul::web::pages {
namespace {

using To = Route::To;

constexpr char kId[] = "4f1c2a9be07d4c55a1b2c3d4e5f60718";

TEST(Routes, EachPageIsUnderEachLanguage) {
  for (const std::string language : {"ar", "en", "fr"}) {
    const struct {
      std::string path;
      To to;
    } pages[] = {{"/", To::kHome},
                 {"/vacancies", To::kVacancies},
                 {"/trainings", To::kTrainings},
                 {"/practices", To::kPractices},
                 {"/statistics", To::kStatistics},
                 {"/statistics/DF_UNEMPLOYMENT", To::kDataflow},
                 {"/statistics/countries/MA", To::kCountryStatistics},
                 {"/about", To::kAbout},
                 {"/sources", To::kSources},
                 {"/privacy", To::kPrivacy},
                 {"/developers", To::kDevelopers},
                 {"/developers/reference", To::kReference}};
    for (const auto& page : pages) {
      const Route route = RouteOf("/" + language + page.path);
      EXPECT_EQ(route.to, page.to) << language << page.path;
      EXPECT_EQ(route.language, language);
      EXPECT_EQ(route.path, page.path);
    }
    EXPECT_EQ(RouteOf("/" + language).to, To::kBare);
  }
}

TEST(Routes, ARecordIsNamedByItsId) {
  const Route vacancy = RouteOf(std::string("/fr/vacancies/") + kId);
  EXPECT_EQ(vacancy.to, To::kVacancy);
  EXPECT_EQ(vacancy.id, kId);
  EXPECT_EQ(vacancy.path, std::string("/vacancies/") + kId);
  EXPECT_EQ(RouteOf(std::string("/ar/trainings/") + kId).to, To::kTraining);
  EXPECT_EQ(RouteOf(std::string("/ar/practices/") + kId).to, To::kPractice);
}

TEST(Routes, WhatIsNotAPageIsKnownAsThat) {
  for (const std::string path :
       {"/de/", "/AR/", "/arabic", "//", "/en//", "/en/vacancies/", "/en/vacancies/17", "/en/nothing",
        "/developers", "/en/developers/", "/index.html", "/en/vacancies/4F1C2A9BE07D4C55A1B2C3D4E5F60718",
        "/en/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718/", "/en/%76acancies", "", "en/", "/en/../ar/",
        "/assets"})
    EXPECT_EQ(RouteOf(path).to, To::kUnknown) << path;
}

TEST(Routes, AnUnknownPageHasTheLanguageOfItsAddress) {
  EXPECT_EQ(RouteOf("/fr/rien").language, "fr");
  EXPECT_EQ(RouteOf("/rien").language, "");
}

TEST(Routes, WhatOnlyTakesAFormIsNoPage) {
  EXPECT_EQ(RouteOf("/ar/digits").to, To::kDigits);
  EXPECT_EQ(RouteOf("/digits").to, To::kUnknown);
  for (const std::string_view path : FixedPaths())
    EXPECT_NE(path, "/digits") << "search engines are told of pages";
}

TEST(Routes, WhatIsThereTakesSomeMethods) {
  for (const char* const method : {"GET", "HEAD"}) {
    EXPECT_EQ(AllowedInstead(To::kVacancies, method), "");
    EXPECT_EQ(AllowedInstead(To::kDigits, method), "POST");
  }
  EXPECT_EQ(AllowedInstead(To::kVacancies, "POST"), "GET, HEAD");
  EXPECT_EQ(AllowedInstead(To::kDigits, "POST"), "");
  EXPECT_EQ(AllowedInstead(To::kUnknown, "POST"), "") << "nothing is there for any";
}

TEST(Routes, TheRestHasNoLanguage) {
  EXPECT_EQ(RouteOf("/").to, To::kRoot);
  EXPECT_EQ(RouteOf("/robots.txt").to, To::kRobots);
  for (const auto& [path, name] : {std::pair("/sitemap.xml", ""), std::pair("/sitemap-pages.xml", "pages"),
                                   std::pair("/sitemap-vacancies-12.xml", "vacancies-12")}) {
    EXPECT_EQ(RouteOf(path).to, To::kSitemap) << path;
    EXPECT_EQ(RouteOf(path).id, name) << path;
  }
  for (const char* const path :
       {"/sitemap", "/sitemap-.xml", "/sitemaps.xml", "/sitemap.xml/", "/en/sitemap.xml"})
    EXPECT_EQ(RouteOf(path).to, To::kUnknown) << path;
  EXPECT_EQ(RouteOf("/favicon.svg").to, To::kIcon);
  EXPECT_EQ(RouteOf("/openapi.json").to, To::kDescription);
  EXPECT_EQ(RouteOf("/assets/portal.0123.css").to, To::kAsset);
  EXPECT_EQ(RouteOf("/assets/portal.0123.css").id, "portal.0123.css");
}

}  // namespace
}  // namespace tabadul::web::pages

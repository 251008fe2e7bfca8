#include "services/web/pages/sitemap.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "lib/platform/base/utc.h"
#include "services/web/pages/routes.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::web::pages {
namespace {

using common::v1::ERROR_REASON_NOT_FOUND;
using common::v1::ERROR_REASON_OVERLOADED;
using common::v1::ERROR_REASON_UNAVAILABLE;

constexpr char kOrigin[] = "https://jobs.example";
const absl::Time kNow = absl::FromUnixSeconds(1'780'300'000);

std::vector<std::string> LocationsIn(const std::string& sitemap) {
  static const RE2 location("<loc>([^<]*)</loc>");
  std::vector<std::string> found;
  re2::StringPiece rest(sitemap);
  for (std::string address; RE2::FindAndConsume(&rest, location, &address);) found.push_back(address);
  return found;
}

std::string HubId(size_t number) {
  std::string id = std::to_string(number);
  return std::string(32 - id.size(), '0') + id;
}

class SitemapsTest : public ::testing::Test {
 protected:
  // The vacancies 0 to `vacancies_ - 1`, the newest first, a hundred at a time as the service gives them.
  absl::StatusOr<std::string> Search(const rpc::Forwarder::Outgoing& call) {
    ++searches_;
    if (!failure_.ok()) return failure_;
    EXPECT_EQ(call.method, "/tabadul.jobs.v1.JobsService/SearchVacancies");
    EXPECT_TRUE(request_.ParseFromString(call.request));
    jobs::v1::SearchVacanciesResponse found;
    size_t at = request_.page_token().empty() ? 0 : std::stoul(request_.page_token());
    const size_t end = std::min(vacancies_, at + static_cast<size_t>(request_.page_size()));
    for (; at < end; ++at) {
      jobs::v1::VacancyCard& card = *found.add_vacancies();
      card.set_hub_id(HubId(at));
      *card.mutable_update_time() = TimestampOf(kNow - absl::Hours(at));
    }
    if (at < vacancies_) found.set_next_page_token(std::to_string(at));
    return found.SerializeAsString();
  }
  Calls calls() const { return {transport_, RequestContext(), "en", absl::InfiniteFuture()}; }
  absl::StatusOr<std::shared_ptr<const Document>> Find(Sitemaps& sitemaps, std::string_view name,
                                                       absl::Time now = kNow) const {
    return sitemaps.Find(name, calls(), now);
  }
  std::string Text(Sitemaps& sitemaps, std::string_view name, absl::Time now = kNow) const {
    const auto found = Find(sitemaps, name, now);
    EXPECT_TRUE(found.ok()) << name << ": " << found.status();
    return found.ok() ? (*found)->body : "";
  }

  size_t vacancies_ = 0;
  int searches_ = 0;
  absl::Status failure_;
  jobs::v1::SearchVacanciesRequest request_;  // the last
  Transport transport_ = [this](rpc::Forwarder::Outgoing call) { return Search(call); };
};

TEST_F(SitemapsTest, EveryFixedPageIsThereInEveryLanguageOnce) {
  Sitemaps sitemaps(kOrigin);
  const auto locations = LocationsIn(Text(sitemaps, "pages"));
  const std::set<std::string> distinct(locations.begin(), locations.end());
  EXPECT_EQ(locations.size(), distinct.size());
  EXPECT_EQ(locations.size(), FixedPaths().size() * 3);
  for (const std::string& location : locations) {
    ASSERT_TRUE(location.starts_with(kOrigin)) << location;
    const Route route = RouteOf(location.substr(sizeof(kOrigin) - 1));
    EXPECT_NE(route.to, Route::To::kUnknown) << location;
    EXPECT_NE(route.language, "") << location;
  }
  for (const char* const path : {"/ar/", "/en/vacancies", "/fr/trainings", "/ar/practices", "/ar/statistics",
                                 "/fr/statistics/countries/MA", "/en/developers/reference"})
    EXPECT_TRUE(distinct.contains(kOrigin + std::string(path))) << path;
}

TEST_F(SitemapsTest, EachFixedPageNamesItsOtherLanguages) {
  Sitemaps sitemaps(kOrigin);
  const std::string sitemap = Text(sitemaps, "pages");
  const std::string about = sitemap.substr(sitemap.find("<loc>https://jobs.example/fr/about</loc>"));
  const std::string entry = about.substr(0, about.find("</url>"));
  for (const char* const link : {"hreflang=\"ar\" href=\"https://jobs.example/ar/about\"",
                                 "hreflang=\"en\" href=\"https://jobs.example/en/about\"",
                                 "hreflang=\"fr\" href=\"https://jobs.example/fr/about\"",
                                 "hreflang=\"x-default\" href=\"https://jobs.example/en/about\""})
    EXPECT_NE(entry.find(link), std::string::npos) << link << " is not in " << entry;
}

TEST_F(SitemapsTest, VacanciesStandInEveryLanguageTheNewestFirst) {
  vacancies_ = 2;
  Sitemaps sitemaps(kOrigin);
  const std::string sitemap = Text(sitemaps, "vacancies-1");
  std::vector<std::string> expected;
  for (const size_t number : {0u, 1u}) {
    for (const char* const language : {"ar", "en", "fr"})
      expected.push_back(kOrigin + std::string("/") + language + "/vacancies/" + HubId(number));
  }
  EXPECT_EQ(LocationsIn(sitemap), expected);
  EXPECT_EQ(RouteOf(expected[0].substr(sizeof(kOrigin) - 1)).to, Route::To::kVacancy);
  const std::string entry = "/fr/vacancies/" + HubId(1) + "</loc>\n<lastmod>" +
                            FormatUtc(kNow - absl::Hours(1)) + "</lastmod>\n</url>";
  EXPECT_NE(sitemap.find(entry), std::string::npos) << entry << " is not in " << sitemap;
  EXPECT_EQ(request_.order(), jobs::v1::VACANCY_ORDER_DATE);
}

TEST_F(SitemapsTest, TheIndexNamesWhatThereIs) {
  vacancies_ = 250;
  Sitemaps sitemaps(kOrigin, {.of_file = 120});
  const auto names = LocationsIn(Text(sitemaps, ""));
  EXPECT_EQ(names, (std::vector<std::string>{"https://jobs.example/sitemap-pages.xml",
                                             "https://jobs.example/sitemap-vacancies-1.xml",
                                             "https://jobs.example/sitemap-vacancies-2.xml",
                                             "https://jobs.example/sitemap-vacancies-3.xml"}));
  std::set<std::string> listed;
  for (const auto& [name, vacancies] :
       {std::pair("vacancies-1", 120u), std::pair("vacancies-2", 120u), std::pair("vacancies-3", 10u)}) {
    const auto locations = LocationsIn(Text(sitemaps, name));
    EXPECT_EQ(locations.size(), vacancies * 3) << name;
    listed.insert(locations.begin(), locations.end());
  }
  EXPECT_EQ(listed.size(), 250u * 3) << "each once";
  EXPECT_EQ(searches_, 3) << "for all of them together";
  for (const char* const name : {"vacancies-0", "vacancies-4", "vacancies-", "trainings-1"})
    EXPECT_EQ(ReasonOf(Find(sitemaps, name).status()), ERROR_REASON_NOT_FOUND) << name;
}

TEST_F(SitemapsTest, WithoutVacanciesThereIsNoFileOfThem) {
  Sitemaps sitemaps(kOrigin);
  EXPECT_EQ(LocationsIn(Text(sitemaps, "")),
            std::vector<std::string>{"https://jobs.example/sitemap-pages.xml"});
  EXPECT_EQ(ReasonOf(Find(sitemaps, "vacancies-1").status()), ERROR_REASON_NOT_FOUND);
}

TEST_F(SitemapsTest, AreNotLongerThanTheStandardAllowsAndNameTheNewestAlone) {
  vacancies_ = 30'000;
  Sitemaps sitemaps(kOrigin);
  size_t addresses = 0;
  for (const std::string& file : LocationsIn(Text(sitemaps, ""))) {
    const std::string text = Text(sitemaps, RouteOf(file.substr(sizeof(kOrigin) - 1)).id);
    EXPECT_LT(text.size(), 50u << 20) << file;
    const size_t of_file = LocationsIn(text).size();
    EXPECT_LE(of_file, 50'000u) << file;
    addresses += of_file;
  }
  EXPECT_EQ(addresses, (20'000 + FixedPaths().size()) * 3);
  EXPECT_EQ(searches_, 200);
}

TEST_F(SitemapsTest, WhatCannotBeReadInTimeIsLeftOut) {
  vacancies_ = 250;
  Sitemaps sitemaps(kOrigin, {.reading = absl::ZeroDuration()});
  EXPECT_EQ(LocationsIn(Text(sitemaps, "vacancies-1")).size(), 100u * 3);
  EXPECT_EQ(searches_, 1);
}

TEST_F(SitemapsTest, AreMadeOnceInTenMinutesAndWhatWasClosedFallsOut) {
  vacancies_ = 2;
  Sitemaps sitemaps(kOrigin);
  EXPECT_EQ(LocationsIn(Text(sitemaps, "vacancies-1")).size(), 6u);
  vacancies_ = 1;
  EXPECT_EQ(LocationsIn(Text(sitemaps, "vacancies-1", kNow + absl::Seconds(599))).size(), 6u);
  EXPECT_EQ(searches_, 1);
  EXPECT_EQ(LocationsIn(Text(sitemaps, "vacancies-1", kNow + absl::Minutes(10))).size(), 3u);
  EXPECT_EQ(searches_, 2);
}

TEST_F(SitemapsTest, AFailureIsSaidAndNotKept) {
  vacancies_ = 1;
  failure_ = Error(ERROR_REASON_UNAVAILABLE);
  Sitemaps sitemaps(kOrigin);
  EXPECT_EQ(ReasonOf(Find(sitemaps, "").status()), ERROR_REASON_UNAVAILABLE);
  EXPECT_NE(Text(sitemaps, "pages"), "") << "nobody is asked for these";
  failure_ = absl::OkStatus();
  EXPECT_EQ(LocationsIn(Text(sitemaps, "")).size(), 2u);
}

// While one request makes them.
TEST_F(SitemapsTest, OneMakesThemAndTheOthersDoNotWait) {
  vacancies_ = 1;
  absl::Notification asked, go;
  std::optional<std::string> made;
  Sitemaps sitemaps(kOrigin);
  const Transport slow = [&](rpc::Forwarder::Outgoing call) {
    asked.Notify();
    go.WaitForNotification();
    return Search(call);
  };
  std::thread one([&] {
    const auto found =
        sitemaps.Find("vacancies-1", {slow, RequestContext(), "en", absl::InfiniteFuture()}, kNow);
    if (found.ok()) made = (*found)->body;
  });
  asked.WaitForNotification();
  const auto other = Find(sitemaps, "vacancies-1");
  EXPECT_EQ(ReasonOf(other.status()), ERROR_REASON_OVERLOADED);
  EXPECT_GT(RetryAfter(other.status()), absl::ZeroDuration());
  go.Notify();
  one.join();
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(LocationsIn(*made).size(), 3u);
}

TEST_F(SitemapsTest, WhileTheyAreMadeAnewTheOldOnesAreShownButNotForEver) {
  vacancies_ = 1;
  Sitemaps sitemaps(kOrigin);
  const std::string old = Text(sitemaps, "vacancies-1");
  absl::Notification asked, go;
  const Transport slow = [&](rpc::Forwarder::Outgoing call) {
    asked.Notify();
    go.WaitForNotification();
    return Search(call);
  };
  const absl::Time later = kNow + absl::Minutes(10);
  std::thread one([&] {
    EXPECT_TRUE(
        sitemaps.Find("vacancies-1", {slow, RequestContext(), "en", absl::InfiniteFuture()}, later).ok());
  });
  asked.WaitForNotification();
  EXPECT_EQ(Text(sitemaps, "vacancies-1", later), old);
  EXPECT_EQ(ReasonOf(Find(sitemaps, "vacancies-1", kNow + absl::Minutes(20)).status()),
            ERROR_REASON_OVERLOADED);
  go.Notify();
  one.join();
}

TEST_F(SitemapsTest, AnAddressIsTextAndWithoutOneThereIsNone) {
  Sitemaps strange("https://a&b.example"), none("");
  EXPECT_NE(Text(strange, "pages").find("<loc>https://a&amp;b.example/ar/</loc>"), std::string::npos);
  for (const char* const name : {"", "pages", "vacancies-1"})
    EXPECT_EQ(ReasonOf(Find(none, name).status()), ERROR_REASON_NOT_FOUND) << name;
  EXPECT_EQ(searches_, 0);
}

}  // namespace
}  // namespace tabadul::web::pages

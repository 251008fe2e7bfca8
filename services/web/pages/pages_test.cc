#include "services/web/pages/pages.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/synchronization/mutex.h"
#include "lib/transcode/openapi.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

using common::v1::ERROR_REASON_NOT_FOUND;
using common::v1::ERROR_REASON_UNAVAILABLE;

constexpr char kVacancy[] = "/fr/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718";

// Services that answer with what they are told to, and remember the last call.
class FakeServices {
 public:
  Transport transport() {
    return [this](rpc::Forwarder::Outgoing call) -> absl::StatusOr<std::string> {
      absl::MutexLock lock(&mutex_);
      last_ = std::move(call);
      return answer_;
    };
  }
  void Answer(absl::StatusOr<std::string> answer) {
    absl::MutexLock lock(&mutex_);
    answer_ = std::move(answer);
  }
  rpc::Forwarder::Outgoing last() {
    absl::MutexLock lock(&mutex_);
    return last_;
  }

 private:
  absl::Mutex mutex_;
  absl::StatusOr<std::string> answer_ = std::string();  // an empty message of any kind
  rpc::Forwarder::Outgoing last_;
};

int Count(std::string_view text, std::string_view part) {
  int count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++count;
  return count;
}

class PagesTest : public ::testing::Test {
 protected:
  http::Response Answered(const http::Request& request) {
    const auto answer = std::make_shared<KeptAnswer>();
    pages_.Handle(request, answer);
    return answer->Wait();
  }
  std::string Sent(std::string_view name) {
    for (const auto& [given, value] : services_.last().metadata) {
      if (given == name) return value;
    }
    return "";
  }

  FakeServices services_;
  Pages pages_{
      Compiled(), services_.transport(), {.origin = "https://jobs.example/", .workers = 2, .queue = 8}};
};

TEST_F(PagesTest, TheRootLeadsToTheVisitorsLanguage) {
  const auto french = Answered(Get("/", {{"accept-language", "fr-MA, en;q=0.5"}}));
  EXPECT_EQ(french.status, 302);
  EXPECT_EQ(french.fields.Get("location"), "/fr/");
  EXPECT_NE(french.fields.Get("vary").find("Accept-Language"), std::string::npos);
  EXPECT_EQ(Answered(Get("/")).fields.Get("location"), "/en/");
  EXPECT_EQ(Answered(Get("/ar")).fields.Get("location"), "/ar/");
}

TEST_F(PagesTest, TheAddressDecidesInWhichLanguageTheServicesAnswer) {
  EXPECT_EQ(Answered(Get("/ar/vacancies?q=x", {{"accept-language", "fr"}, {"x-request-id", "r-1"}})).status,
            200);
  EXPECT_EQ(services_.last().method, "/tabadul.jobs.v1.JobsService/SearchVacancies");
  EXPECT_EQ(Sent("accept-language"), "ar");
  EXPECT_EQ(Sent("x-request-id"), "r-1");
}

TEST_F(PagesTest, WhatAFormSendsIsMovedToTheAddressOfTheSearch) {
  const auto moved = Answered(Get(
      "/ar/vacancies?q=%D8%B7%D8%A8%D9%8A%D8%A8&country=SA&pay=&currency=USD&unit=MONTH&since=&education="));
  EXPECT_EQ(moved.status, 302);
  EXPECT_EQ(moved.fields.Get("location"), "/ar/vacancies?q=%D8%B7%D8%A8%D9%8A%D8%A8&country=SA");
  EXPECT_EQ(Answered(Get("/ar/trainings?q=")).fields.Get("location"), "/ar/trainings");
  EXPECT_EQ(services_.last().method, "") << "no service was asked";
  EXPECT_EQ(Answered(Get("/ar/about?q=")).status, 200);
}

TEST_F(PagesTest, WhatWasSearchedForIsNotLostWithAnError) {
  services_.Answer(Error(ERROR_REASON_UNAVAILABLE));
  const auto page = Answered(Get("/fr/trainings?q=soudure&free=1"));
  EXPECT_EQ(page.status, 503);
  EXPECT_NE(page.body.find("value=\"soudure\""), std::string::npos);
  EXPECT_NE(page.body.find("action=\"/fr/trainings\""), std::string::npos);
  EXPECT_NE(page.body.find("href=\"/ar/trainings?q=soudure&amp;free=1\""), std::string::npos);
}

TEST_F(PagesTest, APageMayLoadNothingButOurOwn) {
  const auto page = Answered(Get("/en/about"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.fields.Count("content-security-policy"), 1u);
  const std::string policy(page.fields.Get("content-security-policy"));
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'self'")) << policy;
  EXPECT_NE(policy.find("; script-src 'self'; connect-src 'self'; "), std::string::npos) << policy;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(page.fields.Get("x-content-type-options"), "nosniff");
  EXPECT_EQ(page.fields.Get("content-language"), "en");
  EXPECT_EQ(page.fields.Get("content-type"), "text/html; charset=utf-8");
}

TEST_F(PagesTest, SearchEnginesAreToldWholeAddresses) {
  const std::string body = Answered(Get("/en/about")).body;
  EXPECT_NE(body.find("rel=\"canonical\" href=\"https://jobs.example/en/about\""), std::string::npos);
  EXPECT_EQ(Answered(Get("/en/nothing")).body.find("canonical"), std::string::npos);
}

TEST_F(PagesTest, SearchEnginesAreToldWhichPagesThereAre) {
  EXPECT_NE(Answered(Get("/robots.txt")).body.find("\nSitemap: https://jobs.example/sitemap.xml\n"),
            std::string::npos);
  const auto sitemap = Answered(Get("/sitemap.xml"));
  EXPECT_EQ(sitemap.status, 200);
  EXPECT_EQ(sitemap.fields.Get("content-type"), "application/xml; charset=utf-8");
  EXPECT_EQ(sitemap.fields.Get("cache-control"), "public, max-age=600");
  EXPECT_NE(sitemap.body.find("<loc>https://jobs.example/sitemap-pages.xml</loc>"), std::string::npos);
  EXPECT_NE(Answered(Get("/sitemap-pages.xml")).body.find("<loc>https://jobs.example/ar/about</loc>"),
            std::string::npos);
  EXPECT_EQ(Answered(Get("/sitemap-nothing.xml")).status, 404);
}

TEST_F(PagesTest, SearchEnginesAreToldOfVacanciesInNobodysName) {
  jobs::v1::SearchVacanciesResponse found;
  found.add_vacancies()->set_hub_id("4f1c2a9be07d4c55a1b2c3d4e5f60718");
  services_.Answer(found.SerializeAsString());
  const auto vacancies = Answered(
      Get("/sitemap-vacancies-1.xml", {{"authorization", "Bearer x"}, {"x-tabadul-certificate", "abc"}}));
  EXPECT_EQ(vacancies.status, 200);
  EXPECT_NE(vacancies.body.find("<loc>https://jobs.example" + std::string(kVacancy) + "</loc>"),
            std::string::npos);
  EXPECT_EQ(services_.last().method, "/tabadul.jobs.v1.JobsService/SearchVacancies");
  EXPECT_EQ(Sent("authorization"), "");
  EXPECT_EQ(Sent("x-tabadul-certificate"), "none");
}

TEST(PagesWithoutOrigin, HaveNoSitemapAndNameNone) {
  FakeServices services;
  Pages pages(Compiled(), services.transport(), {.workers = 1, .queue = 1});
  const auto sitemap = std::make_shared<KeptAnswer>(), robots = std::make_shared<KeptAnswer>();
  pages.Handle(Get("/sitemap.xml"), sitemap);
  EXPECT_EQ(sitemap->Wait().status, 404);
  pages.Handle(Get("/robots.txt"), robots);
  EXPECT_EQ(robots->Wait().body.find("Sitemap"), std::string::npos);
}

TEST_F(PagesTest, DevelopersAreShownACallThatWorksHere) {
  const std::string body = Answered(Get("/ar/developers")).body;
  EXPECT_NE(body.find("https://jobs.example/v1/vacancies:search?query=nurse&amp;countries=MA"),
            std::string::npos);
  EXPECT_NE(body.find("href=\"/ar/developers/reference\""), std::string::npos);
  EXPECT_NE(body.find("href=\"/openapi.json\""), std::string::npos);
  EXPECT_NE(Answered(Get("/fr/about")).body.find("href=\"/fr/developers\""), std::string::npos)
      << "the foot leads there";
}

TEST(PagesReference, IsTheSameForEverybodyFromTheStart) {
  FakeServices services;
  Pages pages(Compiled(), services.transport(),
              {.origin = "https://jobs.example", .openapi = transcode::OpenApi(), .workers = 1, .queue = 1});
  for (const std::string_view language : kLanguages) {
    const std::string path = "/" + std::string(language) + "/developers/reference";
    const auto answered = [&](const http::Request& request) {
      const auto answer = std::make_shared<KeptAnswer>();
      pages.Handle(request, answer);
      EXPECT_TRUE(answer->sent()) << "nobody is waited for";
      return answer->Wait();
    };
    const auto page = answered(Get(path, {{"accept-language", "en"}}));
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.fields.Get("content-language"), language);
    EXPECT_NE(page.body.find("id=\"JobsService_SearchVacancies\""), std::string::npos) << path;
    EXPECT_NE(page.body.find("rel=\"canonical\" href=\"https://jobs.example" + path + "\""),
              std::string::npos);
    EXPECT_EQ(Count(page.body, "<script"), 1) << "ours";
    EXPECT_TRUE(page.fields.Get("content-security-policy").starts_with("default-src 'none'; style-src"));
    EXPECT_LT(answered(Get(path, {{"accept-encoding", "gzip"}})).body.size(), page.body.size() / 3);
    const std::string tag(page.fields.Get("etag"));
    EXPECT_EQ(answered(Get(path, {{"if-none-match", tag}})).status, 304);
  }
}

TEST_F(PagesTest, WithoutADescriptionOfTheApiThereIsNoReference) {
  EXPECT_EQ(Answered(Get("/en/developers/reference")).status, 404);
}

TEST_F(PagesTest, AnUnchangedPageIsNotSentTwice) {
  const auto first = Answered(Get("/en/about"));
  const std::string tag(first.fields.Get("etag"));
  EXPECT_FALSE(tag.empty());
  const auto again = Answered(Get("/en/about", {{"if-none-match", tag}}));
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(Answered(Get("/fr/about", {{"if-none-match", tag}})).status, 200);
}

TEST_F(PagesTest, WhatIsNotThereIsSaidInThePagesLanguage) {
  const auto unknown = Answered(Get("/fr/rien"));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_NE(unknown.body.find("Cette page n’existe pas"), std::string::npos);
  EXPECT_EQ(unknown.body.find("rien<"), std::string::npos) << "nothing of the address is repeated";
  EXPECT_EQ(unknown.body.find("Référence technique"), std::string::npos) << "it is no fault of ours";
  services_.Answer(Error(ERROR_REASON_NOT_FOUND, {{"id", "4f"}}));
  EXPECT_EQ(Answered(Get(kVacancy)).status, 404);
  EXPECT_NE(Answered(Get("/nothing", {{"accept-language", "ar"}})).body.find("هذه الصفحة غير موجودة"),
            std::string::npos);
}

TEST_F(PagesTest, AServiceThatIsAwayIsAPageThatSaysWhatToDo) {
  services_.Answer(Error(ERROR_REASON_UNAVAILABLE, {{"part", "index"}}));
  for (const char* path : {"/fr/", "/fr/vacancies", "/fr/trainings", "/fr/practices", "/fr/statistics",
                           "/fr/statistics/DF_A", "/fr/statistics/countries/MA", "/fr/sources", kVacancy}) {
    const auto page = Answered(Get(path));
    EXPECT_EQ(page.status, 503) << path;
    EXPECT_EQ(page.fields.Get("retry-after"), "5") << path;
    EXPECT_NE(page.body.find("Patientez quelques secondes"), std::string::npos) << path;
  }
  services_.Answer(WithRetry(Error(ERROR_REASON_UNAVAILABLE), absl::Seconds(30)));
  EXPECT_EQ(Answered(Get("/fr/")).fields.Get("retry-after"), "30");
}

TEST_F(PagesTest, AFaultIsMaskedAndHasANumber) {
  services_.Answer(Internal("the secret detail"));
  const auto page = Answered(Get("/en/vacancies"));
  EXPECT_EQ(page.status, 500);
  EXPECT_EQ(page.body.find("secret"), std::string::npos);
  EXPECT_NE(page.body.find("Technical reference:"), std::string::npos);
  services_.Answer(std::string("\xff\xff\xff"));
  EXPECT_EQ(Answered(Get("/en/vacancies")).status, 500) << "an answer that does not parse";
}

TEST_F(PagesTest, PagesAreReadAndNothingElse) {
  http::Request post = Get("/en/vacancies");
  post.method = "POST";
  const auto refused = Answered(post);
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.fields.Get("allow"), "GET, HEAD");
  post.method = "HEAD";
  EXPECT_EQ(Answered(post).status, 200);
  http::Request nowhere = Get("/en/nothing");
  nowhere.method = "POST";
  EXPECT_EQ(Answered(nowhere).status, 404) << "no other method would do";
}

TEST_F(PagesTest, StyleScriptAndImagesAreKeptForEverUnderTheirDigest) {
  const std::string page = Answered(Get("/en/about")).body;
  for (const auto& [before, type] : {std::pair("rel=\"stylesheet\" href=\"", "text/css"),
                                     std::pair("type=\"module\" src=\"", "text/javascript")}) {
    const size_t at = page.find(before);
    ASSERT_NE(at, std::string::npos) << before;
    const size_t begin = at + std::string_view(before).size();
    const auto file = Answered(Get(page.substr(begin, page.find('"', begin) - begin)));
    EXPECT_EQ(file.status, 200) << before;
    EXPECT_EQ(file.fields.Get("content-type"), std::string(type) + "; charset=utf-8");
    EXPECT_EQ(file.fields.Get("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(file.fields.Count("cache-control"), 1u);
    EXPECT_LT(file.body.size(), 20'000u) << before;
  }
  EXPECT_EQ(Answered(Get("/assets/portal.css")).status, 404);
  EXPECT_EQ(Answered(Get("/assets/../portal.css")).status, 404);
  EXPECT_EQ(Answered(Get("/favicon.svg")).fields.Get("content-type"), "image/svg+xml");
  EXPECT_NE(Answered(Get("/robots.txt")).body.find("Disallow: /v1/"), std::string::npos);
}

// Each page is complete by itself: one script of ours may add to it, no script and no style is in it, nothing is from elsewhere.
TEST_F(PagesTest, NoPageNeedsAScript) {
  for (const char* path : {"/ar/", "/ar/vacancies", "/ar/trainings", "/ar/practices", kVacancy,
                           "/ar/statistics", "/ar/statistics/DF_A", "/ar/statistics/countries/MA",
                           "/ar/sources", "/ar/about", "/ar/privacy", "/ar/developers", "/ar/x"}) {
    const std::string body = Answered(Get(path)).body;
    EXPECT_EQ(Count(body, "<script type=\"module\" src=\"/assets/portal."), 1) << path;
    EXPECT_EQ(Count(body, "<script"), 1 + Count(body, "<script type=\"application/ld+json\">")) << path;
    EXPECT_EQ(body.find("<style"), std::string::npos) << path;
    EXPECT_EQ(body.find("style=\""), std::string::npos) << path;
    EXPECT_NE(body.find("<h1"), std::string::npos) << path;
    EXPECT_EQ(body.find("<h1", body.find("<h1") + 1), std::string::npos) << path << ": one heading";
    EXPECT_NE(body.find("<main id=\"content\""), std::string::npos) << path;
  }
}

TEST(PagesQueue, WhenAllAreBusyAndEnoughWaitTheOthersAreToldAtOnce) {
  absl::Notification asked, go;
  Transport slow = [&](rpc::Forwarder::Outgoing) -> absl::StatusOr<std::string> {
    if (!asked.HasBeenNotified()) asked.Notify();
    go.WaitForNotification();
    return std::string();
  };
  Pages pages(Compiled(), slow, {.workers = 1, .queue = 1});
  const auto working = std::make_shared<KeptAnswer>(), waiting = std::make_shared<KeptAnswer>(),
             shed = std::make_shared<KeptAnswer>(), plain = std::make_shared<KeptAnswer>();
  pages.Handle(Get("/en/vacancies"), working);
  asked.WaitForNotification();
  pages.Handle(Get("/en/vacancies"), waiting);
  pages.Handle(Get("/en/vacancies"), shed);
  EXPECT_EQ(shed->Wait().status, 503);
  EXPECT_EQ(shed->Wait().fields.Get("retry-after"), "5");
  pages.Handle(Get("/en/about"), plain);
  EXPECT_EQ(plain->Wait().status, 200) << "what asks no service is answered all the same";
  go.Notify();
  EXPECT_EQ(working->Wait().status, 200);
  EXPECT_EQ(waiting->Wait().status, 200);
}

// Pages that are shown again for a minute.
class KeptPagesTest : public PagesTest {
 protected:
  KeptPagesTest() {
    services_.Answer(VacancyNamed("Infirmier"));
    EXPECT_EQ(Shown(Get(kVacancy)).status, 200);
    services_.Answer(VacancyNamed("Soudeur"));
  }
  static std::string VacancyNamed(std::string_view title) {
    jobs::v1::GetVacancyResponse response;
    auto& view = *response.mutable_vacancy();
    view.set_lifecycle(exchange::v1::LIFECYCLE_OPEN);
    auto& text = *view.mutable_vacancy()->mutable_title()->add_translations();
    text.set_language("fr");
    text.set_text(std::string(title));
    return response.SerializeAsString();
  }
  http::Response Shown(const http::Request& request) {
    const auto answer = std::make_shared<KeptAnswer>();
    keeping_.Handle(request, answer);
    return answer->Wait();
  }
  bool IsAnew(const http::Request& request) {
    return Shown(request).body.find("Soudeur") != std::string::npos;
  }

  Pages keeping_{
      Compiled(), services_.transport(), {.workers = 2, .queue = 8, .kept = {.age = absl::Minutes(1)}}};
};

TEST_F(KeptPagesTest, AreThoseOfTheSameAddress) {
  const auto again = Shown(Get(kVacancy, {{"x-request-id", "r-2"}}));
  EXPECT_NE(again.body.find("Infirmier"), std::string::npos);
  EXPECT_EQ(again.fields.Get("x-request-id"), "r-2") << "the head is the visitor's own";
  EXPECT_EQ(again.fields.Get("content-language"), "fr");
  EXPECT_EQ(Shown(Get(kVacancy, {{"if-none-match", std::string(again.fields.Get("etag"))}})).status, 304);
  EXPECT_EQ(Shown(Get(kVacancy, {{"accept-encoding", "gzip"}})).fields.Get("content-encoding"), "gzip");
  EXPECT_TRUE(IsAnew(Get("/en/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718")));
}

TEST_F(KeptPagesTest, AreNotShownToWhoMaySeeMore) {
  EXPECT_TRUE(IsAnew(Get(kVacancy, {{"authorization", "Bearer x"}})));
  EXPECT_TRUE(IsAnew(Get(kVacancy, {{"x-tabadul-certificate", std::string(43, 'c')}})));
  EXPECT_FALSE(IsAnew(Get(kVacancy))) << "nor is what he saw shown to others";
}

TEST_F(KeptPagesTest, DifferByTheDigitsThatTheirReadersPrefer) {
  constexpr char kArabic[] = "/ar/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718";
  services_.Answer(VacancyNamed("Infirmier"));
  Shown(Get(kArabic));
  services_.Answer(VacancyNamed("Soudeur"));
  EXPECT_FALSE(IsAnew(Get(kArabic)));
  EXPECT_TRUE(IsAnew(Get(kArabic, {{"cookie", "digits=arab"}})));
}

TEST_F(KeptPagesTest, AreNeverErrors) {
  constexpr char kAnother[] = "/fr/vacancies/00000000000000000000000000000001";
  services_.Answer(Error(ERROR_REASON_NOT_FOUND));
  EXPECT_EQ(Shown(Get(kAnother)).status, 404);
  services_.Answer(VacancyNamed("Soudeur"));
  EXPECT_EQ(Shown(Get(kAnother)).status, 200);
}

}  // namespace
}  // namespace tabadul::web::pages

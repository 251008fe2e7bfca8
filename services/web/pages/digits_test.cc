#include "services/web/pages/digits.h"

#include <gtest/gtest.h>

#include "services/web/pages/every_page.h"
#include "services/web/pages/pages.h"
#include "services/web/pages/visible_text.h"

namespace tabadul::web::pages {
namespace {

using messages::Digits;

http::Fields Cookies(std::initializer_list<const char*> values) {
  http::Fields fields;
  for (const char* const value : values) fields.Add("Cookie", value);
  return fields;
}

TEST(Digits, AreThoseOfTheCookieInArabicAlone) {
  EXPECT_EQ(DigitsOf("ar", Cookies({"digits=arab"})), Digits::kArabic);
  EXPECT_EQ(DigitsOf("ar", Cookies({"a=b; digits=arab ; c=d"})), Digits::kArabic);
  EXPECT_EQ(DigitsOf("ar", Cookies({"a=b", "digits=arab"})), Digits::kArabic);
  EXPECT_EQ(DigitsOf("en", Cookies({"digits=arab"})), Digits::kLatin);
  for (const char* const none :
       {"", "digits=", "digits=latn", "digits=ARAB", "xdigits=arab", "digits=arabx", "a=digits=arab"})
    EXPECT_EQ(DigitsOf("ar", Cookies({none})), Digits::kLatin) << none;
  EXPECT_EQ(DigitsOf("ar", {}), Digits::kLatin);
}

TEST(Digits, AreKeptForAYearOrForgotten) {
  const DigitsForm arabic = ReadDigitsForm("ar", "back=%2Far%2Fabout&digits=arab");
  EXPECT_EQ(arabic.cookie, "digits=arab; Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(arabic.back, "/ar/about");
  EXPECT_EQ(ReadDigitsForm("ar", "digits=latn").cookie,
            "digits=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax");
  for (const char* const none : {"", "digits=", "digits=thai", "digits", "{\"digits\": \"arab\"}"})
    EXPECT_EQ(ReadDigitsForm("ar", none).cookie, "") << none;
}

TEST(Digits, TheFormLeadsBackToThePortalAndNowhereElse) {
  const auto back = [](const std::string& address) {
    return ReadDigitsForm("ar", Query().With("back", address).ToString()).back;
  };
  for (const char* const ours :
       {"/ar/", "/fr/vacancies", "/ar/vacancies?q=%D8%B7%D8%A8%D9%8A%D8%A8&country=SA", "/ar/system/runs"})
    EXPECT_EQ(back(ours), ours);
  for (const char* const other :
       {"", "https://evil.example/", "//evil.example/ar/", "/\\evil.example/ar/", "\\\\evil.example",
        "ar/about", "/xx/about", "/v1/jwks", "/assets/portal.css", "javascript:alert(1)", "/ar/a b",
        "/ar/\r\nset-cookie: a=b", "/ar/\t", "/ar/é"})
    EXPECT_EQ(back(other), "/ar/") << other;
  EXPECT_EQ(ReadDigitsForm("ar", "back=%2Far%2Fabout&x=" + std::string(20'000, 'a')).back, "/ar/")
      << "no form of ours";
}

class DigitsOfPages : public ::testing::Test {
 protected:
  http::Response Answered(const http::Request& request) {
    const auto answer = std::make_shared<KeptAnswer>();
    pages_.Handle(request, answer);
    return answer->Wait();
  }
  static http::Request Post(std::string target, std::string body) {
    http::Request request = Get(std::move(target), {{"content-type", "application/x-www-form-urlencoded"}});
    request.method = "POST";
    request.body = std::move(body);
    return request;
  }

  // Of 12 vacancies.
  Pages pages_{Compiled(),
               [](rpc::Forwarder::Outgoing) -> absl::StatusOr<std::string> {
                 jobs::v1::SearchVacanciesResponse found;
                 found.set_total_size(12);
                 return found.SerializeAsString();
               },
               {.origin = "https://jobs.example", .openapi = transcode::OpenApi(), .workers = 1, .queue = 8}};
};

TEST_F(DigitsOfPages, AreChosenInTheFootOfArabicPages) {
  const std::string body = Answered(Get("/ar/vacancies?country=SA")).body;
  EXPECT_NE(body.find("<form class=\"digits\" action=\"/ar/digits\" method=\"post\">"), std::string::npos);
  EXPECT_NE(body.find("name=\"back\" value=\"/ar/vacancies?country=SA\""), std::string::npos);
  EXPECT_NE(body.find("name=\"digits\" value=\"arab\""), std::string::npos);
  for (const char* const path : {"/en/vacancies", "/fr/about", "/ar/developers/reference"}) {
    const auto page = Answered(Get(path, {{"cookie", "digits=arab"}}));
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(page.body.find("class=\"digits\""), std::string::npos) << path;
  }
}

TEST_F(DigitsOfPages, TheFormSetsTheCookieAndLeadsBack) {
  const auto set = Answered(Post("/ar/digits", "back=%2Far%2Fvacancies%3Fcountry%3DSA&digits=arab"));
  EXPECT_EQ(set.status, 303);
  EXPECT_EQ(set.fields.Get("location"), "/ar/vacancies?country=SA");
  EXPECT_TRUE(set.fields.Get("set-cookie").starts_with("digits=arab; "));
  EXPECT_EQ(set.fields.Get("cache-control"), "no-store");
  EXPECT_EQ(Answered(Post("/ar/digits", "what=this")).fields.Count("set-cookie"), 0u);
  const auto read = Answered(Get("/ar/digits"));
  EXPECT_EQ(read.status, 405);
  EXPECT_EQ(read.fields.Get("allow"), "POST");
}

TEST_F(DigitsOfPages, AnArabicPageIsKeptForEachChoice) {
  const auto latin = Answered(Get("/ar/vacancies")),
             arabic = Answered(Get("/ar/vacancies", {{"cookie", "digits=arab"}}));
  EXPECT_NE(latin.body.find("عُثر على 12 وظيفة شاغرة"), std::string::npos);
  EXPECT_NE(arabic.body.find("عُثر على ١٢ وظيفة شاغرة"), std::string::npos);
  EXPECT_NE(arabic.body.find("name=\"digits\" value=\"latn\""), std::string::npos);
  for (const auto* const page : {&latin, &arabic}) {
    EXPECT_EQ(page->fields.Count("vary"), 1u);
    EXPECT_TRUE(page->fields.Get("vary").ends_with(", Cookie"));
    EXPECT_EQ(page->fields.Get("cache-control"), "no-cache");
  }
  const std::string tag(latin.fields.Get("etag"));
  EXPECT_NE(tag, arabic.fields.Get("etag"));
  EXPECT_EQ(Answered(Get("/ar/vacancies", {{"if-none-match", tag}})).status, 304);
  EXPECT_EQ(Answered(Get("/ar/vacancies", {{"if-none-match", tag}, {"cookie", "digits=arab"}})).status, 200);
  for (const char* const path : {"/en/vacancies", "/favicon.svg", "/ar/developers/reference"})
    EXPECT_EQ(Answered(Get(path)).fields.Get("vary").find("Cookie"), std::string_view::npos) << path;
}

TEST_F(DigitsOfPages, NoOtherCookieIsSet) {
  for (const char* const path : {"/", "/ar/", "/ar/vacancies", "/ar/about", "/ar/nothing", "/favicon.svg"})
    EXPECT_EQ(Answered(Get(path, {{"cookie", "digits=arab"}})).fields.Count("set-cookie"), 0u) << path;
}

// Code lists, addresses and what records say keep theirs.
TEST(Digits, EveryNumberOfAPageIsWrittenWithThem) {
  EveryPage pages("ar", Digits::kArabic, {.text = "نص", .code = "رمز"});
  const auto names = pages.NamesOfLists();
  size_t numbers = 0;
  for (const auto& [name, html] : pages.OfRecords()) {
    const VisibleTexts visible(html, "ar");
    for (const std::string& text : visible.texts()) {
      if (names.contains(text) || text == "اكتب الأرقام هكذا: 123") continue;
      EXPECT_EQ(text.find_first_of("0123456789"), std::string::npos) << name << ": " << text;
      for (const char* const digit : {"١", "٢", "٦"})
        numbers += text.find(digit) == std::string::npos ? 0 : 1;
    }
  }
  EXPECT_GT(numbers, 50u);
}

}  // namespace
}  // namespace tabadul::web::pages

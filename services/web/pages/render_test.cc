#include "services/web/pages/render.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <set>

#include "embed/portal_templates.h"
#include "lib/transcode/openapi.h"
#include "services/web/pages/every_page.h"
#include "services/web/pages/home_page.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/plain_pages.h"
#include "services/web/pages/practice_page.h"
#include "services/web/pages/practices_page.h"
#include "services/web/pages/reference_page.h"
#include "services/web/pages/samples.h"
#include "services/web/pages/sources_page.h"
#include "services/web/pages/training_page.h"
#include "services/web/pages/trainings_page.h"
#include "services/web/pages/vacancies_page.h"
#include "services/web/pages/vacancy_page.h"

namespace tabadul::web::pages {
namespace {

constexpr char kCode[] = "\"'><script>alert('x')</script><img src=x onerror=alert(1)> javascript:alert(2)";

std::string HostileText() {
  return std::string(kCode) + "\u202E\u2066" + std::string(5000, 'w') + "\nline\n\nend";
}

template <class Message>
Message Hostile() {
  Message message;
  FillAll(message, HostileText(), kCode);
  return message;
}

struct Named {
  std::string name, html;
};

// Every page there is, made of texts that want to be more than that.
std::vector<Named> HostilePages(const std::string& language) {
  std::vector<Named> all;
  const auto add = [&](const char* name, const Asked& asked, absl::StatusOr<Page> page) {
    ASSERT_TRUE(page.ok()) << name << page.status();
    all.push_back({name, HtmlOf(*std::move(page), asked)});
  };
  const std::string escaped =
      Query().With("q", HostileText()).With("country", kCode).With("city", kCode).ToString();
  const Asked vacancies = Ask(language, "/vacancies", escaped),
              trainings = Ask(language, "/trainings", escaped),
              practices = Ask(language, "/practices", escaped);
  const Asked home = Ask(language, "/"),
              record = Ask(language, "/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  const auto found = Hostile<jobs::v1::SearchVacanciesResponse>();
  const auto sources = Hostile<exchange::v1::ListSourcesResponse>();
  add("vacancies", vacancies, VacanciesPage(vacancies, found));
  add("trainings", trainings, TrainingsPage(trainings, Hostile<jobs::v1::SearchTrainingOffersResponse>()));
  add("practices", practices,
      PracticesPage(practices, Hostile<statistics::v1::SearchGoodPracticesResponse>()));
  add("practice", record, PracticePage(record, Hostile<statistics::v1::GoodPracticeView>()));
  add("home", home, HomePage(home, found, 7));
  add("vacancy", record, VacancyPage(record, Hostile<jobs::v1::VacancyView>()));
  add("training", record, TrainingPage(record, Hostile<jobs::v1::TrainingOfferView>()));
  add("sources", home, SourcesPage(home, sources, sources));
  for (auto& page :
       EveryPage(language, messages::Digits::kLatin, {.text = HostileText(), .code = kCode}).OfStatistics())
    all.push_back({page.name, page.html});
  add("about", home, AboutPage(home));
  add("privacy", home, PrivacyPage(home));
  add("developers", home, DevelopersPage(home, "https://jobs.example"));
  add("reference", home, ReferencePage(home, transcode::OpenApi()));
  add("error", vacancies, ErrorPage(500, vacancies, kCode));
  Violations v;
  v.Add("query", common::v1::ERROR_REASON_UNKNOWN_CODE, {{"scheme", kCode}, {"code", kCode}});
  add("problems", vacancies, VacanciesPage(vacancies, v.ToStatus()));
  return all;
}

TEST(Render, EveryTemplateCompilesInEveryLanguage) {
  const auto made = Templates::Make();
  EXPECT_TRUE(made.ok()) << made.status();
}

TEST(Render, HostileTextIsTextOnEveryPage) {
  for (const std::string_view language : kLanguages) {
    for (const Named& page : HostilePages(std::string(language))) {
      const std::string where = page.name + " in " + std::string(language);
      for (const char* never : {"<script>alert", "<img src=x", "alert('x')</script>", "\u202E"})
        EXPECT_EQ(page.html.find(never), std::string::npos) << where << ": " << never;
    }
  }
}

TEST(Render, PagesHaveNoElementAndNoAttributeButTheirOwn) {
  static const std::set<std::string> known = {
      // Of charts.
      "svg",     "path",     "line",   "text",   "circle",  "rect",   "desc", "defs",    "use",     "a",
      "article", "bdi",      "body",   "br",     "button",  "code",   "dd",   "details", "div",     "dl",
      "dt",      "fieldset", "footer", "form",   "h1",      "h2",     "h3",   "head",    "header",  "html",
      "img",     "input",    "label",  "legend", "li",      "link",   "main", "mark",    "meta",    "nav",
      "ol",      "option",   "p",      "pre",    "section", "select", "span", "strong",  "summary", "table",
      "tbody",   "td",       "th",     "thead",  "time",    "title",  "tr",   "ul"};
  static const RE2 element("<([a-zA-Z][a-zA-Z0-9]*)"), runs("<[^>]*\\s(?:on[a-z]+|style)\\s*="),
      address("(?:href|src|action)=\"([a-z]+):"), quoted("\"[^\"]*\""),
      data("<script type[^>]*>[^<]*</script>");
  for (Named& page : HostilePages("ar")) {
    re2::StringPiece rest(page.html);
    for (std::string word; RE2::FindAndConsume(&rest, address, &word);) EXPECT_EQ(word, "https") << page.name;
    RE2::GlobalReplace(&page.html, data, "");
    RE2::GlobalReplace(&page.html, quoted, "");
    rest = page.html;
    for (std::string name; RE2::FindAndConsume(&rest, element, &name);)
      EXPECT_TRUE(known.contains(name)) << page.name << ": <" << name;
    EXPECT_FALSE(RE2::PartialMatch(page.html, runs)) << page.name;
  }
}

TEST(Render, AnAddressThatRunsLeadsNowhere) {
  const Asked asked = Ask("en", "/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  jobs::v1::VacancyView shown;
  shown.set_lifecycle(exchange::v1::LIFECYCLE_OPEN);
  shown.mutable_vacancy()->set_url("javascript:alert(1)");
  shown.mutable_vacancy()->mutable_application()->set_url("data:text/html,<script>alert(1)</script>");
  const std::string html = HtmlOf(VacancyPage(asked, shown), asked);
  EXPECT_EQ(html.find("href=\"javascript"), std::string::npos);
  EXPECT_EQ(html.find("href=\"data"), std::string::npos);
}

TEST(Render, APageHasItsLanguageAndDirection) {
  const auto html = [](const std::string& language) {
    const Asked asked = Ask(language, "/about");
    return HtmlOf(AboutPage(asked), asked);
  };
  EXPECT_NE(html("ar").find("<html lang=\"ar\" dir=\"rtl\">"), std::string::npos);
  EXPECT_NE(html("en").find("<html lang=\"en\" dir=\"ltr\">"), std::string::npos);
  EXPECT_NE(html("fr").find("<html lang=\"fr\" dir=\"ltr\">"), std::string::npos);
}

TEST(Render, EachPageNamesItselfInTheOtherLanguages) {
  const Asked asked = Ask("fr", "/vacancies", "q=caf%C3%A9&country=MA");
  const std::string html = HtmlOf(*VacanciesPage(asked, jobs::v1::SearchVacanciesResponse()), asked);
  for (const std::string language : {"ar", "en", "fr"}) {
    EXPECT_NE(html.find("hreflang=\"" + language + "\" href=\"https://jobs.example/" + language +
                        "/vacancies?q=caf%C3%A9&amp;country=MA\""),
              std::string::npos)
        << language;
    EXPECT_NE(html.find("<a href=\"/" + language + "/vacancies?q=caf%C3%A9&amp;country=MA\" hreflang"),
              std::string::npos)
        << language << ": the switch keeps the page";
  }
  EXPECT_NE(html.find("hreflang=\"x-default\""), std::string::npos);
  EXPECT_NE(html.find("rel=\"canonical\" href=\"https://jobs.example/fr/vacancies?q="), std::string::npos);
}

TEST(Render, ATextOfAnotherLanguageIsMarkedAsSuch) {
  const Asked asked = Ask("ar", "/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  const auto shown = FromJson<jobs::v1::VacancyView>(R"({"lifecycle": "LIFECYCLE_OPEN", "vacancy": {
    "title": {"translations": [{"language": "fr", "text": "Infirmier"}]},
    "description": {"translations": [{"language": "fr", "text": "Soins"}]}}})");
  const std::string html = HtmlOf(VacancyPage(asked, shown), asked);
  EXPECT_NE(html.find("<h1 lang=\"fr\" dir=\"ltr\">Infirmier</h1>"), std::string::npos);
  EXPECT_NE(html.find("هذا النص غير متاح بالعربية"), std::string::npos);
}

TEST(Render, AVacancyThatIsNotOpenSaysSoAndAsksForNoApplications) {
  const Asked asked = Ask("en", "/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  auto shown = FromJson<jobs::v1::VacancyView>(R"({"lifecycle": "LIFECYCLE_OPEN", "vacancy": {
    "title": {"translations": [{"language": "en", "text": "Nurse"}]}, "url": "https://pes.example/1"}})");
  const std::string open = HtmlOf(VacancyPage(asked, shown), asked);
  shown.set_lifecycle(exchange::v1::LIFECYCLE_EXPIRED);
  const std::string expired = HtmlOf(VacancyPage(asked, shown), asked);
  EXPECT_NE(open.find("application/ld+json"), std::string::npos);
  EXPECT_NE(open.find("How to apply"), std::string::npos);
  EXPECT_EQ(open.find("noindex"), std::string::npos);
  EXPECT_EQ(expired.find("application/ld+json"), std::string::npos);
  EXPECT_EQ(expired.find("How to apply"), std::string::npos);
  EXPECT_NE(expired.find("The last day for applications has passed."), std::string::npos);
  EXPECT_NE(expired.find("noindex"), std::string::npos);
}

TEST(Render, ATrainingOfferThatIsNotOpenIsNoCourse) {
  const Asked asked = Ask("en", "/trainings/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  jobs::v1::TrainingOfferView shown;
  shown.set_lifecycle(exchange::v1::LIFECYCLE_OPEN);
  EXPECT_NE(HtmlOf(TrainingPage(asked, shown), asked).find("application/ld+json"), std::string::npos);
  shown.set_lifecycle(exchange::v1::LIFECYCLE_CLOSED);
  EXPECT_EQ(HtmlOf(TrainingPage(asked, shown), asked).find("application/ld+json"), std::string::npos);
}

TEST(Render, AMachinesWordsAreMarkedAsSuch) {
  constexpr char kMachine[] =
      R"({"translations": [{"language": "en", "text": "Nurse", "method": "TRANSLATION_METHOD_MACHINE"},
                           {"language": "tr", "text": "Hemşire"}]})";
  const std::string text(kMachine);
  const auto marks = [](const std::string& html) {
    int count = 0;
    for (size_t at = 0; (at = html.find("(machine translation)", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  const Asked list = Ask("en", "/vacancies");
  const auto found = FromJson<jobs::v1::SearchVacanciesResponse>(
      R"({"totalSize": "1", "vacancies": [{"hubId": "4f1c2a9be07d4c55a1b2c3d4e5f60718", "title": )" + text +
      "}]}");
  EXPECT_EQ(marks(HtmlOf(*VacanciesPage(list, found), list)), 1);
  const Asked asked = Ask("en", "/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  const auto shown = FromJson<jobs::v1::VacancyView>(
      R"({"lifecycle": "LIFECYCLE_OPEN", "vacancy": {"education": {"text": )" + text +
      R"(}, "application": {"instructions": )" + text + "}}}");
  const std::string html = HtmlOf(VacancyPage(asked, shown), asked);
  EXPECT_EQ(marks(html), 1) << "of the education";
  EXPECT_NE(html.find("Translated by a machine."), std::string::npos) << "of the instructions";
}

TEST(Render, AnEmployerWhoIsNotNamedMayBeVerified) {
  const Asked asked = Ask("en", "/vacancies/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  const auto shown = FromJson<jobs::v1::VacancyView>(
      R"({"vacancy": {"employer": {"anonymous": true, "registerChecked": {"year": 2026, "month": 6, "day": 1}}}})");
  EXPECT_NE(HtmlOf(VacancyPage(asked, shown), asked).find("Verified employer"), std::string::npos);
}

TEST(Render, TheWarningIsThatOfTheKind) {
  const Asked asked = Ask("en", "/trainings/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  jobs::v1::TrainingOfferView shown;
  shown.set_lifecycle(exchange::v1::LIFECYCLE_OPEN);
  shown.mutable_offer()->mutable_entry()->set_experience_months(0);
  const std::string html = HtmlOf(TrainingPage(asked, shown), asked);
  EXPECT_NE(html.find("Pay nobody but the provider"), std::string::npos) << "courses may have a price";
  EXPECT_EQ(html.find("Never pay"), std::string::npos);
  EXPECT_NE(html.find("No experience needed"), std::string::npos);
  EXPECT_EQ(html.find("name=\"description\""), std::string::npos) << "there is none";
}

TEST(Render, ADayOfReceptionIsNotCalledOneOfPublication) {
  const Asked asked = Ask("ar", "/vacancies");
  const auto found = FromJson<jobs::v1::SearchVacanciesResponse>(R"({"totalSize": "1",
    "vacancies": [{"hubId": "4f1c2a9be07d4c55a1b2c3d4e5f60718", "createTime": "2026-06-02T08:00:00Z"}]})");
  const std::string html = HtmlOf(*VacanciesPage(asked, found), asked);
  EXPECT_NE(html.find("تاريخ الإضافة: <time datetime=\"2026-06-02\">"), std::string::npos);
  EXPECT_EQ(html.find("تاريخ النشر: <time"), std::string::npos);
}

TEST(Render, WhatMatchesIsMarked) {
  const Asked asked = Ask("en", "/vacancies", "q=nurse");
  const auto found = FromJson<jobs::v1::SearchVacanciesResponse>(R"({"totalSize": "1",
    "vacancies": [{"hubId": "4f1c2a9be07d4c55a1b2c3d4e5f60718", "occupation": "2221",
                   "title": {"translations": [{"language": "en", "text": "Night nurse"}]}}],
    "matches": [{"title": {"language": "en", "parts": [{"text": "Night "}, {"text": "nurse", "match": true}]}}]})");
  const std::string html = HtmlOf(*VacanciesPage(asked, found), asked);
  EXPECT_NE(html.find("Night <mark>nurse</mark>"), std::string::npos);
  EXPECT_NE(html.find("Nursing professionals"), std::string::npos)
      << "the occupation in the reader's language";
  EXPECT_NE(html.find("1 vacancy found"), std::string::npos);
}

TEST(Render, TheHomeHasATileForEveryMemberState) {
  const Asked asked = Ask("ar", "/");
  const auto found = FromJson<jobs::v1::SearchVacanciesResponse>(R"({"totalSize": "1234", "facets": [
    {"facet": "VACANCY_FACET_COUNTRY", "values": [{"value": "PS", "label": "x", "vacancies": "1234"}]}]})");
  const Page page = HomePage(asked, found, 0);
  EXPECT_EQ(PartsOf(page.view, "TILE").size(), 57u);
  EXPECT_EQ(ValuesOf(page.view, "TILE_ADDRESS"), std::vector<std::string>{"/ar/vacancies?country=PS"});
  const std::string html = HtmlOf(HomePage(asked, found, 0), asked);
  EXPECT_NE(html.find("فلسطين"), std::string::npos);
  EXPECT_NE(html.find("1,234"), std::string::npos);
}

TEST(Render, ArabicNamesOfStatesAreSortedWithoutTheirArticle) {
  const Asked asked = Ask("ar", "/");
  const Page page = HomePage(asked, jobs::v1::SearchVacanciesResponse(), 0);
  const auto names = ValuesOf(page.view, "TILE_NAME");
  const auto place = [&](std::string_view name) { return std::find(names.begin(), names.end(), name); };
  ASSERT_NE(place("البحرين"), names.end());
  EXPECT_LT(place("البحرين"), place("تونس"));
  EXPECT_LT(place("تونس"), place("العراق"));
  EXPECT_EQ(HtmlOf(HomePage(asked, jobs::v1::SearchVacanciesResponse(), 0), asked).find("id=\"fields\""),
            std::string::npos)
      << "no heading over nothing";
}

TEST(Render, WhatStandsSideBySideHasNoMarkBetweenThatCouldEndALine) {
  for (const embed::File& file : embed::portal_templates())
    EXPECT_EQ(file.bytes.find("·"), std::string_view::npos) << file.name << ": a list with the class facts";
}

// The one value that is not escaped by its place escapes itself.
TEST(Render, NothingButTheJsonIsTakenAsItIs) {
  int none = 0;
  for (const embed::File& file : embed::portal_templates()) {
    for (size_t at = 0; (at = file.bytes.find(":none", at)) != std::string_view::npos; ++at) {
      EXPECT_EQ(file.bytes.substr(at - 7, 7), "JSON_LD") << file.name;
      ++none;
    }
  }
  EXPECT_EQ(none, 1);
}

}  // namespace
}  // namespace tabadul::web::pages

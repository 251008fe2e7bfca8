// The texts of the portal: those that its templates and its code name are there, in every language.
#include <gtest/gtest.h>

#include "embed/message_catalogues.h"
#include "embed/portal_templates.h"
#include "lib/platform/messages/catalogue.h"
#include "services/web/pages/country_page.h"
#include "services/web/pages/dataflow_page.h"
#include "services/web/pages/format.h"
#include "services/web/pages/home_page.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/plain_pages.h"
#include "services/web/pages/practice_page.h"
#include "services/web/pages/practices_page.h"
#include "services/web/pages/samples.h"
#include "services/web/pages/sources_page.h"
#include "services/web/pages/statistics_page.h"
#include "services/web/pages/template_texts.h"
#include "services/web/pages/text.h"
#include "services/web/pages/training_page.h"
#include "services/web/pages/trainings_page.h"
#include "services/web/pages/vacancies_page.h"
#include "services/web/pages/vacancy_page.h"

namespace tabadul::web::pages {
namespace {

const messages::Catalogue& All() {
  static const auto* const all =
      new messages::Catalogue(*messages::Catalogue::Make(embed::message_catalogues()));
  return *all;
}

TEST(Texts, EveryTextOfATemplateIsThereInEveryLanguageAndWhole) {
  size_t keys = 0;
  for (const embed::File& file : embed::portal_templates()) {
    for (const std::string& key : TextKeysOf(file.bytes)) {
      ++keys;
      for (const std::string_view language : kLanguages) {
        const messages::Pattern* const text = All().Find(language, "portal." + key);
        ASSERT_NE(text, nullptr) << file.name << " names " << key << ", which is not in " << language;
        EXPECT_TRUE(text->parameters().empty()) << key << " counts or names something: the code must fill it";
      }
    }
  }
  EXPECT_GT(keys, 60u);
}

template <class Message>
Message Full() {
  Message message;
  FillAll(message, "text", "1");
  return message;
}

TEST(Texts, EveryTextOfThePagesIsThere) {
  for (const std::string_view code : kLanguages) {
    const std::string language(code);
    const Asked home = Ask(language, "/");
    const Asked vacancies =
        Ask(language, "/vacancies",
            "q=a&country=SA&education=6&since=7&pay=5&verified=1&visa=1&nofee=1&foreigners=1&exact=1"
            "&time=FULL_TIME&remote=NO&type=CONTRACT&language=ar&occupation=2&industry=Q&city=1&source=x");
    const Asked trainings =
        Ask(language, "/trainings",
            "q=a&country=SA&online=1&from=2026-01-01&until=2026-02-01&free=1&foreigners=1&mode=ONLINE"
            "&level=3&field=07&education=3");
    const Asked practices =
        Ask(language, "/practices",
            "q=a&country=SA&kind=POLICY&topic=YOUTH&evidence=COMPARED&language=ar&source=x&fromyear=2010"
            "&untilyear=2020&exact=1");
    const auto sources = Full<exchange::v1::ListSourcesResponse>();
    for (const auto& page : {VacanciesPage(vacancies, Full<jobs::v1::SearchVacanciesResponse>()),
                             VacanciesPage(vacancies, jobs::v1::SearchVacanciesResponse()),
                             TrainingsPage(trainings, Full<jobs::v1::SearchTrainingOffersResponse>()),
                             PracticesPage(practices, Full<statistics::v1::SearchGoodPracticesResponse>()),
                             PracticesPage(practices, statistics::v1::SearchGoodPracticesResponse())}) {
      ASSERT_TRUE(page.ok());
      ExpectNoKeys(page->view, page->title);
    }
    ExpectNoKeys(HomePage(home, Full<jobs::v1::SearchVacanciesResponse>(), 3).view, "home");
    ExpectNoKeys(VacancyPage(home, Full<jobs::v1::VacancyView>()).view, "vacancy");
    ExpectNoKeys(TrainingPage(home, Full<jobs::v1::TrainingOfferView>()).view, "training");
    ExpectNoKeys(PracticePage(home, Full<statistics::v1::GoodPracticeView>()).view, "practice");
    ExpectNoKeys(SourcesPage(home, sources, sources).view, "sources");
    ExpectNoKeys(StatisticsPage(home, Full<statistics::v1::ListDataflowsResponse>()).view, "statistics");
    ExpectNoKeys(StatisticsPage(home, statistics::v1::ListDataflowsResponse()).view, "no statistics");
    Asked country = home;
    country.id = "MA";
    ExpectNoKeys(CountryPage(country, {Full<statistics::v1::GetTableResponse>()}).view, "country");
    const auto flow = Full<statistics::v1::GetDataflowResponse>();
    const auto table = Full<statistics::v1::GetTableResponse>();
    const auto latest = Full<statistics::v1::GetLatestResponse>();
    ExpectNoKeys(DataflowPage(home, {.flow = flow, .table = table, .latest = {}}, "").view, "lines");
    ExpectNoKeys(DataflowPage(home, {.flow = flow, .table = {}, .latest = latest}, "").view, "ranks");
    ExpectNoKeys(DevelopersPage(home, "https://jobs.example").view, "developers");
    for (const int status : {400, 403, 404, 405, 500, 503, 504})
      ExpectNoKeys(ErrorPage(status, home, "id").view, std::to_string(status));
  }
}

TEST(Texts, NumbersAreCountedInTheSixFormsOfArabic) {
  const auto found = [](int64_t count) { return Format("ar").Counted("vacancies.found", count); };
  EXPECT_EQ(found(0), "لم يُعثر على وظائف شاغرة");
  EXPECT_EQ(found(1), "عُثر على وظيفة شاغرة واحدة");
  EXPECT_EQ(found(2), "عُثر على وظيفتين شاغرتين");
  EXPECT_EQ(found(5), "عُثر على 5 وظائف شاغرة");
  EXPECT_EQ(found(11), "عُثر على 11 وظيفة شاغرة");
  EXPECT_EQ(found(100), "عُثر على 100 وظيفة شاغرة");
}

TEST(Texts, ATemplateIsFilledInItsLanguageAndEscaped) {
  EXPECT_EQ(*FillTexts("<p>{{t:search.button}}</p>{{NAME}}", "fr"), "<p>Rechercher</p>{{NAME}}");
  EXPECT_EQ(EscapeHtml("<a b=\"c\">&'"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;");
  EXPECT_FALSE(FillTexts("{{t:no.such}}", "fr").ok());
  EXPECT_EQ(TextKeysOf("{{t:a.b}} {{X}} {{t:c}}"), (std::vector<std::string>{"a.b", "c"}));
}

}  // namespace
}  // namespace tabadul::web::pages

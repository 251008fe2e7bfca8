#include "services/web/pages/practice_page.h"

#include "services/web/pages/practices_page.h"
#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

constexpr char kDigest[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

// Written in French, and put into Arabic by a machine.
statistics::v1::GoodPracticeView Apprenticeships() {
  return FromJson<statistics::v1::GoodPracticeView>(R"({
    "hubId": "4f1c2a9be07d4c55a1b2c3d4e5f60718", "source": "TN/emploi/practices", "lifecycle": "LIFECYCLE_OPEN",
    "practice": {
      "type": "PRACTICE_TYPE_PROGRAMME", "topics": ["PRACTICE_TOPIC_YOUTH", "PRACTICE_TOPIC_SKILLS"],
      "title": {"translations": [{"language": "ar", "text": "التدرج المهني", "method": "TRANSLATION_METHOD_MACHINE"},
                                 {"language": "fr", "text": "Apprentissage"}]},
      "summary": {"translations": [{"language": "ar", "text": "سنتان في المنشأة.", "method": "TRANSLATION_METHOD_MACHINE"},
                                   {"language": "fr", "text": "Deux ans en entreprise."}]},
      "body": {"translations": [{"language": "fr", "text": "Les entreprises signent un contrat."}]},
      "originalLanguage": "fr", "countries": ["MA", "TN"], "period": {"firstYear": 2016, "lastYear": 2023},
      "evidence": "EVIDENCE_LEVEL_COMPARED",
      "results": [{"name": {"translations": [{"language": "fr", "text": "Insertion"}]}, "value": "1064.5",
                   "baseline": "41.2", "unit": {"translations": [{"language": "fr", "text": "%"}]}, "year": 2022}],
      "attachments": [{"url": "https://travail.example.tn/rapport.pdf", "mediaType": "application/pdf", "language": "fr",
                       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                       "title": {"translations": [{"language": "fr", "text": "Rapport"}]}},
                      {"url": "https://travail.example.tn/loi", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}],
      "licence": {"scheme": "SPDX", "code": "CC-BY-4.0"},
      "office": {"name": {"translations": [{"language": "fr", "text": "Ministère"}]}, "email": "pratiques@travail.example.tn"}}})");
}

std::string Html(const std::string& language, const statistics::v1::GoodPracticeView& shown) {
  const Asked asked = Ask(language, "/practices/4f1c2a9be07d4c55a1b2c3d4e5f60718");
  return HtmlOf(PracticePage(asked, shown), asked);
}

TEST(PracticePage, AnAttachmentIsALinkWithItsTypeItsLanguageAndItsDigest) {
  const std::string html = Html("en", Apprenticeships());
  for (const std::string& part :
       {std::string("href=\"https://travail.example.tn/rapport.pdf\" rel=\"nofollow noopener\""),
        std::string(">Rapport</span></a> (French)"), std::string("<code dir=\"ltr\">application/pdf</code>"),
        std::string("SHA-256 ") + kDigest, std::string(">https://travail.example.tn/loi</span></a>")})
    EXPECT_NE(html.find(part), std::string::npos) << part;
}

TEST(PracticePage, SaysInWhichLanguageItWasWrittenAndWhatAMachineHasTranslated) {
  const std::string arabic = Html("ar", Apprenticeships());
  const std::string by_machine = messages::Text("ar", "portal.record.by-machine");
  const size_t of_title = arabic.find(by_machine), of_summary = arabic.find(by_machine, of_title + 1);
  EXPECT_NE(of_summary, std::string::npos) << "the title and the summary";
  EXPECT_EQ(arabic.find(by_machine, of_summary + 1), std::string::npos) << "not the body, which is in French";
  EXPECT_NE(arabic.find("سنتان في المنشأة."), std::string::npos);
  EXPECT_NE(arabic.find("Deux ans en entreprise."), std::string::npos) << "the original is at hand";
  EXPECT_NE(arabic.find("<div lang=\"fr\" dir=\"ltr\">"), std::string::npos);
  const std::string english = Html("en", Apprenticeships());
  EXPECT_NE(english.find("<dt>Written in</dt> <dd><bdi>French</bdi></dd>"), std::string::npos);
  EXPECT_NE(english.find("This text is not available in English; it is in French."), std::string::npos);
  const std::string french = Html("fr", Apprenticeships());
  EXPECT_EQ(french.find(messages::Text("fr", "portal.record.by-machine")), std::string::npos);
}

TEST(PracticePage, FiguresAndYearsAreWrittenAsItsReaderWritesThem) {
  const auto has = [](const std::string& language, const std::string& part) {
    EXPECT_NE(Html(language, Apprenticeships()).find(part), std::string::npos) << language << ": " << part;
  };
  has("en", "1,064.5</span>");
  has("en", "<bdi>2016 to 2023</bdi>");
  has("en", ">2022</td>");
  has("fr", "1\u202f064,5</span>");
  has("fr", "Comparée à un groupe témoin");
}

TEST(PracticePage, WhatIsWithdrawnSaysSoAndIsNotIndexed) {
  statistics::v1::GoodPracticeView shown = Apprenticeships();
  shown.set_lifecycle(exchange::v1::LIFECYCLE_CLOSED);
  const std::string html = Html("en", shown);
  EXPECT_NE(html.find("The source has withdrawn this practice."), std::string::npos);
  EXPECT_NE(html.find("noindex"), std::string::npos);
  EXPECT_EQ(Html("en", Apprenticeships()).find("noindex"), std::string::npos);
}

TEST(PracticePage, WhatIsNotStatedLeavesNoHeading) {
  statistics::v1::GoodPracticeView shown = Apprenticeships();
  shown.mutable_practice()->clear_results();
  shown.mutable_practice()->clear_attachments();
  shown.mutable_practice()->clear_licence();
  const std::string html = Html("en", shown);
  for (const char* const heading : {"What was measured", "Documents", "Terms of use"})
    EXPECT_EQ(html.find(heading), std::string::npos) << heading;
}

TEST(PracticesPage, ACardBeginsWithTheSummaryUnlessWordsWereSearchedFor) {
  const auto found = FromJson<statistics::v1::SearchGoodPracticesResponse>(R"({
    "practices": [{"hubId": "4f1c2a9be07d4c55a1b2c3d4e5f60718", "type": "PRACTICE_TYPE_POLICY", "topics": [3],
                   "title": {"translations": [{"language": "en", "text": "Childcare"}]}, "countries": ["MA"],
                   "summary": {"translations": [{"language": "en", "text": "Crèches near factories."}]},
                   "period": {"firstYear": 2016}}], "totalSize": "1"})");
  const Asked asked = Ask("en", "/practices");
  const std::string html = HtmlOf(*PracticesPage(asked, found), asked);
  for (const char* const part : {"href=\"/en/practices/4f1c2a9be07d4c55a1b2c3d4e5f60718\"", "Policy",
                                 "Women’s employment", "from 2016", "Crèches near factories."})
    EXPECT_NE(html.find(part), std::string::npos) << part;
  EXPECT_EQ(html.find("machine translation"), std::string::npos);
  auto translated = found;
  translated.mutable_practices(0)->mutable_summary()->mutable_translations(0)->set_method(
      common::v1::TRANSLATION_METHOD_MACHINE);
  EXPECT_NE(HtmlOf(*PracticesPage(asked, translated), asked).find("(machine translation)"),
            std::string::npos);
  auto marked = found;
  marked.add_matches()->mutable_snippet()->add_parts()->set_text("where mothers work");
  const Asked words = Ask("en", "/practices", "q=mothers");
  const std::string snippet = HtmlOf(*PracticesPage(words, marked), words);
  EXPECT_NE(snippet.find("where mothers work"), std::string::npos);
  EXPECT_EQ(snippet.find("Crèches"), std::string::npos);
}

}  // namespace
}  // namespace tabadul::web::pages

#include "services/jobs/coding_service.h"

#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "lib/platform/messages/messages.h"
#include "services/jobs/columns.h"
#include "services/jobs/document.h"
#include "services/jobs/service.h"
#include "services/jobs/vacancy_samples.h"

namespace tabadul::jobs {
namespace {

const Coding& TheCoding() {
  static const auto* const coding = new Coding;
  return *coding;
}

v1::SuggestCodesRequest Asking(const std::string& title, const std::string& language = "", int limit = 0) {
  v1::SuggestCodesRequest request;
  request.set_title(title);
  request.set_language(language);
  request.set_limit(limit);
  return request;
}

TEST(SuggestCodes, RanksGroupsWithNamesInTheCallersLanguageAndReasons) {
  const auto answer = SuggestCodes(TheCoding(), Asking("Topographical surveyor"), "fr");
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->suggestions_size(), 5);
  const v1::CodeSuggestion& first = answer->suggestions(0);
  EXPECT_EQ(first.code(), "2165");
  EXPECT_EQ(first.label(), "Cartographes et géomètres");
  EXPECT_GE(first.confidence_permille(), 600);
  ASSERT_GE(first.because_size(), 1);
  EXPECT_TRUE(first.because(0).name());
  EXPECT_GT(first.because(0).similarity_permille(), 500);
  int sum = 0;
  for (const auto& suggestion : answer->suggestions()) {
    EXPECT_LE(suggestion.because_size(), 3);
    sum += suggestion.confidence_permille();
  }
  EXPECT_LE(sum, 1000);
  EXPECT_EQ(
      SuggestCodes(TheCoding(), Asking("رسامو الخرائط والمساحون"), "ar")->suggestions(0).label().empty(),
      false);
  EXPECT_EQ(SuggestCodes(TheCoding(), Asking("Ψωξ"), "en")->suggestions_size(), 0);
}

TEST(SuggestCodes, LimitsAreKept) {
  EXPECT_EQ(SuggestCodes(TheCoding(), Asking("engineer", "en", 2), "en")->suggestions_size(), 2);
  EXPECT_EQ(SuggestCodes(TheCoding(), Asking("engineer", "en-GB", 1000), "en")->suggestions_size(), 20);
}

TEST(SuggestCodes, EveryMistakeOfARequestIsTold) {
  using namespace common::v1;  // NOLINT: the reasons
  const auto reasons = [](const v1::SuggestCodesRequest& request) {
    std::string told;
    for (const Violation& violation : ViolationsOf(SuggestCodes(TheCoding(), request, "en").status())) {
      told += violation.field + ":" + std::string(ReasonName(violation.reason)) + " ";
      for (const char* const language : {"ar", "en", "fr"})
        EXPECT_FALSE(messages::ErrorText(language, violation.reason, violation.metadata).empty());
    }
    return told;
  };
  EXPECT_EQ(reasons(Asking("")), "title:REQUIRED ");
  EXPECT_EQ(reasons(Asking(std::string(501, 'a'), "e n", -1)),
            "title:TOO_LONG language:MALFORMED limit:OUT_OF_RANGE ");
  EXPECT_EQ(reasons(Asking("nurse\nnurse")), "title:TEXT_NOT_PLAIN ");
  EXPECT_EQ(reasons(Asking("\xff")), "title:INVALID_UTF8 ");
}

TEST(SuggestedOccupation, IsOnCardAndViewAndIsFoundByFilterAndQuery) {
  exchange::Entry entry;
  entry.hub_id = std::string(32, 'a');
  entry.lifecycle = tabadul::exchange::v1::LIFECYCLE_OPEN;
  const v1::Vacancy vacancy = MinimalVacancy();
  entry.payload = vacancy.SerializeAsString();
  v1::Vacancy titled;
  auto& title = *titled.mutable_title()->add_translations();
  title.set_language("en");
  title.set_text("Topographical surveyor");
  entry.annotations = {*TheCoding().AnnotationFor(titled)};

  const finding::Card card = MakeCard(entry, vacancy);
  v1::VacancyCard shown;
  ASSERT_TRUE(shown.ParseFromString(card.bytes));
  EXPECT_EQ(shown.suggested_occupation(), "2165");
  EXPECT_EQ(shown.occupation(), "");
  const auto view = ViewOf(entry, exchange::Reader(), absl::Now());
  ASSERT_TRUE(view);
  ASSERT_EQ(view->annotations_size(), 1);
  EXPECT_EQ(view->annotations(0).code().code(), "2165");
  EXPECT_FALSE(view->vacancy().has_occupation()) << "the payload is the source's";
  const search::Document document = ToDocument(entry, vacancy, card, pay::Rates::Shipped());
  EXPECT_EQ(document.concepts, std::vector<std::string>{"2165"});
  std::string groups;
  for (const auto& keyword : document.keywords) {
    if (keyword.column == static_cast<int>(Column::kOccupation)) groups += keyword.value + " ";
  }
  EXPECT_EQ(groups, "2165 216 21 2 ");
}

}  // namespace
}  // namespace tabadul::jobs

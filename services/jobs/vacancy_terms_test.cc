#include "services/jobs/vacancy_terms.h"

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/jobs/vacancy.h"
#include "services/jobs/vacancy_card.h"
#include "services/jobs/vacancy_samples.h"

namespace tabadul::jobs {
namespace {

finding::Card CardOf(const v1::Vacancy& vacancy, bool everybody = true) {
  exchange::Entry entry;
  entry.hub_id = std::string(32, 'a');
  entry.occupation = vacancy.occupation().code();
  entry.audience_public = everybody;
  return MakeCard(entry, vacancy);
}

class VocabularyTest : public ::testing::Test {
 protected:
  // "TITLE ممرض قانوني 2"
  std::string Complete(std::string_view typed, std::string_view language = "en") {
    return absl::StrJoin(vocabulary_.Complete(typed, language, 5), ", ",
                         [](std::string* out, const search::Completer::Completion& found) {
                           const v1::Completion one = ToProto(found);
                           out->append(v1::Completion::Kind_Name(one.kind()).substr(5) + " " + one.text() +
                                       " " + std::to_string(one.vacancies()));
                         });
  }
  const language::Analyzer analyzer_;
  finding::Vocabulary vocabulary_{analyzer_, TermsOfVacancy};
};

TEST_F(VocabularyTest, TitlesOccupationsAndCitiesInTheLanguageOfTheSearcher) {
  const finding::Card card = CardOf(MaximalVacancy());
  vocabulary_.Add(card);
  EXPECT_EQ(Complete("casab"), "CITY Casablanca 1");
  EXPECT_EQ(Complete("الدار", "ar"), "CITY الدار البيضاء 1");
  EXPECT_EQ(Complete("Registered nurse"), "") << "a title of one vacancy alone";
  EXPECT_EQ(ToProto(vocabulary_.Complete("cadres inf", "fr", 5).at(0)).value(), "2221");
  vocabulary_.Add(card);
  EXPECT_EQ(Complete("Registered n"), "TITLE Registered nurse 2");
  EXPECT_EQ(Complete("ممرض قانوني", "ar"), "TITLE ممرض قانوني 2");
  vocabulary_.Remove(card);
  vocabulary_.Remove(card);
  for (const char* const typed : {"casab", "registered n", "inf", "الدار"})
    EXPECT_EQ(Complete(typed), "") << typed;
}

TEST_F(VocabularyTest, WhatAMessageAddsItsCardTakesAway) {
  exchange::Entry entry;
  entry.hub_id = std::string(32, 'a');
  v1::VacancyCard shown;
  const finding::Card card = MakeCard(entry, MaximalVacancy(), shown);
  EXPECT_EQ(card.bytes, shown.SerializeAsString());
  vocabulary_.Add(card, TermsOf(shown));
  vocabulary_.Add(card);
  EXPECT_EQ(Complete("casab"), "CITY Casablanca 2");
  EXPECT_EQ(Complete("Registered n"), "TITLE Registered nurse 2");
  const auto corrects = [this] {
    return vocabulary_.Correct("registred", [](const language::QueryWord&) { return false; }).has_value();
  };
  EXPECT_TRUE(corrects());
  vocabulary_.Remove(card);
  EXPECT_TRUE(corrects()) << "the other one has the word";
  vocabulary_.Remove(card);
  EXPECT_FALSE(corrects());
  EXPECT_EQ(Complete("casab"), "");
  EXPECT_EQ(Complete("Registered n"), "");
}

TEST_F(VocabularyTest, AVacancyCountsOnceWhateverItRepeats) {
  v1::Vacancy vacancy = MaximalVacancy();
  *vacancy.mutable_locations(1) = vacancy.locations(0);
  vacancy.mutable_title()->mutable_translations(2)->set_text("registered Nurse");
  const finding::Card card = CardOf(vacancy);
  vocabulary_.Add(card);
  EXPECT_EQ(Complete("casab"), "CITY Casablanca 1");
  EXPECT_EQ(Complete("registered n"), "") << "one vacancy, in two languages";
  vocabulary_.Remove(card);
  EXPECT_EQ(Complete("casab"), "");
}

TEST_F(VocabularyTest, AKnownCityIsNeverCalledWhatAVacancyCallsIt) {
  v1::Vacancy vacancy = MaximalVacancy();  // with the GeoNames id of Casablanca
  vacancy.mutable_locations(0)->mutable_city()->mutable_translations(0)->set_text("chez M. Untel");
  vocabulary_.Add(CardOf(vacancy));
  EXPECT_EQ(Complete("chez"), "");
  EXPECT_EQ(Complete("casab"), "CITY Casablanca 1");
}

TEST_F(VocabularyTest, AVacancyForFewEyesIsInNoneOfIt) {
  const finding::Card card = CardOf(MaximalVacancy(), false);
  vocabulary_.Add(card);
  vocabulary_.Add(card);
  for (const char* const typed : {"casab", "registered n", "inf", "الدار"})
    EXPECT_EQ(Complete(typed), "") << typed;
  vocabulary_.Remove(card);
}

TEST_F(VocabularyTest, ACityThatNoListHasIsToldAsItIsWritten) {
  v1::Vacancy vacancy = MinimalVacancy();
  auto& name = *vacancy.mutable_locations(0)->mutable_city()->add_translations();
  name.set_language("fr");
  name.set_text("Hameau des Trois Figuiers");
  vocabulary_.Add(CardOf(vacancy));
  EXPECT_EQ(Complete("figuiers"), "CITY Hameau des Trois Figuiers 1");
  EXPECT_EQ(ToProto(vocabulary_.Complete("figuiers", "fr", 5).at(0)).value(), "MA:hameau des trois figuiers");
}

}  // namespace
}  // namespace tabadul::jobs

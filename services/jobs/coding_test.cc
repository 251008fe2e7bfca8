#include "services/jobs/coding.h"

#include "gtest/gtest.h"

namespace tabadul::jobs {
namespace {

namespace wire = tabadul::exchange::v1;

v1::Vacancy Titled(std::initializer_list<std::pair<const char*, const char*>> titles) {
  v1::Vacancy vacancy;
  for (const auto& [language, text] : titles) {
    auto& translation = *vacancy.mutable_title()->add_translations();
    translation.set_language(language);
    translation.set_text(text);
  }
  return vacancy;
}

exchange::Entry Coded(const std::string& id, const v1::Vacancy& vacancy, const std::string& code) {
  exchange::Entry entry;
  entry.hub_id = id;
  entry.lifecycle = wire::LIFECYCLE_OPEN;
  entry.occupation = code;
  entry.payload = vacancy.SerializeAsString();
  return entry;
}

class CodingTest : public ::testing::Test {
 protected:
  std::string First(const std::string& title, const std::string& language = "en") const {
    const auto suggestions = coding_.Suggest(title, language, 1);
    return suggestions.empty() ? "" : suggestions[0].code;
  }
  std::string Because(const std::string& title) const {
    const auto suggestions = coding_.Suggest(title, "en", 1);
    return suggestions.empty() || suggestions[0].because.empty() ? "" : suggestions[0].because[0].title;
  }
  // Enough of them that there is no doubt.
  void Teach(const std::string& title, const std::string& code) {
    for (const char* const place :
         {"", " Jeddah", " Cairo", " Rabat", " Dakar", " Lahore", " Amman", " Tunis"})
      coding_.See(Coded(title + place, Titled({{"en", (title + place).c_str()}}), code));
  }

  Coding coding_;
};

TEST_F(CodingTest, TheNameOfAGroupLeavesNoDoubtFromTheStart) {
  for (const auto& [language, title, code] : {std::tuple("en", "ICU nurse", "2221"),
                                              {"fr", "Administrateur Linux", "2522"},
                                              {"ar", "أخصائي تغذية", "2265"}}) {
    const auto annotation = coding_.AnnotationFor(Titled({{language, title}}));
    ASSERT_TRUE(annotation) << title;
    EXPECT_EQ(annotation->name(), kSuggestedOccupation);
    EXPECT_EQ(annotation->code().scheme(), "ISCO-08");
    EXPECT_EQ(annotation->code().code(), code) << title;
    EXPECT_GE(annotation->confidence_permille(), 600);
    EXPECT_LE(annotation->confidence_permille(), 1000);
  }
}

TEST_F(CodingTest, LabelsOfAPackAreNamesOfItsGroups) {
  taxonomy::Pack pack;
  pack.concepts = {{"a", "2221", ""}};
  pack.labels = {{0, "en", taxonomy::LabelKind::kPreferred, "ward angel"}};
  const Coding with({pack});
  const auto suggestions = with.Suggest("ward angel", "en", 1);
  ASSERT_FALSE(suggestions.empty());
  EXPECT_EQ(suggestions[0].code, "2221");
  ASSERT_FALSE(suggestions[0].because.empty());
  EXPECT_EQ(suggestions[0].because[0].title, "ward angel");
  EXPECT_TRUE(suggestions[0].because[0].label);
}

TEST_F(CodingTest, NothingIsSaidWithoutReason) {
  for (const char* const title : {"Team member", "Zxqv", "Opportunity in Dubai", "..."})
    EXPECT_FALSE(coding_.AnnotationFor(Titled({{"en", title}}))) << title;
  EXPECT_FALSE(coding_.AnnotationFor(v1::Vacancy()));
}

TEST_F(CodingTest, ConfidencesOfAllCodesSumToOneAtMost) {
  for (const char* const title : {"Land surveyor", "nurse driver cook", "Accountants"}) {
    double sum = 0, before = 1;
    for (const auto& suggestion : coding_.Suggest(title, "en", 1000)) {
      EXPECT_LE(suggestion.confidence, before) << title;
      sum += before = suggestion.confidence;
    }
    EXPECT_GT(sum, 0) << title;
    EXPECT_LE(sum, 1 + 1e-6) << title;
  }
}

TEST_F(CodingTest, CodedVacanciesTeachAndLanguagesByTheirTag) {
  EXPECT_NE(First("Tukang Masak"), "5120");
  coding_.See(Coded("a", Titled({{"en-MY", "Tukang Masak"}, {"fr", "Cuistot"}}), "5120"));
  EXPECT_EQ(First("tukang masak hotel"), "5120");
  EXPECT_EQ(First("cuistot", "fr"), "5120");
  EXPECT_EQ(First("cuistot", ""), First("cuistot", "tr")) << "another language: by letters and words";
  Teach("Barista", "5131");
  EXPECT_EQ(coding_.AnnotationFor(Titled({{"en", "Barista Khobar"}}))->code().code(), "5131");
}

TEST_F(CodingTest, WhatIsNotForEverybodyDoesNotTeach) {
  exchange::Entry hidden = Coded("a", Titled({{"en", "Quuxer"}}), "5120");
  hidden.audience_public = false;
  coding_.See(hidden);
  exchange::Entry suspended = Coded("b", Titled({{"en", "Quuxer"}}), "5120");
  suspended.lifecycle = wire::LIFECYCLE_SUSPENDED;
  coding_.See(suspended);
  coding_.See(Coded("c", Titled({{"en", "Quuxer"}}), "51"));  // not a unit group
  EXPECT_NE(Because("Quuxer"), "Quuxer");
  coding_.See(Coded("d", Titled({{"en", "Quuxer"}}), "5120"));
  EXPECT_EQ(Because("Quuxer"), "Quuxer");
}

TEST_F(CodingTest, ATitleThatIsNotPublicAnyMoreIsNoReasonThatIsShown) {
  const exchange::Entry shown = Coded("a", Titled({{"en", "Quuxer of Zork"}}), "5120");
  coding_.See(shown);
  EXPECT_EQ(Because("Quuxer"), "Quuxer of Zork");
  exchange::Entry erased;
  erased.hub_id = "a";
  erased.asserted = wire::ASSERTED_STATE_ERASED;
  erased.lifecycle = wire::LIFECYCLE_ERASED;
  coding_.See(erased);
  EXPECT_EQ(First("Quuxer"), "5120") << "what was learned stays";
  EXPECT_EQ(Because("Quuxer"), "");
  coding_.See(Coded("a", Titled({{"en", "Grulper"}}), "5120"));
  EXPECT_EQ(Because("Quuxer"), "") << "its title is another one now";
  coding_.See(shown);
  EXPECT_EQ(Because("Quuxer"), "Quuxer of Zork");
  exchange::Entry retracted = shown;
  retracted.lifecycle = wire::LIFECYCLE_CLOSED;
  coding_.See(retracted);
  EXPECT_EQ(Because("Quuxer"), "Quuxer of Zork") << "closed is public still";
  retracted.closure = wire::CLOSURE_REASON_RETRACTED;
  coding_.See(retracted);
  EXPECT_EQ(Because("Quuxer"), "");
}

TEST_F(CodingTest, ASearchFindsByTheSourcesCodeElseByTheSuggestedOne) {
  exchange::Entry entry = Coded("a", Titled({{"en", "ICU nurse"}}), "");
  EXPECT_EQ(SearchedOccupation(entry), "");
  entry.annotations = {*coding_.AnnotationFor(Titled({{"en", "ICU nurse"}}))};
  EXPECT_EQ(SuggestedOccupation(entry), "2221");
  EXPECT_EQ(SearchedOccupation(entry), "2221");
  entry.occupation = "3118";
  EXPECT_EQ(SearchedOccupation(entry), "3118");
}

}  // namespace
}  // namespace tabadul::jobs

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/match.h"
#include "data/demo/generator/demo_testing.h"
#include "data/demo/generator/generator.h"
#include "services/statistics/practices/good_practice.h"

namespace tabadul::demo {
namespace {

using exchange::v1::Record;
using statistics::v1::GoodPractice;

std::map<std::string, std::vector<Record>> Practices(uint64_t seed = 1) {
  return GeneratePractices(Words(), {.seed = seed, .count = 1, .today = absl::CivilDay(2026, 11, 23)});
}

TEST(DemoPractices, PhrasesSayTheSameInEveryLanguage) {
  const auto keys = [](const auto& map) {
    std::set<std::string> found;
    for (const auto& [key, value] : map) found.insert(key);
    return found;
  };
  const PracticePhrases& english = Words().practice_phrases.at("en");
  for (const char* language : {"ar", "fr"}) {
    const PracticePhrases& phrases = Words().practice_phrases.at(language);
    EXPECT_EQ(keys(phrases.offices), keys(english.offices)) << language;
    EXPECT_EQ(keys(phrases.problems), keys(english.problems)) << language;
    EXPECT_EQ(keys(phrases.lessons), keys(english.lessons)) << language;
    EXPECT_EQ(keys(phrases.evidence), keys(english.evidence)) << language;
    EXPECT_EQ(keys(phrases.results), keys(english.results)) << language;
  }
}

TEST(DemoPractices, TheSameSeedAndDayGiveTheSamePractices) {
  const auto a = Practices(7), b = Practices(7);
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [source, records] : a) {
    ASSERT_EQ(records.size(), b.at(source).size());
    for (size_t i = 0; i < records.size(); ++i)
      EXPECT_EQ(records[i].SerializeAsString(), b.at(source)[i].SerializeAsString());
  }
}

TEST(DemoPractices, EveryOneIsAValidRecordOfTheHub) {
  for (const auto& [source, records] : Practices()) {
    for (const Record& record : records) {
      EXPECT_EQ(record.source(), source);
      Violations violations;
      statistics::ValidateGoodPractice(record.good_practice(), violations);
      for (const Violation& violation : violations.list()) {
        ADD_FAILURE() << record.record_id() << " " << violation.field << " " << ReasonName(violation.reason);
      }
    }
  }
}

TEST(DemoPractices, AreFortyOfEveryTypeAndTopicInThreeLanguagesAndSayWhatTheyAre) {
  std::set<std::string> ids, titles;
  std::set<int> types, topics, evidence;
  for (const auto& [source, records] : Practices()) {
    EXPECT_TRUE(absl::StartsWith(source, "DEMO/") && absl::EndsWith(source, "/practices")) << source;
    for (const Record& record : records) {
      const GoodPractice& practice = record.good_practice();
      SCOPED_TRACE(record.record_id());
      EXPECT_TRUE(ids.insert(record.record_id()).second);
      types.insert(practice.type());
      topics.insert(practice.topics().begin(), practice.topics().end());
      evidence.insert(practice.evidence());
      for (const auto* text : {&practice.title(), &practice.summary(), &practice.body()}) {
        ASSERT_EQ(text->translations_size(), 3);
      }
      titles.insert(practice.title().translations(1).text());
      for (const auto* text : {&practice.summary(), &practice.body()}) {
        for (const auto& translation : text->translations()) {
          EXPECT_TRUE(
              absl::EndsWith(translation.text(), Words().practice_phrases.at(translation.language()).mark));
        }
      }
    }
  }
  EXPECT_GE(ids.size(), 40U);
  EXPECT_EQ(titles.size(), ids.size());
  EXPECT_EQ(types.size(), 4U);
  EXPECT_EQ(topics.size(), 8U);
  EXPECT_EQ(evidence.size(), 5U);
}

}  // namespace
}  // namespace tabadul::demo

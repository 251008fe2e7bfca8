#include "lib/taxonomy/coder.h"

#include <atomic>
#include <thread>

#include "gtest/gtest.h"

namespace tabadul::taxonomy {
namespace {

const TitleCode kNurse{"2221", "2221"}, kCook{"5120", "5120"}, kDriver{"8332", "8332"};

void AddLabels(Coder& coder) {
  coder.AddLabel("Nursing professionals", "en", kNurse);
  coder.AddLabel("Cooks", "en", kCook);
  coder.AddLabel("Heavy truck and lorry drivers", "en", kDriver);
}

std::string First(const Coder& coder, std::string_view title, std::string_view language = "en") {
  const std::vector<CodeSuggestion> suggestions = coder.Suggest(title, language);
  return suggestions.empty() ? "" : suggestions[0].code;
}

TEST(Coder, KnowsLabelsFromTheStart) {
  Coder coder;
  AddLabels(coder);
  EXPECT_EQ(First(coder, "lorry driver"), "8332");
  EXPECT_EQ(First(coder, "COOK"), "5120");
}

TEST(Coder, LearnsFromOneCodedTitle) {
  Coder coder;
  AddLabels(coder);
  EXPECT_TRUE(coder.Suggest("tukang masak", "en").empty() || First(coder, "tukang masak") != "5120");
  coder.Learn("Tukang Masak", "en", kCook);
  const std::vector<CodeSuggestion> suggestions = coder.Suggest("tukang masak (hotel)", "en");
  ASSERT_FALSE(suggestions.empty());
  EXPECT_EQ(suggestions[0].code, "5120");
  ASSERT_FALSE(suggestions[0].because.empty());
  EXPECT_EQ(suggestions[0].because[0].title, "Tukang Masak");
  EXPECT_FALSE(suggestions[0].because[0].label);
}

TEST(Coder, WhatManySayOutweighsOne) {
  Coder coder;
  AddLabels(coder);
  coder.Learn("kitchen crew", "en", kDriver);
  for (const std::string_view place : {"KL", "Penang", "Johor", "Ipoh", "Kedah"})
    coder.Learn("kitchen crew " + std::string(place), "en", kCook);
  EXPECT_EQ(First(coder, "kitchen crew Melaka"), "5120");
}

TEST(Coder, ATitleRepeatedWithItsCodeCountsOnceAmongTheNearest) {
  Coder coder;
  AddLabels(coder);
  for (int i = 0; i < 20; ++i) coder.Learn("staff nurse", "en", kNurse);
  EXPECT_EQ(coder.Suggest("staff nurse", "en")[0].because.size(), 2u);  // the title and the label
}

TEST(Coder, CodesAreRankedWithinTheirGroups) {
  Coder coder;
  coder.Learn("icu nurse", "en", {"esco/1", "2221"});
  coder.Learn("school nurse", "en", {"esco/2", "2221"});
  coder.Learn("pastry cook", "en", {"esco/3", "5120"});
  EXPECT_EQ(coder.Suggest("nurse in a school", "en")[0].code, "esco/2");
  EXPECT_EQ(coder.Suggest("nurse in a school", "en", 5, true)[0].code, "2221");
}

TEST(Coder, ConfidencesFallAndSumToAtMostOne) {
  Coder coder;
  AddLabels(coder);
  coder.Learn("staff nurse", "en", kNurse);
  double sum = 0, before = 1;
  for (const CodeSuggestion& suggestion : coder.Suggest("driver nurse cook", "en", 100)) {
    EXPECT_LE(suggestion.confidence, before);
    sum += before = suggestion.confidence;
  }
  EXPECT_GT(sum, 0);
  EXPECT_LE(sum, 1 + 1e-6);
}

TEST(Coder, LanguagesDoNotMix) {
  Coder coder;
  coder.Learn("طباخ", "ar", kCook);
  coder.Learn("cuisinier", "fr", kCook);
  EXPECT_EQ(First(coder, "الطباخين", ""), "5120");
  EXPECT_EQ(First(coder, "cuisinière", "fr"), "5120");
  EXPECT_EQ(First(coder, "cuisinier", "en"), "");
  coder.Learn("cook", "xx", kCook);
  EXPECT_EQ(First(coder, "cook", "en"), "");
}

TEST(Coder, ReadersAndWritersMayMeet) {
  Coder coder;
  AddLabels(coder);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) EXPECT_FALSE(coder.Suggest("nurse", "en").empty());
  });
  for (int i = 0; i < 200; ++i) coder.Learn("nurse of ward " + std::to_string(i), "en", kNurse);
  done = true;
  reader.join();
}

}  // namespace
}  // namespace tabadul::taxonomy

// Which occupation a query is taken for, and which queries are left alone.
#include "lib/finding/understanding.h"

#include "gtest/gtest.h"

namespace tabadul::finding {
namespace {

class Understood : public ::testing::Test {
 protected:
  static std::string Of(const std::string& query) {
    static const auto& analyzer = *new language::Analyzer;
    static const auto& understanding = *new Understanding(analyzer);
    return understanding.OccupationOf(query).value_or("");
  }
};

TEST_F(Understood, TheSameOccupationInThreeLanguages) {
  for (const char* query : {"ممرضة", "الممرض", "nurse", "Nurses", "infirmière", "INFIRMIER"})
    EXPECT_EQ(Of(query), "2221") << query;
  for (const char* query : {"لحام", "welder", "soudeur"}) EXPECT_EQ(Of(query), "7212") << query;
  for (const char* query : {"مهندس مدني", "civil engineer", "ingénieur civil"})
    EXPECT_EQ(Of(query), "2142") << query;
  for (const char* query : {"طباخ", "cook", "cuisinière"}) EXPECT_EQ(Of(query), "5120") << query;
  for (const char* query : {"مطور برمجيات", "software developer", "développeur logiciel"})
    EXPECT_EQ(Of(query), "2512") << query;
  for (const char* query : {"نجار", "carpenter", "menuisier"}) EXPECT_EQ(Of(query), "7115") << query;
}

TEST_F(Understood, TitlesOfAPackAreNamesToo) {
  taxonomy::Pack pack;
  pack.concepts = {{"a", "2221", ""}, {"b", "", ""}};
  pack.labels = {{0, "en", taxonomy::LabelKind::kPreferred, "ward angel"},
                 {0, "fr", taxonomy::LabelKind::kAlternative, "blouse blanche"},
                 {1, "en", taxonomy::LabelKind::kPreferred, "wing folding"}};
  const language::Analyzer analyzer;
  const Understanding with(analyzer, {pack});
  EXPECT_EQ(Of("ward angel"), "");
  EXPECT_EQ(with.OccupationOf("ward angels").value_or(""), "2221");
  EXPECT_EQ(with.OccupationOf("blouse blanche").value_or(""), "2221");
  EXPECT_EQ(with.OccupationOf("wing folding").value_or(""), "") << "of no group";
  EXPECT_EQ(with.OccupationOf("nurse").value_or(""), "2221");
}

TEST_F(Understood, WhatNamesNoOccupationIsLeftAlone) {
  for (const char* query :
       {"", "hospital", "Casablanca", "java", "remote part time", "الرياض", "manager", "مهندس", "engineer",
        "Rawabi Al Wasm", "نجار و ممرضة في مستشفى الرياض التخصصي للعيون بالعليا"}) {
    EXPECT_EQ(Of(query), "") << query;
  }
}

}  // namespace
}  // namespace tabadul::finding

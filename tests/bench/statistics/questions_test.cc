#include "tests/bench/statistics/questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/bench/statistics/folds.h"

namespace tabadul::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Row RowOf(const std::string& area, const std::string& sex, std::vector<Value> values) {
  std::vector<std::string> key(kDimensions);
  key[kArea] = area;
  key[kSex] = sex;
  return {key, std::move(values)};
}

TEST(Mix, AsksTwentyThings) {
  std::set<std::string> names, statements;
  for (const Mixed& mixed : Mix()) {
    names.insert(mixed.name);
    statements.insert(mixed.sql);
  }
  EXPECT_EQ(names.size(), 20u);
  EXPECT_EQ(statements.size(), 20u);
}

TEST(Question, SaysTheSameToEverybody) {
  const Question question{.sex = "SEX_F+SEX_M", .eco = "*", .countries = {"EG"}, .from = "2020"};
  const auto request = TableRequest(question);
  EXPECT_EQ(request.start_period(), "2020");
  EXPECT_THAT(request.codes(),
              ElementsAre("FREQ=A", "REF_AREA=EGY", "INDICATOR=EMP_TEMP_NB", "SEX=SEX_F", "SEX=SEX_M",
                          "AGE=AGE_YTHADULT_YGE15", "STE=STE_AGGREGATE_TOTAL", "ECO=*",
                          "OCU=OCU_ISCO08_TOTAL", "EDU=EDU_AGGREGATE_TOTAL", "GEO=GEO_COV_NAT"));
  const std::string where = Where(question);
  EXPECT_THAT(where, HasSubstr("ref_area = 'EGY' AND "));
  EXPECT_THAT(where, HasSubstr(" AND sex IN ('SEX_F', 'SEX_M') AND "));
  EXPECT_THAT(where, HasSubstr(" AND time_period >= '2020'"));
  EXPECT_EQ(where.find("eco"), std::string::npos);
  EXPECT_THAT(Pattern(question), HasSubstr("(1.0):A.EGY.EMP_TEMP_NB.%."));

  std::vector<std::string> key = KeyIn(Question{.countries = {"EG"}}, "EGY");
  EXPECT_FALSE(IsMeant(question, key)) << "SEX_T";
  key[kSex] = "SEX_M";
  EXPECT_TRUE(IsMeant(question, key));
  EXPECT_TRUE(IsMeant(question, std::string("2020")));
  EXPECT_FALSE(IsMeant(question, std::string("2019")));
}

TEST(Folds, SayWhatSqlSays) {
  const std::vector<Row> rows = {RowOf("EGY", "SEX_M", {{"2019", 4, ""}, {"2021", 6, "B"}, {"2024", 9, "B"}}),
                                 RowOf("EGY", "SEX_F", {{"2019", 2, ""}, {"2024", 3, ""}}),
                                 RowOf("JOR", "SEX_M", {{"2024", 9, ""}})};
  const std::vector<Row> men = {rows[0], rows[2]};
  EXPECT_THAT(Latest(men, Code(kArea)), ElementsAre(Pair("EGY", 9), Pair("JOR", 9)));
  EXPECT_THAT(Sums(men, PeriodLabel), ElementsAre(Pair("2019", 4), Pair("2021", 6), Pair("2024", 18)));
  EXPECT_THAT(Means(men, Code(kArea)), ElementsAre(Pair("EGY", 19.0 / 3), Pair("JOR", 9)));
  EXPECT_THAT(Counts(men, Code(kArea), "B"), ElementsAre(Pair("EGY", 2)));
  EXPECT_THAT(Ratios(rows, CodeAndPeriod(kArea), {kSex, "SEX_F", "SEX_M"}),
              ElementsAre(Pair("EGY 2019", 0.5), Pair("EGY 2024", 3.0 / 9)));
  EXPECT_THAT(Changes(men, "2019", "2024"), ElementsAre(Pair("EGY", 5)));
  EXPECT_THAT(Growths(men, "2019", "2024"), ElementsAre(Pair("EGY", 2.25)));
  EXPECT_THAT(Gaps(men), ElementsAre(Pair("EGY", 3), Pair("JOR", 0)));
  EXPECT_THAT(Largest({{"a", 1}, {"b", 2}, {"c", 2}}, 2), ElementsAre(Pair("b", 2), Pair("c", 2)));
  EXPECT_THAT(Shares(men, kArea, "JOR"), ElementsAre(Pair("EGY", 100 * 4.0 / 9), Pair("JOR", 100)));
  EXPECT_THAT(Shares(men, kArea, "TUN"), IsEmpty());
  EXPECT_THAT(
      YearlyGrowths(RowOf("EGY", "SEX_T", {{"2019-Q1", 4, ""}, {"2019-Q2", 5, ""}, {"2021-Q1", 6, ""}})),
      ElementsAre(Pair("2021-Q1", 0.5)));
}

}  // namespace
}  // namespace tabadul::bench

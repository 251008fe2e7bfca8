#include "services/statistics/query/choice.h"

#include <gtest/gtest.h>

#include "services/statistics/query/holdings_for_test.h"

namespace tabadul::statistics::query {
namespace {

using common::v1::ERROR_REASON_CONTRADICTION;
using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_NOT_FOUND;
using common::v1::ERROR_REASON_REQUIRED;
using common::v1::ERROR_REASON_TOO_MANY;
using common::v1::ERROR_REASON_UNKNOWN_CODE;

constexpr size_t kSexDimension = 3;

Strings Asked(const std::vector<std::string>& codes) { return Strings(codes.begin(), codes.end()); }

class ChoiceTest : public ::testing::Test {
 protected:
  ChoiceTest() : holdings_(FilledHoldings()), flow_(*FindFlow(*holdings_, "DF_UNEMPLOYMENT")) {}
  Choices Parse(const std::vector<std::string>& codes) {
    return ParseChoices(*flow_.layout, Asked(codes), v_);
  }

  std::unique_ptr<LabourHoldings> holdings_;
  Flow flow_;
  Violations v_;
};

TEST_F(ChoiceTest, ADataflowHasSeveralNames) {
  for (const char* const name : {"DF_UNEMPLOYMENT", "TABADUL:DF_UNEMPLOYMENT", kUnemployment})
    EXPECT_TRUE(FindFlow(*holdings_, name).ok()) << name;
  const auto reason = [&](const char* name) { return ReasonOf(FindFlow(*holdings_, name).status()); };
  EXPECT_EQ(reason(""), ERROR_REASON_REQUIRED);
  for (const char* const name : {"DF UNEMPLOYMENT", ":DF", "A:B:C", "A:DF(", "DF_UNEMPLOYMENT(1.0)"})
    EXPECT_EQ(reason(name), ERROR_REASON_MALFORMED) << name;
  for (const char* const name : {"DF_NOTHING", "XX:DF_UNEMPLOYMENT", "TABADUL:DF_UNEMPLOYMENT(9.9)"})
    EXPECT_EQ(reason(name), ERROR_REASON_NOT_FOUND) << name;
}

TEST_F(ChoiceTest, CodesAreChosenByTheirDimension) {
  const Choices choices = Parse({"SEX=SEX_F", "SEX=SEX_M", "SEX=SEX_F", "AGE=*", "AGE=AGE_YTHADULT_Y15-24"});
  EXPECT_TRUE(v_.ok());
  EXPECT_EQ(choices[kSexDimension].codes, (std::vector<std::string>{"SEX_F", "SEX_M"}));
  EXPECT_TRUE(choices[4].stated);
  EXPECT_TRUE(choices[4].codes.empty()) << "all of them, whatever else is named";
  EXPECT_FALSE(choices[0].stated);
}

TEST_F(ChoiceTest, ASynonymIsItsCode) {
  EXPECT_EQ(Parse({"SEX=F"})[kSexDimension].codes, std::vector<std::string>{"SEX_F"});
  EXPECT_TRUE(v_.ok());
}

TEST_F(ChoiceTest, MistakesAreToldWithTheirPlaces) {
  Parse({"SEX", "SEX=", "SEX=SEX_X9", "NOTHING=1", "=1", "SEX=" + std::string(300, 'x')});
  std::vector<std::pair<std::string, ErrorReason>> found;
  for (const Violation& violation : v_.list()) found.emplace_back(violation.field, violation.reason);
  EXPECT_EQ(found, (std::vector<std::pair<std::string, ErrorReason>>{{"codes[0]", ERROR_REASON_MALFORMED},
                                                                     {"codes[1]", ERROR_REASON_MALFORMED},
                                                                     {"codes[2]", ERROR_REASON_UNKNOWN_CODE},
                                                                     {"codes[3]", ERROR_REASON_UNKNOWN_CODE},
                                                                     {"codes[4]", ERROR_REASON_UNKNOWN_CODE},
                                                                     {"codes[5]", ERROR_REASON_MALFORMED}}));
}

TEST_F(ChoiceTest, CodesAreBounded) {
  Parse(std::vector<std::string>(kMaxCodes + 1, "SEX=SEX_F"));
  ASSERT_EQ(v_.list().size(), 1u);
  EXPECT_EQ(v_.list()[0].reason, ERROR_REASON_TOO_MANY);
}

TEST_F(ChoiceTest, WhatIsNotNamedIsTheFirstThatHasDataBesideTheRest) {
  Choices nothing = Parse({});
  ASSERT_TRUE(Complete(*flow_.snapshot, nothing));
  EXPECT_EQ(nothing[2].codes, std::vector<std::string>{kPersons}) << "the first of its list with data";
  EXPECT_TRUE(nothing[1].codes.empty()) << "areas are all";
  Choices female = Parse({"SEX=SEX_F"});
  ASSERT_TRUE(Complete(*flow_.snapshot, female));
  EXPECT_EQ(female[2].codes, std::vector<std::string>{kRate}) << "there are no persons by sex";
  Choices none = Parse({"SEX=SEX_M"});
  EXPECT_FALSE(Complete(*flow_.snapshot, none));
}

TEST_F(ChoiceTest, OneOfEachWhereOneIsAsked) {
  CheckSingle(*flow_.layout, Parse({"SEX=SEX_F", "REF_AREA=EGY", "REF_AREA=MAR"}), v_);
  EXPECT_TRUE(v_.ok());
  CheckSingle(*flow_.layout, Parse({"SEX=*"}), v_);
  ASSERT_EQ(v_.list().size(), 1u);
  EXPECT_EQ(v_.list()[0].reason, ERROR_REASON_CONTRADICTION);
}

TEST_F(ChoiceTest, ARangeHasPeriods) {
  const TimeRange range = ParseRange("2020", "2021-Q2", v_);
  EXPECT_TRUE(v_.ok());
  EXPECT_EQ(range.from, Period::Parse("2020")->start());
  EXPECT_EQ(range.until, Period::Parse("2021-Q2")->end());
  EXPECT_FALSE(ParseRange("", "", v_).bounded());
  ParseRange("soon", "2019", v_);
  ParseRange("2020", "2019", v_);
  ASSERT_EQ(v_.list().size(), 2u);
  EXPECT_EQ(v_.list()[0].field, "start_period");
  EXPECT_EQ(v_.list()[0].reason, ERROR_REASON_MALFORMED);
  EXPECT_EQ(v_.list()[1].reason, ERROR_REASON_CONTRADICTION);
}

}  // namespace
}  // namespace tabadul::statistics::query

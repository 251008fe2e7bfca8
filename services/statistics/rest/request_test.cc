#include "services/statistics/rest/request.h"

#include <gtest/gtest.h>

#include "services/statistics/rest/conditions.h"
#include "services/statistics/rest/key.h"

namespace tabadul::statistics::rest {
namespace {

using Strings = std::vector<std::string>;

TEST(Request, IsSplitBeforeItIsUnescaped) {
  auto request = ParseRequest(Rest::kV1, "/data/AG%2CDF/A.SYR%2bMAR/all/",
                              "updatedAfter=2020-01-01T00%3A00%3A00&a=&b=1+2");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->path, (Strings{"data", "AG,DF", "A.SYR+MAR", "all"}));
  EXPECT_EQ(request->parameters.Take("updatedAfter"), "2020-01-01T00:00:00");
  EXPECT_EQ(request->parameters.Take("a"), std::nullopt) << "nothing behind the sign is as not there";
  EXPECT_EQ(request->parameters.AllTaken().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(request->parameters.Take("b"), "1+2") << "a plus is no space";
  EXPECT_TRUE(request->parameters.AllTaken().ok());
  EXPECT_EQ(ParseRequest(Rest::kV2, "/data//AG///", "")->path, (Strings{"data", "", "AG"}));
}

TEST(Request, WhatCanBeReadInTwoWaysIsRefused) {
  const struct {
    std::string path, query;
  } cases[] = {{"data", ""},         {"/data/%zz", ""}, {"/data/%0a", ""},  {"/data/%ff", ""},
               {"/data", "a=1&a=2"}, {"/data", "a=%e"}, {"/data", "%00=1"}, {"/1/2/3/4/5/6/7/8/9/10/11", ""}};
  for (const auto& one : cases) {
    EXPECT_FALSE(ParseRequest(Rest::kV1, one.path, one.query).ok()) << one.path << "?" << one.query;
  }
  std::string many;
  for (int i = 0; i <= 100; ++i) many += "p" + std::to_string(i) + "=1&";
  EXPECT_EQ(ReasonOf(ParseRequest(Rest::kV2, "/", many).status()), common::v1::ERROR_REASON_TOO_MANY);
  EXPECT_FALSE(SplitList(std::string(1'000, ','), ',', "x").ok());
}

TEST(Request, ParametersByComponentAreTaken) {
  auto request = ParseRequest(Rest::kV2, "/data", "c%5BFREQ%5D=A,M&c[AREA]=ne:SYR&cc=1");
  ASSERT_TRUE(request.ok());
  const auto of = request->parameters.TakeAll("c");
  ASSERT_EQ(of.size(), 2u);
  EXPECT_EQ(of[0].what, "FREQ");
  EXPECT_EQ(of[0].value, "A,M");
  EXPECT_EQ(of[1].what, "AREA");
}

std::string Text(const Keys& keys) {
  std::string text;
  for (const auto& codes : keys.hull) {
    text += "[";
    for (const std::string& code : codes) text += code + " ";
    text += "]";
  }
  return text + (keys.exact.empty() ? "" : "!");
}

TEST(Keys, AreReadAsEachVersionHasThem) {
  const struct {
    Rest rest;
    std::string key, expected;  // empty: refused
  } cases[] = {
      {Rest::kV1, "A.SYR", "[A ][SYR ]"},
      {Rest::kV1, "A+M.", "[A M ][]"},
      {Rest::kV1, ".", "[][]"},
      {Rest::kV1, "A", ""},
      {Rest::kV1, "A.SYR.X", ""},
      {Rest::kV1, "A+.SYR", ""},
      {Rest::kV2, "A", "[A ][]"},
      {Rest::kV2, "*.SYR", "[][SYR ]"},
      {Rest::kV2, "A.SYR,A.MAR", "[A ][SYR MAR ]"},
      {Rest::kV2, "A.SYR,M.MAR", "[A M ][SYR MAR ]!"},
      {Rest::kV2, "A.*,M.MAR", "[A M ][]!"},
      {Rest::kV2, "A.SYR.X", ""},
      {Rest::kV2, "A,,M", ""},
  };
  for (const auto& one : cases) {
    const auto patterns = ParseKeys(one.key, one.rest);
    const auto keys = patterns.ok() ? KeysOf(*patterns, 2, one.rest) : patterns.status();
    EXPECT_EQ(keys.ok() ? Text(*keys) : "", one.expected) << one.key;
  }
  EXPECT_TRUE(ParseKeys("ALL", Rest::kV1)->empty());
  EXPECT_TRUE(ParseKeys("*", Rest::kV2)->empty());
}

TEST(Keys, SeveralKeysAreNotTheirProduct) {
  const auto keys = KeysOf(*ParseKeys("A.SYR,M.MAR", Rest::kV2), 2, Rest::kV2);
  ASSERT_TRUE(keys.ok());
  const std::vector<std::string_view> in = {"A", "SYR"}, out = {"A", "MAR"};
  EXPECT_TRUE(keys->Fit(in));
  EXPECT_FALSE(keys->Fit(out));
}

TEST(Keys, NarrowedToNothingFitsNothing) {
  Keys keys = *KeysOf(*ParseKeys("A.SYR", Rest::kV2), 2, Rest::kV2);
  Narrow(keys, 0, 2, {"M"});
  EXPECT_EQ(keys.hull[0], Strings{""});
  Keys open;
  Narrow(open, 1, 2, {"SYR", "MAR"});
  EXPECT_EQ(Text(open), "[][SYR MAR ]");
}

TEST(Conditions, HoldAsTheirOperatorsSay) {
  const struct {
    std::string condition;
    std::vector<std::string_view> values;
    bool numeric, holds;
  } cases[] = {
      {"A", {"A"}, false, true},
      {"A,M", {"M"}, false, true},
      {"ne:A,B", {"B"}, false, true},
      {"ne:A+ne:B", {"B"}, false, false},
      {"A,B+C", {"B", "C"}, false, true},
      {"A,B+C", {"B"}, false, false},
      {"10", {"10.0"}, false, false},
      {"10", {"10.0"}, true, true},
      {"ge:9", {"10"}, true, true},
      {"lt:9", {"10"}, false, false},
      {"gt:A", {"B"}, false, true},
      {"co:rate", {"a rate"}, false, true},
      {"nc:rate", {"a rate"}, false, false},
      {"sw:a", {"a rate"}, false, true},
      {"ew:a", {"a rate"}, false, false},
      {"A", {}, false, false},
      {"ne:A", {}, false, true},
      {"xx:A", {"xx:A"}, false, true},
  };
  for (const auto& one : cases) {
    auto condition = ParseCondition("X", one.condition);
    ASSERT_TRUE(condition.ok()) << one.condition;
    condition->numeric = one.numeric;
    EXPECT_EQ(Holds(*condition, one.values), one.holds) << one.condition;
  }
  EXPECT_FALSE(ParseCondition("X", "").ok());
  EXPECT_FALSE(ParseCondition("", "A").ok());
  EXPECT_FALSE(ParseCondition("X", "A,,B").ok());
}

TEST(Conditions, OfTimeAreRangesWhereTheyCanBe) {
  const struct {
    std::string condition, in, out;
    bool exact;
  } cases[] = {
      {"ge:2020", "2020", "2019", true},    {"ge:2020+le:2021", "2021-12", "2022-01", true},
      {"gt:2020", "2021", "2020-12", true}, {"lt:2020-06", "2020-05", "2020-06", true},
      {"2020", "2020", "2020-01", false},   {"2019,2021", "2021", "2020", false},
      {"ne:2020", "2021", "2020", false},   {"sw:202", "2020", "1999", false},
  };
  for (const auto& one : cases) {
    const auto time = TimeCondition::Of(*ParseCondition("TIME_PERIOD", one.condition));
    ASSERT_TRUE(time.ok()) << one.condition;
    EXPECT_EQ(time->exact(), one.exact) << one.condition;
    EXPECT_TRUE(time->Holds(one.in)) << one.condition;
    EXPECT_FALSE(time->Holds(one.out)) << one.condition;
    EXPECT_TRUE(time->range().Has(*Period::Parse(one.in))) << one.condition;
    if (!one.exact) continue;
    EXPECT_FALSE(time->range().Has(*Period::Parse(one.out))) << one.condition;
  }
  EXPECT_FALSE(TimeCondition::Of(*ParseCondition("TIME_PERIOD", "ge:soon")).ok());
}

}  // namespace
}  // namespace tabadul::statistics::rest

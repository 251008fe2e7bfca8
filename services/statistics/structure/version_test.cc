#include "services/statistics/structure/version.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "lib/platform/base/status.h"

namespace tabadul::statistics {
namespace {

TEST(Versions, AreInTheOrderOfTheirNumbers) {
  // "1.0.0-1" is a draft of 1.0.0, and so before "1" and "1.0".
  const std::vector<std::string_view> order = {"0.9", "1.0.0-1", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta",
                                               "1",   "1.0",     "1.0.0",       "1.0.1",         "1.2",
                                               "1.9", "1.10",    "2.0.0-draft", "2.0.0",         "10.0"};
  for (size_t i = 0; i < order.size(); ++i) {
    for (size_t k = 0; k < order.size(); ++k) {
      const int found = CompareVersions(order[i], order[k]);
      EXPECT_EQ((found > 0) - (found < 0), (i > k) - (i < k)) << order[i] << " " << order[k];
    }
  }
}

TEST(Versions, OnlyNumbersAndDraftsOfThreeNumbersAreSome) {
  for (const char* good : {"1", "1.0", "0.0.1", "1.2.3.4", "1.0.0-draft", "1.0.0-rc.1", "01.0"}) {
    EXPECT_TRUE(ParseVersion(good).has_value()) << good;
  }
  for (const char* bad : {"", ".", "1.", ".1", "1..0", "v1", "1.0-draft", "1.0.0-", "1.0.0-a..b", "1.0.0-ä",
                          "latest", "99999999999", "1.2.3.4.5.6.7.8.9", " 1.0", "-1", "+1"}) {
    EXPECT_FALSE(ParseVersion(bad).has_value()) << bad;
  }
}

TEST(Versions, WhatIsNoneComesFirst) {
  EXPECT_LT(CompareVersions("draft", "0.1"), 0);
  EXPECT_LT(CompareVersions("a", "b"), 0);
  EXPECT_EQ(CompareVersions("a", "a"), 0);
}

std::string Selected(std::string_view filter, const std::vector<std::string_view>& sorted) {
  const auto parsed = VersionFilter::Parse(filter);
  EXPECT_TRUE(parsed.ok()) << filter;
  if (!parsed.ok()) return "";
  std::vector<std::string> found;
  for (const size_t i : parsed->Select(sorted)) found.emplace_back(sorted[i]);
  return absl::StrJoin(found, " ");
}

struct Case {
  std::string_view filter, selected;
};

TEST(VersionFilter, SelectsAsTheRestStandardSays) {
  const std::vector<std::string_view> sorted = {"0.5.0", "1.0",   "1.0.0",       "1.1",   "1.2.0",
                                                "1.2.4", "1.3.0", "2.0.0-draft", "2.0.0", "2.1.0-draft"};
  for (const auto& [filter, selected] : std::vector<Case>{{"1.0", "1.0"},
                                                          {"1.5", ""},
                                                          {"2.0.0-draft", "2.0.0-draft"},
                                                          {"latest", "2.1.0-draft"},
                                                          {"LATEST", "2.1.0-draft"},
                                                          {"", "2.1.0-draft"},
                                                          {"~", "2.1.0-draft"},
                                                          {"+", "2.0.0"},
                                                          {"+.0.0", "2.0.0"},
                                                          {"1+.0.0", "2.0.0"},
                                                          {"1.+.0", "1.3.0"},
                                                          {"1.0+.0", "1.3.0"},
                                                          {"1.2.+", "1.2.4"},
                                                          {"1.2.5+", ""},
                                                          {"1.2+.5", "1.3.0"},
                                                          {"3+.0.0", ""},
                                                          {"2.1.0+", ""},
                                                          {"2.0~.0", "2.1.0-draft"},
                                                          {"1.~", "1.1"},
                                                          {"1~.0", "1.1"},
                                                          {"1.*", "1.0 1.1"},
                                                          {"1.*.0", "1.0.0 1.2.0 1.2.4 1.3.0"},
                                                          {"1.2.*", "1.2.0 1.2.4"},
                                                          {"1.2*.1", "1.2.4 1.3.0"},
                                                          {"2*.0.0", "2.0.0-draft 2.0.0 2.1.0-draft"},
                                                          {"1.0+", "1.3.0"}}) {
    EXPECT_EQ(Selected(filter, sorted), selected) << filter;
  }
  EXPECT_EQ(Selected("*", sorted),
            absl::StrJoin(std::vector<std::string>(sorted.begin(), sorted.end()), " "));
  EXPECT_EQ(Selected("All", sorted), Selected("*", sorted));
}

TEST(VersionFilter, StableIsTheNewestOfTheOldFormWhereThereIsNoSemanticOne) {
  EXPECT_EQ(Selected("+", {"1.0", "1.1"}), "1.1");
  EXPECT_EQ(Selected("1.0+", {"1.0", "1.1"}), "1.1");
  EXPECT_EQ(Selected("+", {"0.1", "1.0.0-draft"}), "");
}

TEST(VersionFilter, RefusesWhatIsNone) {
  for (const char* bad : {"x", "1.0.0.+", "1.+.+", "+1", "1+0", "1.0++", "~~", "*.x", "1.0,2.0", "1..+"}) {
    const auto parsed = VersionFilter::Parse(bad);
    EXPECT_EQ(ReasonOf(parsed.status()), common::v1::ERROR_REASON_MALFORMED) << bad;
  }
}

}  // namespace
}  // namespace tabadul::statistics

#include "lib/taxonomy/member_states.h"

#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/crosswalk.h"

namespace tabadul::taxonomy {
namespace {

TEST(MemberStates, AreCountriesByBothOfTheirCodes) {
  std::set<std::string_view> states;
  for (const MemberState& state : MemberStates()) {
    EXPECT_TRUE(List(kCountries).Contains(state.alpha2)) << state.alpha2;
    EXPECT_EQ(state.alpha3, Alpha3FromAlpha2(state.alpha2));
    if (!state.currency.empty()) {
      EXPECT_TRUE(List(kCurrencies).Contains(state.currency)) << state.alpha2;
    }
    states.insert(state.alpha2);
  }
  EXPECT_EQ(states.size(), 57u);
}

TEST(MemberStates, AreInThreeGroups) {
  std::map<StateGroup, int> counts;
  for (const MemberState& state : MemberStates()) ++counts[state.group];
  EXPECT_EQ(counts[StateGroup::kArab], 22);
  EXPECT_EQ(counts[StateGroup::kAsian], 18);
  EXPECT_EQ(counts[StateGroup::kAfrican], 17);
}

TEST(MemberStates, AreFoundByTheirTwoLetters) {
  for (const MemberState& state : MemberStates()) EXPECT_EQ(FindMemberState(state.alpha2), &state);
  for (const std::string_view none : {"", "A", "FR", "ZZ", "sa", "SAU"}) {
    EXPECT_EQ(FindMemberState(none), nullptr) << none;
  }
}

}  // namespace
}  // namespace tabadul::taxonomy

#include "lib/exchange/keys.h"

#include <gtest/gtest.h>

#include "lib/exchange/exchange.h"

namespace tabadul::exchange {
namespace {

v1::Filter Countries(std::initializer_list<const char*> codes) {
  v1::Filter filter;
  for (const char* code : codes) filter.add_countries(code);
  return filter;
}

Reader Country(std::string code) {
  Reader reader;
  reader.source = code + "/x/y";
  reader.country = std::move(code);
  return reader;
}

TEST(Keys, AnEmptyFilterMatchesEverythingPublic) {
  EXPECT_TRUE(Matches({{"MA"}, "2221"}, "MA/a/b", v1::Filter(), Reader()));
}

TEST(Keys, EveryListThatIsNotEmptyMustMatch) {
  v1::Filter filter = Countries({"MA", "EG"});
  filter.add_occupations("22");
  EXPECT_TRUE(Matches({{"AE", "EG"}, "2221"}, "MA/a/b", filter, Reader()));
  EXPECT_FALSE(Matches({{"AE"}, "2221"}, "MA/a/b", filter, Reader()));
  EXPECT_FALSE(Matches({{"EG"}, "3221"}, "MA/a/b", filter, Reader()));
  EXPECT_FALSE(Matches({{"EG"}, ""}, "MA/a/b", filter, Reader()));
}

TEST(Keys, AnAudienceHidesFromThePublicUnlessItNamesIt) {
  v1::Audience audience;
  Keys keys;
  SetAudience(audience, keys);
  EXPECT_TRUE(Matches(keys, "MA/a/b", v1::Filter(), Reader()));
  audience.add_countries("EG");
  SetAudience(audience, keys);
  EXPECT_FALSE(Matches(keys, "MA/a/b", v1::Filter(), Reader()));
  EXPECT_FALSE(Matches(keys, "MA/a/b", v1::Filter(), Country("SA")));
  EXPECT_TRUE(Matches(keys, "MA/a/b", v1::Filter(), Country("EG")));
  EXPECT_TRUE(Matches(keys, "MA/x/y", v1::Filter(), Country("MA"))) << "its own";
  EXPECT_FALSE(Matches(keys, "MA/x/z", v1::Filter(), Country("MA"))) << "another system of its organisation";
  audience.set_public_(true);
  SetAudience(audience, keys);
  EXPECT_TRUE(Matches(keys, "MA/a/b", v1::Filter(), Reader()));
}

TEST(Keys, LeavingAFilterIsARemovalForThoseWhoMayHoldTheRecordOnly) {
  internal::Former former;
  Leave({{"MA"}, "2221"}, 10, former);
  EXPECT_TRUE(MayHold(former, "MA/a/b", 9, Countries({"MA"}), Reader()));
  EXPECT_FALSE(MayHold(former, "MA/a/b", 10, Countries({"MA"}), Reader())) << "was told at 10";
  EXPECT_FALSE(MayHold(former, "MA/a/b", 9, Countries({"EG"}), Reader())) << "never had it";
}

TEST(Keys, BeyondEightFormerKeysEverybodyMayHaveHadIt) {
  internal::Former former;
  for (uint64_t i = 1; i <= 9; ++i) Leave({{"MA"}, ""}, i, former);
  EXPECT_EQ(former.keys_size(), 8);
  EXPECT_TRUE(MayHold(former, "MA/a/b", 0, Countries({"EG"}), Reader()));
  EXPECT_FALSE(MayHold(former, "MA/a/b", 1, Countries({"EG"}), Reader()));
}

TEST(Keys, AfterErasureEverybodyMayHaveHadIt) {
  internal::Former former;
  Leave({{"MA"}, ""}, 3, former);
  LeaveForGood(7, former);
  EXPECT_EQ(former.keys_size(), 0);
  EXPECT_TRUE(MayHold(former, "MA/a/b", 6, Countries({"EG"}), Reader()));
  EXPECT_FALSE(MayHold(former, "MA/a/b", 7, Countries({"EG"}), Reader()));
}

}  // namespace
}  // namespace tabadul::exchange

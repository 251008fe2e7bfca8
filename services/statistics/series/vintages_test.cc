#include "services/statistics/series/vintages.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "google/protobuf/util/message_differencer.h"
#include "services/statistics/series/series_samples.h"
#include "tests/harness/seed.h"

namespace tabadul::statistics {
namespace {

using google::protobuf::util::MessageDifferencer;

absl::Time At(int64_t second) { return absl::FromUnixSeconds(second); }

std::string Text(const v1::Series* series) {
  return series == nullptr ? "none" : DecimalText({series->values(0), 0});
}
std::string AsOfText(const std::vector<State>& states, int64_t second) {
  const State* state = AsOf(states, At(second));
  return Text(state == nullptr ? nullptr : state->series);
}

class Vintages : public testing::Test {
 protected:
  const v1::Series one_ = MakeSeries({"A", "EGY", "F"}, {"2024=1"});
  const v1::Series two_ = MakeSeries({"A", "EGY", "F"}, {"2024=2"});
  const v1::Series one_again_ = one_;
};

TEST_F(Vintages, AStateHoldsUntilTheNextIsWritten) {
  const auto states =
      StatesOf(std::vector<Writing>{{At(10), &one_}, {At(20), &two_}, {At(30), nullptr}, {At(40), &one_}});
  ASSERT_EQ(states.size(), 3u);
  EXPECT_EQ(AsOfText(states, 9), "none");
  EXPECT_EQ(AsOfText(states, 10), "1");
  EXPECT_EQ(AsOfText(states, 19), "1");
  EXPECT_EQ(AsOfText(states, 20), "2");
  EXPECT_EQ(AsOfText(states, 30), "none");
  EXPECT_EQ(AsOfText(states, 99), "1");
}

TEST_F(Vintages, WhatIsWrittenAgainUnchangedIsNoVintage) {
  const auto states = StatesOf(std::vector<Writing>{{At(10), &one_}, {At(20), &one_again_}, {At(30), &two_}});
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].to, At(30));
}

TEST_F(Vintages, OfOneInstantTheLastWritingCounts) {
  const auto states =
      StatesOf(std::vector<Writing>{{At(10), &one_}, {At(10), &two_}, {At(20), nullptr}, {At(20), &one_}});
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(AsOfText(states, 10), "2");
  EXPECT_EQ(AsOfText(states, 20), "1");
}

TEST_F(Vintages, HistoryHasADataSetForEachValidity) {
  const auto first = StatesOf(std::vector<Writing>{{At(10), &one_}, {At(20), &two_}});
  const auto second = StatesOf(std::vector<Writing>{{At(10), &two_}, {At(20), &one_}, {At(30), nullptr}});
  const std::vector<absl::Span<const State>> both = {first, second};
  const auto history = History(both);
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].valid_from, At(10));
  EXPECT_EQ(history[0].valid_to, At(20));
  ASSERT_EQ(history[0].states.size(), 2u);
  EXPECT_EQ(Text(history[0].states[0]->series), "1");
  EXPECT_EQ(Text(history[0].states[1]->series), "2");
  EXPECT_EQ(history[1].valid_to, At(30));
  EXPECT_EQ(history[2].valid_to, std::nullopt);
}

// The state as of any time is that of a replay up to it.
TEST(VintagesProperty, AsOfIsReplay) {
  std::mt19937 random(harness::Seed());
  std::vector<v1::Series> values;
  for (int i = 0; i < 4; ++i) values.push_back(MakeSeries({"A", "EGY", "F"}, {"2024=" + std::to_string(i)}));
  for (int round = 0; round < 2'000; ++round) {
    std::vector<Writing> writings;
    int64_t now = 0;
    for (size_t i = random() % 20; i > 0; --i) {
      now += static_cast<int64_t>(random() % 3);
      writings.push_back({At(now), random() % 4 == 0 ? nullptr : &values[random() % values.size()]});
    }
    const std::vector<State> states = StatesOf(writings);
    for (int64_t at = -1; at <= now + 1; ++at) {
      const v1::Series* replayed = nullptr;
      for (const Writing& writing : writings) {
        if (writing.at <= At(at)) replayed = writing.series;
      }
      ASSERT_EQ(AsOfText(states, at), Text(replayed)) << "round " << round << " at " << at;
    }
    for (size_t i = 1; i < states.size(); ++i) {
      ASSERT_LE(states[i - 1].to, states[i].from);
      ASSERT_FALSE(states[i - 1].to == states[i].from &&
                   MessageDifferencer::Equals(*states[i - 1].series, *states[i].series));
    }
  }
}

}  // namespace
}  // namespace tabadul::statistics

#include "lib/language/generations.h"

#include <gtest/gtest.h>

#include <random>

namespace tabadul::language {
namespace {

constexpr size_t kMost = 4;

class GenerationsTest : public testing::Test {
 protected:
  const std::string& Of(std::string_view text) {
    return seen_.Of(text, [this](std::string_view asked) {
      ++made_;
      return "made of " + std::string(asked);
    });
  }
  Generations<std::string, kMost> seen_;
  int made_ = 0;
};

TEST_F(GenerationsTest, WhatIsInUseIsMadeOnce) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(Of("stays"), "made of stays");
    EXPECT_EQ(Of("other " + std::to_string(i)), "made of other " + std::to_string(i));
  }
  EXPECT_EQ(made_, 101);
}

TEST_F(GenerationsTest, WhatIsNotGoesAndIsMadeAgain) {
  Of("once");
  for (size_t i = 0; i < 2 * kMost; ++i) Of(std::to_string(i));
  const int before = made_;
  EXPECT_EQ(Of("once"), "made of once");
  EXPECT_EQ(made_, before + 1);
}

TEST_F(GenerationsTest, AValueIsValidForAsManyCallsAsItSays) {
  for (size_t warm = 0; warm < 2 * kMost; ++warm) {
    Of("before " + std::to_string(warm));
    const std::string& held = Of("held " + std::to_string(warm));
    for (size_t i = 0; i < kMost; ++i) Of(std::to_string(warm) + " " + std::to_string(i));
    EXPECT_EQ(held, "made of held " + std::to_string(warm));
  }
}

TEST_F(GenerationsTest, HoldsABoundedNumberAndAlwaysAnswersRight) {
  const uint32_t seed = std::random_device{}();
  RecordProperty("seed", static_cast<int>(seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = std::to_string(random() % 20);
    ASSERT_EQ(Of(text), "made of " + text) << "seed " << seed;
    ASSERT_LE(seen_.size(), 2 * kMost) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tabadul::language

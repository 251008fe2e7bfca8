#include "lib/exchange/epochs.h"

#include <gtest/gtest.h>

namespace tabadul::exchange {
namespace {

TEST(Epochs, WhatWasBeforeEveryLaterBeginningIsShared) {
  Epochs epochs;
  epochs.Set({{1, 0}, {2, 500}, {3, 300}, {4, 900}});
  EXPECT_TRUE(epochs.Share(4, 1000, 4));
  EXPECT_TRUE(epochs.Share(3, 900, 4)) << "the head of the third was 900 when the fourth began";
  EXPECT_FALSE(epochs.Share(3, 901, 4)) << "what came after that was lost";
  EXPECT_TRUE(epochs.Share(1, 300, 4));
  EXPECT_FALSE(epochs.Share(1, 400, 4)) << "the third began on an older copy";
  EXPECT_FALSE(epochs.Share(2, 400, 4));
}

TEST(Epochs, NothingIsSharedWithWhatIsNotKnown) {
  Epochs epochs;
  EXPECT_TRUE(epochs.Share(7, 10, 7)) << "a history shares all with itself";
  EXPECT_FALSE(epochs.Share(1, 0, 2)) << "no epoch was learned yet";
  epochs.Set({{1, 0}, {2, 500}});
  EXPECT_FALSE(epochs.Share(3, 1, 2)) << "an epoch that was never opened";
  EXPECT_FALSE(epochs.Share(1, 1, 3)) << "what is served is newer than what is known";
}

}  // namespace
}  // namespace tabadul::exchange

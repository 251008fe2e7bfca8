#include "services/statistics/rest/held_bytes.h"

#include <gtest/gtest.h>

#include <deque>

#include "lib/platform/base/status.h"

namespace tabadul::statistics::rest {
namespace {

TEST(HeldBytes, OneAnswerHasABound) {
  HeldBytes held;
  EXPECT_TRUE(held.Add(kMaxHeldBytes).ok());
  EXPECT_EQ(ReasonOf(held.Add(1)), common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
}

TEST(HeldBytes, AllAnswersHaveOneThatIsFreeAgainAfterThem) {
  {
    std::deque<HeldBytes> held;
    for (size_t i = 0; i < kMaxHeldBytesOfAll / kMaxHeldBytes; ++i) {
      EXPECT_TRUE(held.emplace_back().Add(kMaxHeldBytes).ok());
    }
    const absl::Status status = held.emplace_back().Add(1);
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_OVERLOADED);
    EXPECT_GT(RetryAfter(status), absl::ZeroDuration());
  }
  HeldBytes held;
  EXPECT_TRUE(held.Add(kMaxHeldBytes).ok());
}

}  // namespace
}  // namespace tabadul::statistics::rest

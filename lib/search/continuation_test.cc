#include "lib/search/continuation.h"

#include <gtest/gtest.h>

#include "lib/platform/base/status.h"

namespace tabadul::search {
namespace {

Continuation Example() {
  return {.fingerprint = 7,
          .statistics = {.documents = 1000, .field_lengths = {5000, 0}, .frequencies = {3, 1000}},
          .score = 4.25,
          .number = -12,
          .id = "a1"};
}

TEST(Continuation, ComesBackAsItWas) {
  const absl::StatusOr<Continuation> back = DecodeContinuation(Encode(Example()));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->fingerprint, 7u);
  EXPECT_EQ(back->statistics.documents, 1000u);
  EXPECT_EQ(back->statistics.field_lengths, Example().statistics.field_lengths);
  EXPECT_EQ(back->statistics.frequencies, Example().statistics.frequencies);
  EXPECT_EQ(back->score, 4.25);
  EXPECT_EQ(back->number, -12);
  EXPECT_EQ(back->id, "a1");
}

TEST(Continuation, AnyDamageIsUnreadable) {
  const std::string good = Encode(Example());
  for (size_t i = 0; i < good.size(); ++i) {
    std::string damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_EQ(ReasonOf(DecodeContinuation(damaged).status()), common::v1::ERROR_REASON_TOKEN_UNREADABLE) << i;
    EXPECT_EQ(ReasonOf(DecodeContinuation(good.substr(0, i)).status()),
              common::v1::ERROR_REASON_TOKEN_UNREADABLE);
  }
  EXPECT_FALSE(DecodeContinuation(good + "x").ok());
}

TEST(Continuation, NumbersThatNoIndexHasAreUnreadable) {
  Continuation wrong = Example();
  wrong.score = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(DecodeContinuation(Encode(wrong)).ok());
  wrong = Example();
  wrong.statistics.frequencies = {1001};
  EXPECT_FALSE(DecodeContinuation(Encode(wrong)).ok());
  wrong = Example();
  wrong.statistics.documents = ~uint64_t{0};
  EXPECT_FALSE(DecodeContinuation(Encode(wrong)).ok());
}

}  // namespace
}  // namespace tabadul::search

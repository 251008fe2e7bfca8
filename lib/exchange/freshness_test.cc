#include "lib/exchange/freshness.h"

#include <gtest/gtest.h>

namespace tabadul::exchange {
namespace {

constexpr absl::Duration kDay = absl::Hours(24);
const absl::Time kNow = absl::FromCivil(absl::CivilHour(2026, 6, 1, 12), absl::UTCTimeZone());

v1::Freshness After(absl::Duration silence) { return FreshnessOf(silence, kDay); }

TEST(Freshness, TheBordersBelongToTheBetterState) {
  constexpr absl::Duration kMoment = absl::Nanoseconds(1);
  EXPECT_EQ(After(absl::ZeroDuration()), v1::FRESHNESS_CURRENT);
  EXPECT_EQ(After(kDay), v1::FRESHNESS_CURRENT);
  EXPECT_EQ(After(kDay + kMoment), v1::FRESHNESS_LATE);
  EXPECT_EQ(After(2 * kDay), v1::FRESHNESS_LATE);
  EXPECT_EQ(After(2 * kDay + kMoment), v1::FRESHNESS_SILENT);
}

TEST(Freshness, WithoutAPromiseNobodyIsLate) {
  EXPECT_EQ(FreshnessOf(1000 * kDay, std::nullopt), v1::FRESHNESS_NO_PROMISE);
  EXPECT_EQ(FreshnessOf(std::nullopt, std::nullopt), v1::FRESHNESS_NO_PROMISE);
}

TEST(Freshness, SilenceEndsWithWhateverWasHeardLast) {
  EXPECT_EQ(SilenceOf({.received = kNow - kDay, .proven = {}, .promise_made = {}}, kNow), kDay);
  EXPECT_EQ(SilenceOf({.received = kNow - kDay, .proven = kNow - kDay / 2, .promise_made = {}}, kNow),
            kDay / 2);
  EXPECT_EQ(SilenceOf({.received = {}, .proven = kNow - kDay, .promise_made = {}}, kNow), kDay);
}

TEST(Freshness, APromiseEndsNoSilenceButCountsForASourceNeverHeard) {
  EXPECT_EQ(SilenceOf({.received = kNow - 9 * kDay, .proven = {}, .promise_made = kNow}, kNow), 9 * kDay);
  EXPECT_EQ(SilenceOf({.received = {}, .proven = {}, .promise_made = kNow - kDay}, kNow), kDay);
  EXPECT_EQ(SilenceOf({}, kNow), std::nullopt);
}

TEST(Freshness, AClockThatWasSetBackMakesNoNegativeSilence) {
  EXPECT_EQ(SilenceOf({.received = kNow + kDay, .proven = {}, .promise_made = {}}, kNow),
            absl::ZeroDuration());
}

}  // namespace
}  // namespace tabadul::exchange

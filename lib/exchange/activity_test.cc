#include "lib/exchange/activity.h"

#include <gtest/gtest.h>

namespace tabadul::exchange {
namespace {

const absl::Time kNoon = absl::FromCivil(absl::CivilHour(2026, 6, 1, 12), absl::UTCTimeZone());

Tally Items(uint64_t answered, uint64_t rejected = 0, int reason = 1) {
  Tally tally{.answered = answered, .rejected = rejected, .changed = 0, .reasons = {}};
  if (rejected > 0) tally.reasons[reason] = rejected;
  return tally;
}

TEST(Activity, NothingWasAnswered) {
  const internal::Activity counts;
  EXPECT_EQ(OfLastDay(counts, kNoon).answered, 0u);
  EXPECT_EQ(OfLastWeek(counts, kNoon).answered, 0u);
}

TEST(Activity, TheDayIs24HoursAndTheWeekSevenDays) {
  internal::Activity counts;
  Count(Items(100, 10), kNoon, counts);
  Count(Items(5), kNoon + absl::Minutes(59), counts);
  EXPECT_EQ(counts.hours_size(), 1);
  const auto last_hour = kNoon + absl::Hours(23) + absl::Minutes(59);
  EXPECT_EQ(OfLastDay(counts, last_hour).answered, 105u);
  EXPECT_EQ(OfLastDay(counts, last_hour).rejected, 10u);
  EXPECT_EQ(OfLastDay(counts, kNoon + absl::Hours(24)).answered, 0u);
  EXPECT_EQ(OfLastWeek(counts, kNoon + absl::Hours(24 * 6)).answered, 105u);
  EXPECT_EQ(OfLastWeek(counts, kNoon + absl::Hours(24 * 7)).answered, 0u);
}

TEST(Activity, WhatIsOutOfTheWindowIsForgotten) {
  internal::Activity counts;
  for (int hour = 0; hour < 24 * 30; ++hour) Count(Items(1), kNoon + absl::Hours(hour), counts);
  EXPECT_EQ(counts.hours_size(), 24);
  EXPECT_EQ(counts.days_size(), 7);
  const auto now = kNoon + absl::Hours(24 * 30 - 1);
  EXPECT_EQ(OfLastDay(counts, now).answered, 24u);
  EXPECT_EQ(OfLastWeek(counts, now).answered, 6 * 24u + 12u) << "today began twelve hours ago";
}

TEST(Activity, AClockThatWasSetBackLosesNothing) {
  internal::Activity counts;
  Count(Items(1), kNoon, counts);
  Count(Items(1), kNoon - absl::Hours(3), counts);
  EXPECT_EQ(counts.hours_size(), 1);
  EXPECT_EQ(OfLastDay(counts, kNoon).answered, 2u);
}

TEST(Activity, ReasonsAreCountedUpToEightAndTheRestTogether) {
  internal::Activity counts;
  for (int reason = 1; reason <= 12; ++reason) Count(Items(1, 1, reason), kNoon, counts);
  Count(Items(1, 1, 3), kNoon, counts);
  const Tally day = OfLastDay(counts, kNoon);
  EXPECT_EQ(day.reasons.size(), 9u);
  EXPECT_EQ(day.reasons.at(3), 2u);
  EXPECT_EQ(day.reasons.at(0), 4u);
  EXPECT_EQ(day.rejected, 13u);
}

TEST(Activity, TheRowStaysSmall) {
  internal::Activity counts;
  for (int hour = 0; hour < 24 * 8; ++hour) Count(Items(100'000), kNoon + absl::Hours(hour), counts);
  EXPECT_LT(counts.ByteSizeLong(), 450u);
}

}  // namespace
}  // namespace tabadul::exchange

#include "lib/platform/base/utc.h"

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace tabadul {
namespace {

TEST(Utc, TimesComeBackFromTheContractAsTheyWent) {
  for (const absl::Time time : {absl::UnixEpoch(), absl::FromUnixNanos(1'790'000'000'123'456'789),
                                absl::FromUnixMillis(-500)}) {  // nanos of a Timestamp are never negative
    const auto timestamp = TimestampOf(time);
    EXPECT_EQ(TimeOf(timestamp), time);
    EXPECT_GE(timestamp.nanos(), 0) << time;
    EXPECT_LT(timestamp.nanos(), 1'000'000'000) << time;
  }
}

TEST(Utc, PeopleReadWholeSecondsOfUtc) {
  EXPECT_EQ(FormatUtc(absl::FromUnixMillis(1'790'000'000'999)), "2026-09-21T14:13:20Z");
  EXPECT_EQ(FormatUtc(absl::FromCivil(absl::CivilDay(622, 7, 16), absl::UTCTimeZone())),
            "0622-07-16T00:00:00Z");
}

TEST(Utc, ProgramsReadTheFractionWhereThereIsOne) {
  EXPECT_EQ(FormatUtcExact(absl::FromUnixMillis(1'790'000'000'250)), "2026-09-21T14:13:20.25Z");
  EXPECT_EQ(FormatUtcExact(absl::FromUnixSeconds(1'790'000'000)), "2026-09-21T14:13:20Z");
}

TEST(Utc, WhatIsWrittenIsReadWithAnyZoneOrNone) {
  const absl::Time time = absl::FromUnixMillis(1'790'000'000'250);
  for (const char* text : {"2026-09-21T14:13:20.25Z", "2026-09-21T14:13:20.25", "2026-09-21T17:13:20.250+03:00"}) {
    EXPECT_EQ(ParseUtc(text), time) << text;
  }
  for (const absl::Time far : {absl::FromCivil(absl::CivilYear(1), absl::UTCTimeZone()),
                               absl::FromCivil(absl::CivilSecond(9999, 12, 31, 23, 59, 59), absl::UTCTimeZone())}) {
    EXPECT_EQ(ParseUtc(FormatUtcExact(far)), far);
  }
  for (const char* text : {"", "2026", "2026-09-21", "2026-09-21 14:13:20Z", "2026-09-21T14:13:20Zx", "26-09-21T14:13:20Z",
                           "12026-09-21T14:13:20Z", "-026-09-21T14:13:20Z", "0000-01-01T00:00:00Z",
                           "0001-01-01T00:00:00+01:00", "2026-02-30T00:00:00Z", "infinite-past"}) {
    EXPECT_FALSE(ParseUtc(text)) << text;
  }
}

}  // namespace
}  // namespace tabadul

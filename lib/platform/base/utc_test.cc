#include "lib/platform/base/utc.h"

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
  EXPECT_EQ(FormatUtc(absl::FromCivil(absl::CivilSecond(24, 1, 1), absl::UTCTimeZone())),
            "0024-01-01T00:00:00Z");
}

}  // namespace
}  // namespace tabadul

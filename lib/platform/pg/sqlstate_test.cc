#include "lib/platform/pg/sqlstate.h"

#include "gtest/gtest.h"
#include "lib/platform/pg/pg.h"
#include "lib/platform/pg/wire.h"

namespace tabadul::pg {
namespace {

TEST(Sqlstate, EachHasItsReason) {
  const auto reason = [](std::string_view sqlstate) {
    return ReasonOf(StatusOf(FailureOf(sqlstate), sqlstate, "t.statement", ""));
  };
  EXPECT_EQ(reason("23505"), common::v1::ERROR_REASON_ALREADY_EXISTS);
  EXPECT_EQ(reason("23503"), common::v1::ERROR_REASON_PRECONDITION);
  EXPECT_EQ(reason("23514"), common::v1::ERROR_REASON_PRECONDITION);
  EXPECT_EQ(reason("40001"), common::v1::ERROR_REASON_CONCURRENT);
  EXPECT_EQ(reason("40P01"), common::v1::ERROR_REASON_CONCURRENT);
  EXPECT_EQ(reason("57014"), common::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  for (const char* gone : {"", "08006", "57P01", "57P03", "53300", "53100", "25P03", "25006"}) {
    EXPECT_EQ(reason(gone), common::v1::ERROR_REASON_UNAVAILABLE) << gone;
  }
  for (const char* ours : {"42703", "22021", "23502", "XX000"}) {
    EXPECT_EQ(reason(ours), common::v1::ERROR_REASON_INTERNAL) << ours;
  }
}

TEST(Sqlstate, UnavailableSaysWhenToRetryAndIsNoUnknownCommit) {
  EXPECT_EQ(RetryAfter(Unreachable()), absl::Seconds(1));
  EXPECT_FALSE(CommitIsUnknown(Unreachable()));
  EXPECT_TRUE(CommitIsUnknown(UnknownCommit()));
  EXPECT_EQ(RetryAfter(UnknownCommit()), absl::Seconds(1));
  EXPECT_FALSE(CommitIsUnknown(absl::OkStatus()));
}

TEST(Wire, IntegersAreBigEndianAndComeBack) {
  std::string bytes;
  PutInt<int16_t>(bytes, -2);
  PutInt<int64_t>(bytes, 0x0102030405060708);
  EXPECT_EQ(bytes, std::string("\xff\xfe\x01\x02\x03\x04\x05\x06\x07\x08", 10));
  EXPECT_EQ(GetInt<int16_t>(bytes.data()), -2);
  EXPECT_EQ(GetInt<int64_t>(bytes.data() + 2), 0x0102030405060708);
}

TEST(Wire, TimesCountFromTheYear2000) {
  EXPECT_EQ(EncodeTime(absl::FromUnixSeconds(946'684'800)), 0);
  EXPECT_EQ(DecodeTime(-1), absl::FromUnixMicros(946'684'799'999'999));
  for (const absl::Time time : {absl::InfiniteFuture(), absl::InfinitePast(), absl::UnixEpoch()}) {
    EXPECT_EQ(DecodeTime(EncodeTime(time)), time);
  }
}

}  // namespace
}  // namespace tabadul::pg

#include "lib/platform/base/utc.h"

#include "absl/time/civil_time.h"
#include "lib/platform/base/status.h"

namespace tabadul {

std::string FormatUtc(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string FormatUtcExact(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

std::optional<absl::Time> ParseUtc(std::string_view text) {
  constexpr size_t kYearDigits = 4;  // absl takes more, fewer, and "infinite-past"
  if (text.find('-') != kYearDigits) return std::nullopt;
  absl::Time time;
  if (!absl::ParseTime(absl::RFC3339_full, Absl(text), &time, nullptr) &&
      !absl::ParseTime("%Y-%m-%dT%H:%M:%E*S", Absl(text), &time, nullptr)) {
    return std::nullopt;
  }
  const absl::Time first = absl::FromCivil(absl::CivilYear(1), absl::UTCTimeZone());
  const absl::Time end = absl::FromCivil(absl::CivilYear(10'000), absl::UTCTimeZone());
  return time >= first && time < end ? std::optional(time) : std::nullopt;
}

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

}  // namespace tabadul

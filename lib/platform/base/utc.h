// Times as people and other programs read them: RFC 3339 in UTC ("2026-11-23T08:00:00Z"); and as the contract has them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace tabadul {

// Whole seconds.
std::string FormatUtc(absl::Time time);
// With the fraction of the second, if there is one: "2026-11-23T08:00:00.25Z".
std::string FormatUtcExact(absl::Time time);
// RFC 3339 or xs:dateTime, of the years 1 to 9999; without a zone it is taken for UTC. Nullopt of anything else.
std::optional<absl::Time> ParseUtc(std::string_view text);

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp TimestampOf(absl::Time time);

}  // namespace tabadul

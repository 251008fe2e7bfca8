// Times as people and other programs read them: RFC 3339 in UTC, whole seconds ("2026-11-23T08:00:00Z"); and as the
// contract has them. Pure.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace tabadul {

std::string FormatUtc(absl::Time time);

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp TimestampOf(absl::Time time);

}  // namespace tabadul

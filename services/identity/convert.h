// Between our types and the contract's. Pure.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace tabadul::identity {

google::protobuf::Timestamp ToProto(absl::Time time);
absl::Time FromProto(const google::protobuf::Timestamp& time);
// RFC 3339 in UTC, whole seconds: what the metadata of errors holds.
std::string TimeText(absl::Time time);

}  // namespace tabadul::identity

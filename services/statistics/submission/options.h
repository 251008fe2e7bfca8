// What a submission may ask for: the rules of SubmissionOptions that need neither the file nor the structures. Pure.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lib/platform/base/status.h"
#include "lib/platform/rpc/call.h"
#include "tabadul/statistics/v1/submission_service.pb.h"

namespace tabadul::statistics {

inline constexpr absl::Duration kShortestEmbargo = absl::Minutes(1);
inline constexpr absl::Duration kLongestEmbargo = absl::Hours(24 * 366);

// All mistakes at once, paths from the options; NOT_OWNER.
absl::Status ValidateOptions(const v1::SubmissionOptions& options, const rpc::Caller& caller, absl::Time now);
// OUT_OF_RANGE {minimum, maximum} at "release_time".
void CheckRelease(Violations& v, const google::protobuf::Timestamp& release, absl::Time now);
// MALFORMED at "id" unless it is 32 lower-case hex digits.
void CheckSubmissionId(Violations& v, const std::string& id);
// MALFORMED at "dataflow", if there is one.
void CheckDataflow(Violations& v, const std::string& dataflow);

}  // namespace tabadul::statistics

// The requests of PracticeService: what makes one valid. Pure functions, thread-safe.
#pragma once

#include "lib/platform/base/status.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::statistics {

// INVALID_ARGUMENT with every mistake; the rules stand in proto/tabadul/statistics/v1/practice_service.proto.
absl::Status ValidateSearch(const v1::SearchGoodPracticesRequest& request);
absl::Status ValidateGet(const v1::GetGoodPracticeRequest& request);

}  // namespace tabadul::statistics

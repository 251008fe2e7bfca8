// The requests of TrainingService: what makes one valid. Pure functions, thread-safe.
#pragma once

#include "lib/platform/base/status.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::jobs {

// INVALID_ARGUMENT with every mistake; the rules stand in proto/tabadul/jobs/v1/training_service.proto.
absl::Status ValidateSearch(const v1::SearchTrainingOffersRequest& request);
absl::Status ValidateGet(const v1::GetTrainingOfferRequest& request);

}  // namespace tabadul::jobs

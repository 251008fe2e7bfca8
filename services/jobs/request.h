// The requests of JobsService: what makes one valid. Pure functions, thread-safe.
#pragma once

#include "lib/exchange/exchange.h"
#include "lib/pay/rates.h"
#include "lib/platform/base/status.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// INVALID_ARGUMENT with every mistake; the rules stand in proto/tabadul/jobs/v1/jobs_service.proto.
absl::Status ValidateSearch(const v1::SearchVacanciesRequest& request, const pay::Rates& rates);
absl::Status ValidateGet(const v1::GetVacancyRequest& request);
absl::Status ValidateBatchGet(const v1::BatchGetVacanciesRequest& request);
absl::Status ValidateComplete(const v1::CompleteQueryRequest& request);
absl::Status ValidateWhy(const v1::ExplainVacancyRequest& request, const pay::Rates& rates);

// How many a valid request asks for.
size_t CompletionsOf(const v1::CompleteQueryRequest& request);

}  // namespace tabadul::jobs

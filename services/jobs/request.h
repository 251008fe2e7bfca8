// The requests of JobsService: what makes one valid, and what it asks for. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "lib/platform/base/status.h"
#include "services/jobs/document.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// INVALID_ARGUMENT with every mistake; the rules stand in proto/tabadul/jobs/v1/jobs_service.proto.
absl::Status ValidateSearch(const v1::SearchVacanciesRequest& request);
absl::Status ValidateGet(const v1::GetVacancyRequest& request);
absl::Status ValidateBatchGet(const v1::BatchGetVacanciesRequest& request);
absl::Status ValidateWhy(const v1::ExplainVacancyRequest& request);

// What a valid search asks the index for, without the continuation. `has_words`: whether its query has any.
Wanted ToWanted(const v1::SearchVacanciesRequest& request, bool has_words);

// Page tokens: the index's continuation, bound to the query, filters and order it belongs to.
std::string MakePageToken(const v1::SearchVacanciesRequest& request, std::string_view continuation);
// The continuation; empty for an empty token. TOKEN_UNREADABLE, TOKEN_MISMATCH.
absl::StatusOr<std::string> ReadPageToken(const v1::SearchVacanciesRequest& request);

}  // namespace tabadul::jobs

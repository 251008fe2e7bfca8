// The requests of JobsService: what makes one valid, and the tokens of their pages. Pure functions, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "lib/exchange/exchange.h"
#include "lib/pay/rates.h"
#include "lib/platform/base/status.h"
#include "services/jobs/document.h"
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

// What names the result of a request, searched for as `wanted`, for a reader in a cache: a digest, the same in every
// replica that understands it in the same way.
std::string ResultKey(const v1::SearchVacanciesRequest& request, const Wanted& wanted,
                      const pay::Rates& rates, const exchange::Reader& reader);

// Page tokens: the index's continuation, bound to the query, filters and order it belongs to.
struct PageToken {
  std::string corrected;     // the query that was searched for instead; empty: the request's own
  std::string continuation;  // empty: the first page
};
// Empty without a continuation.
std::string MakePageToken(const v1::SearchVacanciesRequest& request, const PageToken& token);
// TOKEN_UNREADABLE, TOKEN_MISMATCH.
absl::StatusOr<PageToken> ReadPageToken(const v1::SearchVacanciesRequest& request);

}  // namespace tabadul::jobs

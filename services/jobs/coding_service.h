// JobsService.SuggestCodes: what makes a request valid, and its answer. Pure but for the coder, thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/jobs/coding.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// INVALID_ARGUMENT with every mistake, else the suggestions with names in `language`.
absl::StatusOr<v1::SuggestCodesResponse> SuggestCodes(const Coding& coding,
                                                      const v1::SuggestCodesRequest& request,
                                                      const std::string& language);

}  // namespace tabadul::jobs

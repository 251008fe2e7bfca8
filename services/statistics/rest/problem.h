// What went wrong with a request, as SDMX REST tells it: the status of HTTP, the code of SDMX, and a message in Arabic,
// English and French. 1.5: SDMX 2.1 Section 7, §5.8, and sdmx-rest 1.5 "Errors"; 2.x: sdmx-rest 2 "Error handling and status
// information", whose messages have the status for a code. Pure.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "services/statistics/rest/answer.h"
#include "services/statistics/rest/request.h"
#include "services/statistics/sdmx/structures.h"

namespace tabadul::statistics::rest {

// The errors of this room, beside those of the fields of a request:
// - nothing fits the query: NOT_FOUND {what: data};
absl::Status NoResults();
// - an artefact that is named is not there: NOT_FOUND {id};
absl::Status NotHere(std::string_view id);
// - the standard has it, the hub does not: METHOD_UNKNOWN {method};
absl::Status NotOffered(std::string_view method);
// - more would have to be held than is allowed: MESSAGE_TOO_LARGE {limit_bytes}.
absl::Status TooLarge(size_t limit_bytes);

// Whether SDMX REST has an answer for it; else it is an error of the call.
bool IsOfRequest(const absl::Status& status);
// `status` is of a request. In 2.x there is no body where nothing fits (204).
Answer ProblemAnswer(const absl::Status& status, Rest rest, sdmx::StructureFormat format,
                     sdmx::MessageHead head);

}  // namespace tabadul::statistics::rest

// The answers to the kinds of queries. Errors are those of problem.h, of the parsers of the queries, and of the call.
#pragma once

#include "absl/status/statusor.h"
#include "services/statistics/rest/asking.h"

namespace tabadul::statistics::rest {

absl::StatusOr<Answer> AnswerStructures(Asking& asking);
// Several dataflows go into one message only where that has room for the structure of each: NOT_ACCEPTABLE otherwise.
absl::StatusOr<Answer> AnswerData(Asking& asking);
// The constraint that says for which codes and periods there are data, with what it refers to: code lists and schemes with
// what it names alone.
absl::StatusOr<Answer> AnswerAvailability(Asking& asking);

}  // namespace tabadul::statistics::rest

// Where a kind of record is exchanged: the one place that knows how a kind's service is called. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace tabadul::client {

// "vacancy", "training_offer": the members of Record.payload.
std::vector<std::string> Kinds();
// "/tabadul.jobs.v1.VacancyExchangeService/Watch" of "vacancy" and "Watch": the service beside the payload's message,
// named after it. NOT_FOUND {kind} if there is no such kind, or its service has no such RPC.
absl::StatusOr<std::string> MethodOf(std::string_view kind, std::string_view rpc);

}  // namespace tabadul::client

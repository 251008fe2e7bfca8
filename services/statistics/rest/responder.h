// Answers SDMX REST of both roots from what the service holds: 1.5 of SDMX 2.1 and 2.x of SDMX 3.0
// (sdmx-twg/sdmx-rest). What the standard has and the hub has not (schemas, reference metadata, registrations) is refused as such. Thread-safe.
#pragma once

#include "absl/status/statusor.h"
#include "services/statistics/holdings.h"
#include "services/statistics/rest/answer.h"
#include "tabadul/statistics/v1/sdmx_service.pb.h"

namespace tabadul::statistics::rest {

class Responder {
 public:
  // `holdings` outlives it, and the bodies of its answers.
  explicit Responder(const Holdings& holdings) : holdings_(holdings) {}

  // Blocking where vintages are asked for. What the client did wrong is an answer; an error is one of the call: TOO_LONG
  // {field, limit}, REQUIRED {field: rest}, OVERLOADED, DEADLINE_EXCEEDED, CANCELLED, INTERNAL.
  absl::StatusOr<Answer> Respond(const Context& context, const v1::GetSdmxRequest& asked) const;

 private:
  const Holdings& holdings_;
};

}  // namespace tabadul::statistics::rest

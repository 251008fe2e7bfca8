// SdmxService: SDMX REST over the wire, the head first, then the body in pieces, no faster than whoever asks takes them.
#pragma once

#include "lib/platform/rpc/service.h"
#include "services/statistics/rest/responder.h"

namespace tabadul::statistics {

class SdmxRestService final : public rpc::Service {
 public:
  // `holdings` outlives it.
  explicit SdmxRestService(const Holdings& holdings);

 private:
  const rest::Responder responder_;
};

}  // namespace tabadul::statistics

// What of an HTTP request outlives its message: who asks, in which language, until when, and what he can take. Only this
// is passed on to the services, never a field that they have not asked for.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "lib/platform/base/status.h"
#include "lib/platform/http/server.h"

namespace tabadul::web {

struct RequestContext {
  std::string request_id;
  std::string language;  // "ar", "en" or "fr"
  // Of the calls that are made for it: authorization, accept-language, x-request-id, and the certificate that the gateway
  // tells of, or "none": what a visitor asks for is no wish of this service's.
  std::vector<std::pair<std::string, std::string>> metadata;
  std::string certificate;  // what the gateway tells of it; empty: none
  bool anonymous = true;    // no token and no certificate came with it
  bool reads = true;        // GET or HEAD; of all else nobody may keep the answer, a token say
  bool gzip = false;
  std::string accept, if_none_match;  // the latter of whoever reads
};

RequestContext ReadContext(const http::Request& request);
// The caller's own time-out, X-Timeout-Ms (1 to 300000) or Grpc-Timeout (as gRPC spells it): MALFORMED. None without.
absl::StatusOr<std::optional<absl::Duration>> ReadTimeout(const http::Fields& fields);

}  // namespace tabadul::web

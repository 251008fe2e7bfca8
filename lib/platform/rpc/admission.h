// Who may call: what a connection and its headers present, and what the RPC's policy says to the caller.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"
#include "lib/platform/rpc/server.h"
#include "tabadul/common/v1/policy.pb.h"

namespace tabadul::rpc {

// Headers that say who calls, as they came: all values of each.
struct IdentityHeaders {
  std::vector<std::string> authorization, certificate, certificate_expires;
};

// Puts together what is presented. Certificate headers count only if the connection's own certificate is the
// gateway's or the web service's; from anybody else they are ignored. TOKEN_INVALID if `authorization` is not
// one bearer token.
absl::StatusOr<Authenticator::Presented> Present(std::string_view peer_service,
                                                 const IdentityHeaders& headers,
                                                 const common::v1::Policy& policy);

// OK if the policy lets `caller` in, else the reason. Default is deny. A service that the policy does not
// name calls anonymous RPCs as a visitor: `caller` is changed to one.
absl::Status Admit(const common::v1::Policy& policy, Caller& caller);

// Some way in is open. Methods whose policy has none fail the start.
bool AdmitsAnybody(const common::v1::Policy& policy);
// Stale revocations must not admit writes: a scope is "admin" or ends in ".write".
bool Writes(const common::v1::Policy& policy);

}  // namespace tabadul::rpc

// A member's token, asked for as a client asks for it.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lib/client/profile.h"
#include "lib/platform/rpc/channel.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::harness {

inline constexpr char kIssueToken[] = "/tabadul.identity.v1.IdentityService/IssueToken";

inline absl::StatusOr<std::string> MemberToken(const client::Profile& profile) {
  rpc::Channel channel({.target = profile.endpoint,
                        .tls = {profile.certificate, profile.key, profile.authority},
                        .server_name = profile.server_name});
  identity::v1::IssueTokenResponse token;
  const absl::Status status = channel.Unary(Context::WithTimeout(absl::Seconds(10)), kIssueToken,
                                            identity::v1::IssueTokenRequest(), &token);
  if (!status.ok()) return status;
  return token.access_token();
}

}  // namespace tabadul::harness

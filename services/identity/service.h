// IdentityService: what members and services ask. Thread-safe.
#pragma once

#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/service.h"
#include "services/identity/revocations.h"
#include "services/identity/sessions.h"
#include "services/identity/store.h"
#include "services/identity/token_keys.h"

namespace tabadul::identity {

class IdentityService final : public rpc::Service {
 public:
  // `sessions` has the RPCs of signing in and out.
  IdentityService(Store& store, Sessions& sessions, const TokenKeys& keys, Revocations& revocations,
                  absl::Duration token_lifetime, const Clock& clock);

 private:
  absl::StatusOr<v1::IssueTokenResponse> IssueToken(const rpc::Call& call,
                                                    const v1::IssueTokenRequest& request);
  absl::StatusOr<v1::WhoAmIResponse> WhoAmI(const rpc::Call& call, const v1::WhoAmIRequest& request);
  absl::StatusOr<v1::GetJwksResponse> GetJwks(const rpc::Call& call, const v1::GetJwksRequest& request);
  absl::StatusOr<v1::ListSigningKeysResponse> ListSigningKeys(const rpc::Call& call,
                                                              const v1::ListSigningKeysRequest& request);

  Store& store_;
  Sessions& sessions_;
  const TokenKeys& keys_;
  Revocations& revocations_;
  const absl::Duration token_lifetime_;
  const Clock& clock_;
};

}  // namespace tabadul::identity

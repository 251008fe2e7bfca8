// Who calls identity: tokens are verified with its own keys, revocations are those of its own memory, so that
// identity needs no other service, itself included. Thread-safe.
#pragma once

#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/server.h"
#include "services/identity/revocations.h"
#include "services/identity/token_keys.h"

namespace tabadul::identity {

class Authenticator final : public rpc::Authenticator {
 public:
  Authenticator(const TokenKeys& keys, const Revocations& revocations, const Clock& clock)
      : keys_(keys), revocations_(revocations), clock_(clock) {}
  // TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_AUDIENCE, CERTIFICATE_MISSING, TOKEN_CERTIFICATE_MISMATCH,
  // CERTIFICATE_REVOKED, REVOCATIONS_STALE.
  absl::StatusOr<rpc::Caller> Authenticate(const Presented& presented) override;
  absl::Status Recheck(const rpc::Caller& caller) override;

 private:
  const TokenKeys& keys_;
  const Revocations& revocations_;
  const Clock& clock_;
};

}  // namespace tabadul::identity

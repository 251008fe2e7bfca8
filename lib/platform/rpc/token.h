// Offline verification of tokens: keys (JWKS) and revocations are fetched from identity in the background and held
// in memory; a call never waits for identity.
#pragma once

#include <memory>
#include <string>

#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/rpc/server.h"

namespace tabadul::rpc {

// What a verified token says.
struct TokenClaims {
  std::string source, organisation, fingerprint;
  std::vector<std::string> scopes;
  absl::Time expires;
};

// Verifies one ES256 JWT against a JSON Web Key Set: signature, `iss`, `aud`, `exp`, `nbf`, `cnf.x5t#S256`.
// TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_AUDIENCE. Does not compare the certificate: the caller does.
absl::StatusOr<TokenClaims> VerifyToken(std::string_view token, std::string_view jwks, absl::Time now);
inline constexpr char kTokenIssuer[] = "tabadul-identity";
inline constexpr char kTokenAudience[] = "tabadul";

// The Authenticator of every service but identity. Follows IdentityService.GetJwks and WatchRevocations over
// `identity`; until keys are known tokens answer UNAVAILABLE; revocations older than 60 s refuse writes
// (REVOCATIONS_STALE). Thread-safe.
class TokenAuthenticator final : public Authenticator {
 public:
  TokenAuthenticator(Channel& identity, const Clock& clock);
  ~TokenAuthenticator() override;
  absl::StatusOr<Caller> Authenticate(const Presented& presented) override;
  absl::Status Ready() const;  // keys and revocations have been received

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::rpc

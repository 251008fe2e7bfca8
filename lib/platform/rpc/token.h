// Offline verification of tokens: keys (JWKS) and revocations are held in memory; a call never waits for
// identity.
#pragma once

#include <functional>
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

// Verifies one ES256 JWT against a JSON Web Key Set: signature, `iss`, `aud`, `exp`, `nbf`; reads `sub` (the
// source), `org`, `scope` (space-separated) and `cnf.x5t#S256`. TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_AUDIENCE.
// Does not compare the certificate: the caller does.
absl::StatusOr<TokenClaims> VerifyToken(std::string_view token, std::string_view jwks, absl::Time now);
inline constexpr char kTokenIssuer[] = "tabadul-identity";
inline constexpr char kTokenAudience[] = "tabadul";

// The rules of who calls, over whatever keys and revocations it has been told: identity tells its own at
// first hand, everybody else uses TokenAuthenticator. Until keys are known tokens answer UNAVAILABLE;
// revocations not confirmed for `stale_after` refuse writes (REVOCATIONS_STALE). Verified tokens are
// remembered (bounded). Thread-safe.
class TokenVerifier final : public Authenticator {
 public:
  explicit TokenVerifier(const Clock& clock, absl::Duration stale_after = absl::InfiniteDuration());
  ~TokenVerifier() override;

  // Replaces all keys. INVALID_ARGUMENT (MALFORMED) if it is not a key set; then the old ones stay.
  absl::Status SetKeys(std::string_view jwks);
  // Called (from any thread) for a token signed by a key that is not known, at most every 5 s.
  void OnUnknownKey(std::function<void()> ask);
  // One of the two is empty: the fingerprint of a certificate or a session, or a system's source.
  void Revoke(const std::string& fingerprint, const std::string& source, absl::Time time);
  void RevocationsAreCurrent();  // all that is revoked at this moment has been told
  absl::Duration RevocationsAge() const;
  bool HasKeys() const;

  absl::StatusOr<Caller> Authenticate(const Presented& presented) override;
  absl::Status Recheck(const Caller& caller) override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The Authenticator of every service but identity. Follows IdentityService.GetJwks and WatchRevocations over
// `identity` (which must outlive it) in two threads of its own. Thread-safe.
class TokenAuthenticator final : public Authenticator {
 public:
  TokenAuthenticator(Channel& identity, const Clock& clock, absl::Duration stale_after = absl::Seconds(60));
  ~TokenAuthenticator() override;
  absl::StatusOr<Caller> Authenticate(const Presented& presented) override;
  absl::Status Recheck(const Caller& caller) override;
  absl::Status Ready() const;  // keys and revocations have been received

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::rpc

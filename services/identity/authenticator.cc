#include "services/identity/authenticator.h"

#include "lib/platform/rpc/token.h"
#include "services/identity/convert.h"
#include "services/identity/organisation.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr absl::Duration kStale = absl::Seconds(60);

}  // namespace

absl::StatusOr<rpc::Caller> Authenticator::Authenticate(const Presented& presented) {
  if (presented.bearer.empty()) return WithoutToken(presented);
  ASSIGN_OR_RETURN(rpc::TokenClaims claims,
                   rpc::VerifyToken(presented.bearer, keys_.Jwks(clock_.Now()), clock_.Now()));
  if (presented.fingerprint.empty()) return Error(ERROR_REASON_CERTIFICATE_MISSING);
  if (presented.fingerprint != claims.fingerprint) return Error(ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH);
  rpc::Caller caller{.kind = rpc::Caller::Kind::kSystem,
                     .source = std::move(claims.source),
                     .organisation = std::move(claims.organisation),
                     .scopes = std::move(claims.scopes),
                     .fingerprint = std::move(claims.fingerprint),
                     .certificate_expires = presented.certificate_expires,
                     .token_expires = claims.expires};
  caller.country = CountryOf(caller.source);
  RETURN_IF_ERROR(Recheck(caller));
  if (const absl::Duration age = revocations_.Age(); presented.writes && age > kStale) {
    const int64_t seconds = age == absl::InfiniteDuration() ? -1 : absl::ToInt64Seconds(age);
    return WithRetry(Error(ERROR_REASON_REVOCATIONS_STALE, {{"age_seconds", std::to_string(seconds)}}),
                     absl::Seconds(5));
  }
  return caller;
}

absl::Status Authenticator::Recheck(const rpc::Caller& caller) {
  if (caller.kind != rpc::Caller::Kind::kSystem) return absl::OkStatus();
  const auto revoked = revocations_.Of(caller.fingerprint, caller.source);
  if (!revoked) return absl::OkStatus();
  return Error(ERROR_REASON_CERTIFICATE_REVOKED, {{"revoked_at", TimeText(*revoked)}});
}

}  // namespace tabadul::identity

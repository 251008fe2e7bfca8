#include "services/identity/service.h"

#include <algorithm>

#include "lib/platform/base/utc.h"
#include "lib/platform/metrics/metrics.h"
#include "services/identity/access_token.h"
#include "services/identity/organisation.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

const metrics::Counter& TokensMetric() {
  static const metrics::Counter counter("tabadul_identity_issued_tokens_total", "Access tokens issued");
  return counter;
}

}  // namespace

IdentityService::IdentityService(Store& store, Sessions& sessions, const TokenKeys& keys,
                                 Revocations& revocations, absl::Duration token_lifetime, const Clock& clock)
    : rpc::Service(v1::IssueTokenRequest::descriptor()->file()->FindServiceByName("IdentityService")),
      store_(store),
      sessions_(sessions),
      keys_(keys),
      revocations_(revocations),
      token_lifetime_(token_lifetime),
      clock_(clock) {
  Unary("IssueToken", this, &IdentityService::IssueToken);
  Unary("WhoAmI", this, &IdentityService::WhoAmI);
  Unary("GetJwks", this, &IdentityService::GetJwks, rpc::Work::kFromMemory);
  Unary("ListSigningKeys", this, &IdentityService::ListSigningKeys);
  Unary("SignIn", &sessions, &Sessions::SignIn);
  Unary("SignOut", &sessions, &Sessions::SignOut);
  Streaming("WatchRevocations", [this](rpc::Stream& stream) { return revocations_.Watch(stream); });
}

absl::StatusOr<v1::IssueTokenResponse> IdentityService::IssueToken(const rpc::Call& call,
                                                                   const v1::IssueTokenRequest& request) {
  const std::string& fingerprint = call.caller().fingerprint;
  if (fingerprint.empty()) return Error(ERROR_REASON_CERTIFICATE_MISSING);
  if (!IsFingerprint(fingerprint)) return Error(ERROR_REASON_CERTIFICATE_UNKNOWN);
  ASSIGN_OR_RETURN(Holder holder, store_.HolderOf(call.context(), fingerprint));
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(MayAct(holder, now));
  if (holder.session) {
    holder.scopes = SessionScopes(holder.scopes);
    ASSIGN_OR_RETURN(holder.not_after, sessions_.Use(call.context(), fingerprint));
  }
  ASSIGN_OR_RETURN(std::vector<std::string> scopes,
                   GrantScopes(holder.scopes, {request.scopes().begin(), request.scopes().end()}));
  const absl::Time expires = std::min(now + token_lifetime_, holder.not_after);
  ASSIGN_OR_RETURN(const auto key, keys_.Signing(now, expires));
  ASSIGN_OR_RETURN(const std::string token, SignToken(*key, {.source = holder.source,
                                                             .organisation = holder.organisation,
                                                             .scopes = scopes,
                                                             .fingerprint = fingerprint,
                                                             .issued = now,
                                                             .expires = expires}));
  TokensMetric().Increment();
  v1::IssueTokenResponse response;
  response.set_access_token(token);
  response.mutable_expires_in()->set_seconds(absl::ToInt64Seconds(expires - now));
  for (std::string& scope : scopes) response.add_scopes(std::move(scope));
  return response;
}

absl::StatusOr<v1::WhoAmIResponse> IdentityService::WhoAmI(const rpc::Call& call, const v1::WhoAmIRequest&) {
  const rpc::Caller& caller = call.caller();
  ASSIGN_OR_RETURN(v1::Organisation organisation, store_.Organisation(call.context(), caller.organisation));
  ASSIGN_OR_RETURN(const Holder holder, store_.HolderOf(call.context(), caller.fingerprint));
  v1::WhoAmIResponse response;
  response.set_source(caller.source);
  response.set_organisation(caller.organisation);
  *response.mutable_organisation_name() = std::move(*organisation.mutable_name());
  for (const std::string& scope : caller.scopes) response.add_scopes(scope);
  response.set_certificate_fingerprint(caller.fingerprint);
  *response.mutable_certificate_expire_time() = TimestampOf(holder.not_after);
  *response.mutable_token_expire_time() = TimestampOf(caller.token_expires);
  ASSIGN_OR_RETURN(const auto last, store_.LastCertificateEnd(call.context(), caller.source));
  if (last) *response.mutable_last_certificate_expire_time() = TimestampOf(*last);
  return response;
}

absl::StatusOr<v1::GetJwksResponse> IdentityService::GetJwks(const rpc::Call&, const v1::GetJwksRequest&) {
  v1::GetJwksResponse response;
  response.set_jwks(keys_.Jwks(clock_.Now()));
  return response;
}

absl::StatusOr<v1::ListSigningKeysResponse> IdentityService::ListSigningKeys(
    const rpc::Call& call, const v1::ListSigningKeysRequest&) {
  ASSIGN_OR_RETURN(std::vector<v1::SigningKey> keys, store_.SigningKeys(call.context()));
  v1::ListSigningKeysResponse response;
  for (v1::SigningKey& key : keys) *response.add_keys() = std::move(key);
  return response;
}

}  // namespace tabadul::identity

#include "lib/platform/rpc/admission.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons

constexpr std::string_view kBearer = "bearer ";
constexpr size_t kFingerprintLength = 43;  // 32 bytes in base64url without padding
constexpr size_t kMaxToken = 8192;

bool Forwards(std::string_view peer_service) { return peer_service == "gateway" || peer_service == "web"; }

bool IsFingerprint(std::string_view text) {
  return text.size() == kFingerprintLength && std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_';
         });
}

// HAProxy's ssl_c_notafter ("261123173322Z"), or RFC 3339. What cannot be read has expired.
absl::Time ParseExpiry(const std::string& text) {
  absl::Time time;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return time;
  if (text.size() != 13 || text.back() != 'Z' ||
      !std::all_of(text.begin(), text.end() - 1, absl::ascii_isdigit)) {
    return absl::InfinitePast();
  }
  const auto part = [&](size_t at) { return text.substr(at, 2); };
  const std::string full =
      "20" + part(0) + "-" + part(2) + "-" + part(4) + "T" + part(6) + ":" + part(8) + ":" + part(10) + "Z";
  return absl::ParseTime(absl::RFC3339_full, full, &time, nullptr) ? time : absl::InfinitePast();
}

bool Names(const google::protobuf::RepeatedPtrField<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

Caller Authenticator::WithoutToken(const Presented& presented) {
  Caller caller;
  if (presented.peer_service != "gateway" && !presented.peer_service.empty() && !presented.forwarded) {
    caller.kind = Caller::Kind::kService;
    caller.service = presented.peer_service;
    return caller;
  }
  caller.fingerprint = presented.fingerprint;
  caller.certificate_expires = presented.certificate_expires;
  return caller;
}

absl::StatusOr<Authenticator::Presented> Present(std::string_view peer_service,
                                                 const IdentityHeaders& headers, const Policy& policy) {
  Authenticator::Presented out;
  out.peer_service = peer_service;
  out.writes = Writes(policy);
  out.forwarded = !headers.authorization.empty() || !headers.certificate.empty();
  if (!headers.authorization.empty()) {
    const std::string& value = headers.authorization.front();
    if (headers.authorization.size() > 1 || value.size() > kMaxToken ||
        !absl::StartsWithIgnoreCase(value, Absl(kBearer)) || value.size() == kBearer.size()) {
      return Error(ERROR_REASON_TOKEN_INVALID);
    }
    out.bearer = value.substr(kBearer.size());
  }
  // A fingerprint that anybody could write would make every token usable without its certificate's key.
  if (!Forwards(peer_service) && !MUTANT("trust_forged_header")) return out;
  if (headers.certificate.size() != 1 || !IsFingerprint(headers.certificate.front())) return out;
  if (headers.certificate_expires.size() > 1) return out;
  const absl::Time expires = headers.certificate_expires.empty()
                                 ? absl::InfiniteFuture()
                                 : ParseExpiry(headers.certificate_expires.front());
  out.fingerprint = headers.certificate.front();
  out.certificate_expires = expires;
  return out;
}

absl::Status Admit(const Policy& policy, Caller& caller) {
  if (caller.kind == Caller::Kind::kService) {
    if (Names(policy.services(), caller.service)) return absl::OkStatus();
    if (!policy.anonymous()) {
      return policy.scopes().empty() ? Error(ERROR_REASON_SCOPE_MISSING, {{"needed", "service"}})
                                     : Error(ERROR_REASON_TOKEN_MISSING);
    }
    caller = Caller();
    return absl::OkStatus();
  }
  if (policy.anonymous()) return absl::OkStatus();
  if (policy.certificate() && !caller.fingerprint.empty()) return absl::OkStatus();
  const std::string needed = policy.scopes().empty() ? "service" : policy.scopes(0);
  if (caller.kind == Caller::Kind::kVisitor) {
    if (!policy.scopes().empty()) return Error(ERROR_REASON_TOKEN_MISSING);
    if (policy.certificate()) return Error(ERROR_REASON_CERTIFICATE_MISSING);
    return Error(ERROR_REASON_SCOPE_MISSING, {{"needed", needed}});
  }
  for (const std::string& scope : policy.scopes()) {
    if (caller.HasScope(scope)) return absl::OkStatus();
  }
  return Error(ERROR_REASON_SCOPE_MISSING, {{"needed", needed}});
}

bool AdmitsAnybody(const Policy& policy) {
  return policy.anonymous() || policy.certificate() || !policy.scopes().empty() || !policy.services().empty();
}

bool Writes(const Policy& policy) {
  return std::any_of(policy.scopes().begin(), policy.scopes().end(), [](const std::string& scope) {
    return scope == "admin" || absl::EndsWith(scope, ".write");
  });
}

}  // namespace tabadul::rpc

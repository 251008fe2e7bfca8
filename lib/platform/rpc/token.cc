#include "lib/platform/rpc/token.h"

#include <cjose/cjose.h>
#include <openssl/sha.h>

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/base/utc.h"
#include "nlohmann/json.hpp"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using Json = nlohmann::json;

constexpr absl::Duration kClockSkew = absl::Seconds(60);  // of `nbf` only: expiry is never stretched
constexpr absl::Duration kAskEvery = absl::Seconds(5);    // for unknown keys
constexpr size_t kMaxRemembered = 20000;

struct FreeJwk {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct FreeJws {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};
using Jwk = std::unique_ptr<cjose_jwk_t, FreeJwk>;
using Jws = std::unique_ptr<cjose_jws_t, FreeJws>;
using Keys = absl::flat_hash_map<std::string, Jwk>;  // by kid

absl::Status Invalid() { return Error(ERROR_REASON_TOKEN_INVALID); }

absl::StatusOr<Keys> ParseKeys(std::string_view jwks) {
  const Json set = Json::parse(jwks.begin(), jwks.end(), nullptr, false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) {
    return Error(ERROR_REASON_MALFORMED, {{"form", "JSON Web Key Set"}});
  }
  Keys keys;
  for (const Json& key : set["keys"]) {
    if (!key.is_object() || key.value("kty", Json()) != "EC" || !key.value("kid", Json()).is_string())
      continue;
    const std::string text = key.dump();
    cjose_err error;
    Jwk parsed(cjose_jwk_import(text.data(), text.size(), &error));
    if (parsed != nullptr) keys[key["kid"].get<std::string>()] = std::move(parsed);
  }
  return keys;
}

std::string HeaderField(cjose_jws_t* jws, const char* name) {
  cjose_err error;
  const char* const value = cjose_header_get(cjose_jws_get_protected(jws), name, &error);
  return value == nullptr ? "" : value;
}

std::string Text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

absl::Time Time(const Json& object, const char* name, absl::Time absent) {
  const auto found = object.find(name);
  if (found == object.end()) return absent;
  return found->is_number() ? absl::FromUnixSeconds(found->get<int64_t>()) : absl::InfinitePast();
}

bool IsForUs(const Json& claims) {
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return false;
  if (audience->is_string()) return *audience == kTokenAudience;
  if (!audience->is_array()) return false;
  for (const Json& one : *audience) {
    if (one == kTokenAudience) return true;
  }
  return false;
}

// Times are looked at again for each call, since verified tokens are remembered.
absl::Status CheckExpiry(const TokenClaims& claims, absl::Time now) {
  if (now < claims.expires) return absl::OkStatus();
  return Error(ERROR_REASON_TOKEN_EXPIRED, {{"expired_at", FormatUtc(claims.expires)}});
}

absl::StatusOr<TokenClaims> ReadClaims(std::string_view text, absl::Time now) {
  const Json claims = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!claims.is_object() || Text(claims, "iss") != kTokenIssuer) return Invalid();
  if (!IsForUs(claims)) return Error(ERROR_REASON_TOKEN_AUDIENCE, {{"audience", Text(claims, "aud")}});
  TokenClaims out;
  out.source = Text(claims, "sub");
  out.organisation = Text(claims, "org");
  out.scopes = absl::StrSplit(Text(claims, "scope"), ' ', absl::SkipEmpty());
  if (const auto cnf = claims.find("cnf"); cnf != claims.end() && cnf->is_object()) {
    out.fingerprint = Text(*cnf, "x5t#S256");
  }
  out.expires = Time(claims, "exp", absl::InfinitePast());
  if (out.source.empty() || out.fingerprint.empty()) return Invalid();
  if (Time(claims, "nbf", absl::InfinitePast()) > now + kClockSkew) return Invalid();
  RETURN_IF_ERROR(CheckExpiry(out, now));
  return out;
}

// `known` tells whether the key was there, when the token cannot be believed.
absl::StatusOr<TokenClaims> Verify(std::string_view token, const Keys& keys, absl::Time now, bool* known) {
  cjose_err error;
  const Jws jws(cjose_jws_import(token.data(), token.size(), &error));
  // The algorithm is ours to choose, never the token's: "none" or a MAC would make the public key a secret.
  if (jws == nullptr || HeaderField(jws.get(), "alg") != "ES256") return Invalid();
  const auto key = keys.find(HeaderField(jws.get(), "kid"));
  *known = key != keys.end();
  if (!*known || !cjose_jws_verify(jws.get(), key->second.get(), &error)) return Invalid();
  uint8_t* text = nullptr;
  size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &text, &size, &error)) return Invalid();
  return ReadClaims({reinterpret_cast<const char*>(text), size}, now);
}

std::string DigestOf(std::string_view text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

// "SY" of "SY/mosal/pes"; nothing of DEMO/… and HUB/….
std::string CountryOf(const std::string& source) {
  return source.size() > 2 && source[2] == '/' ? source.substr(0, 2) : "";
}

// A time that the gateway could not tell counts as no certificate.
absl::Status CertificateExpired(absl::Time time) {
  if (time == absl::InfinitePast()) return Error(ERROR_REASON_CERTIFICATE_MISSING);
  return Error(ERROR_REASON_CERTIFICATE_EXPIRED, {{"expired_at", FormatUtc(time)}});
}

absl::Status Revoked(absl::Time time) {
  return Error(ERROR_REASON_CERTIFICATE_REVOKED, {{"revoked_at", FormatUtc(time)}});
}

}  // namespace

absl::StatusOr<TokenClaims> VerifyToken(std::string_view token, std::string_view jwks, absl::Time now) {
  ASSIGN_OR_RETURN(const Keys keys, ParseKeys(jwks));
  bool known = false;
  return Verify(token, keys, now, &known);
}

class TokenVerifier::Impl {
 public:
  Impl(const Clock& clock, absl::Duration stale_after) : clock_(clock), stale_after_(stale_after) {}

  absl::Status SetKeys(std::string_view jwks) {
    ASSIGN_OR_RETURN(Keys keys, ParseKeys(jwks));
    auto fresh = std::make_shared<const Keys>(std::move(keys));
    absl::MutexLock lock(&mutex_);
    if (jwks == jwks_) return absl::OkStatus();
    jwks_ = jwks;
    keys_ = std::move(fresh);
    verified_.clear();  // a key that was withdrawn takes its tokens along
    return absl::OkStatus();
  }

  void OnUnknownKey(std::function<void()> ask) {
    absl::MutexLock lock(&mutex_);
    ask_ = std::move(ask);
  }

  void Revoke(const std::string& fingerprint, const std::string& source, absl::Time time) {
    absl::MutexLock lock(&mutex_);
    if (!fingerprint.empty()) revoked_["certificate:" + fingerprint] = time;
    if (!source.empty()) revoked_["source:" + source] = time;
  }

  void RevocationsAreCurrent() {
    absl::MutexLock lock(&mutex_);
    current_at_ = clock_.Now();
  }

  absl::Duration RevocationsAge() const {
    absl::MutexLock lock(&mutex_);
    return clock_.Now() - current_at_;
  }

  bool HasKeys() const {
    absl::MutexLock lock(&mutex_);
    return keys_ != nullptr;
  }

  absl::StatusOr<Caller> Authenticate(const Presented& presented) {
    if (presented.certificate_expires <= clock_.Now())
      return CertificateExpired(presented.certificate_expires);
    if (presented.bearer.empty()) {
      Caller caller = WithoutToken(presented);
      RETURN_IF_ERROR(CheckRevoked(caller.fingerprint, ""));
      return caller;
    }
    ASSIGN_OR_RETURN(TokenClaims claims, Claims(presented.bearer));
    if (presented.fingerprint.empty()) return Error(ERROR_REASON_CERTIFICATE_MISSING);
    if (claims.fingerprint != presented.fingerprint) return Error(ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH);
    RETURN_IF_ERROR(CheckRevoked(claims.fingerprint, claims.source));
    if (presented.writes) RETURN_IF_ERROR(CheckFresh());
    Caller caller;
    caller.kind = Caller::Kind::kSystem;
    caller.country = CountryOf(claims.source);
    caller.source = std::move(claims.source);
    caller.organisation = std::move(claims.organisation);
    caller.scopes = std::move(claims.scopes);
    caller.fingerprint = presented.fingerprint;
    caller.certificate_expires = presented.certificate_expires;
    caller.token_expires = claims.expires;
    return caller;
  }

  absl::Status CheckRevoked(const std::string& fingerprint, const std::string& source) const {
    absl::ReaderMutexLock lock(&mutex_);
    if (revoked_.empty()) return absl::OkStatus();
    if (const auto found = revoked_.find("certificate:" + fingerprint); found != revoked_.end()) {
      return Revoked(found->second);
    }
    if (const auto found = revoked_.find("source:" + source); found != revoked_.end())
      return Revoked(found->second);
    return absl::OkStatus();
  }

 private:
  absl::Status CheckFresh() const {
    const absl::Duration age = RevocationsAge();
    if (age <= stale_after_ || stale_after_ == absl::InfiniteDuration()) return absl::OkStatus();
    const bool never = age == absl::InfiniteDuration();
    const Metadata metadata =
        never ? Metadata() : Metadata{{"age_seconds", std::to_string(absl::ToInt64Seconds(age))}};
    return WithRetry(Error(ERROR_REASON_REVOCATIONS_STALE, metadata), absl::Seconds(5));
  }

  absl::StatusOr<TokenClaims> Claims(const std::string& token) {
    const std::string digest = DigestOf(token);
    const absl::Time now = clock_.Now();
    std::shared_ptr<const Keys> keys;
    {
      absl::MutexLock lock(&mutex_);
      if (const auto found = verified_.find(digest); found != verified_.end()) {
        RETURN_IF_ERROR(CheckExpiry(found->second, now));
        return found->second;
      }
      keys = keys_;
    }
    if (keys == nullptr) {
      return WithRetry(Error(ERROR_REASON_UNAVAILABLE, {{"part", "identity"}}), absl::Seconds(1));
    }
    bool known = true;
    absl::StatusOr<TokenClaims> claims = Verify(token, *keys, now, &known);
    if (!known) AskForKeys(now);
    if (!claims.ok()) return claims;
    absl::MutexLock lock(&mutex_);
    if (keys != keys_) return claims;  // replaced meanwhile: good for this call only
    if (verified_.size() >= kMaxRemembered) verified_.clear();
    verified_[digest] = *claims;
    return claims;
  }

  void AskForKeys(absl::Time now) {
    std::function<void()> ask;
    {
      absl::MutexLock lock(&mutex_);
      if (now - asked_at_ < kAskEvery) return;
      asked_at_ = now;
      ask = ask_;
    }
    if (ask != nullptr) ask();
  }

  const Clock& clock_;
  const absl::Duration stale_after_;
  mutable absl::Mutex mutex_;
  std::string jwks_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Keys> keys_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, TokenClaims> verified_ ABSL_GUARDED_BY(mutex_);  // by the token's SHA-256
  absl::flat_hash_map<std::string, absl::Time> revoked_ ABSL_GUARDED_BY(mutex_);
  absl::Time current_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Time asked_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::function<void()> ask_ ABSL_GUARDED_BY(mutex_);
};

TokenVerifier::TokenVerifier(const Clock& clock, absl::Duration stale_after)
    : impl_(std::make_unique<Impl>(clock, stale_after)) {}
TokenVerifier::~TokenVerifier() = default;
absl::Status TokenVerifier::SetKeys(std::string_view jwks) { return impl_->SetKeys(jwks); }
void TokenVerifier::OnUnknownKey(std::function<void()> ask) { impl_->OnUnknownKey(std::move(ask)); }
void TokenVerifier::Revoke(const std::string& fingerprint, const std::string& source, absl::Time time) {
  impl_->Revoke(fingerprint, source, time);
}
void TokenVerifier::RevocationsAreCurrent() { impl_->RevocationsAreCurrent(); }
absl::Duration TokenVerifier::RevocationsAge() const { return impl_->RevocationsAge(); }
bool TokenVerifier::HasKeys() const { return impl_->HasKeys(); }
absl::StatusOr<Caller> TokenVerifier::Authenticate(const Presented& presented) {
  return impl_->Authenticate(presented);
}
absl::Status TokenVerifier::Recheck(const Caller& caller) {
  return impl_->CheckRevoked(caller.fingerprint, caller.source);
}

}  // namespace tabadul::rpc

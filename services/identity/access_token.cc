#include "services/identity/access_token.h"

#include <openssl/ecdsa.h>

#include "absl/strings/str_join.h"
#include "lib/platform/rpc/token.h"
#include "nlohmann/json.hpp"

namespace tabadul::identity {
namespace {

using nlohmann::json;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

// r and s, 32 bytes each: JWS has no use for DER.
absl::StatusOr<std::string> SignEs256(EVP_PKEY& key, std::string_view text) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const DigestContext context(EVP_MD_CTX_new());
  std::string der(128, '\0');
  size_t size = der.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, &key) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &size, bytes,
                     text.size()) != 1) {
    return OpensslError("signing a token");
  }
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const Signature signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  std::string raw(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(raw.data());
  if (signature == nullptr || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, 32) != 32 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + 32, 32) != 32) {
    return OpensslError("encoding a signature");
  }
  return raw;
}

}  // namespace

absl::StatusOr<std::string> SignToken(const TokenKey& key, const Grant& grant) {
  const json header = {{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", key.id}};
  const json claims = {
      {"iss", rpc::kTokenIssuer},
      {"aud", rpc::kTokenAudience},
      {"sub", grant.source},
      {"client_id", grant.source},
      {"org", grant.organisation},
      {"scope", absl::StrJoin(grant.scopes, " ")},
      {"iat", absl::ToUnixSeconds(grant.issued)},
      {"nbf", absl::ToUnixSeconds(grant.issued)},
      {"exp", absl::ToUnixSeconds(grant.expires)},
      {"jti", Hex(RandomBytes(16))},
      {"cnf", {{"x5t#S256", grant.fingerprint}}},
  };
  const std::string text = Base64Url(header.dump()) + "." + Base64Url(claims.dump());
  ASSIGN_OR_RETURN(const std::string signature, SignEs256(*key.key, text));
  return text + "." + Base64Url(signature);
}

}  // namespace tabadul::identity

#include "tests/harness/token_mint.h"

#include <cjose/cjose.h>

#include <cstdlib>

#include "tests/harness/die.h"

namespace tabadul::harness {

TokenMint::TokenMint(std::string key_id) : key_id_(std::move(key_id)) {
  cjose_err error;
  key_ = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
  if (key_ == nullptr || !cjose_jwk_set_kid(key_, key_id_.data(), key_id_.size(), &error)) Die("no key");
}

TokenMint::~TokenMint() { cjose_jwk_release(key_); }

std::string TokenMint::Jwks() const {
  cjose_err error;
  char* const json = cjose_jwk_to_json(key_, false, &error);
  std::string set = std::string(R"({"keys":[)") + json + "]}";
  cjose_get_dealloc()(json);
  return set;
}

nlohmann::json TokenMint::Claims(const std::string& source, const std::string& fingerprint,
                                 const std::string& scopes, int64_t now) {
  return {{"iss", "tabadul-identity"},
          {"aud", "tabadul"},
          {"sub", source},
          {"org", source.substr(0, source.rfind('/'))},
          {"scope", scopes},
          {"cnf", {{"x5t#S256", fingerprint}}},
          {"iat", now},
          {"nbf", now},
          {"exp", now + 3600}};
}

std::string TokenMint::Sign(const nlohmann::json& claims) const {
  cjose_err error;
  cjose_header_t* const header = cjose_header_new(&error);
  cjose_header_set(header, CJOSE_HDR_ALG, "ES256", &error);
  cjose_header_set(header, CJOSE_HDR_KID, key_id_.c_str(), &error);
  const std::string text = claims.dump();
  cjose_jws_t* const jws =
      cjose_jws_sign(key_, header, reinterpret_cast<const uint8_t*>(text.data()), text.size(), &error);
  const char* compact = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws, &compact, &error)) Die("cannot sign");
  std::string token = compact;
  cjose_jws_release(jws);
  cjose_header_release(header);
  return token;
}

}  // namespace tabadul::harness

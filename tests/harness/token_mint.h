// Signs tokens for tests, good ones and bad ones. Not thread-safe.
#pragma once

#include <memory>
#include <string>

#include "nlohmann/json.hpp"

struct _cjose_jwk_int;

namespace tabadul::harness {

class TokenMint {
 public:
  explicit TokenMint(std::string key_id = "test");
  ~TokenMint();
  TokenMint(const TokenMint&) = delete;
  TokenMint& operator=(const TokenMint&) = delete;

  // The public key as a JSON Web Key Set.
  std::string Jwks() const;
  // Claims that VerifyToken accepts at `now` (Unix seconds) for an hour: change what a test wants otherwise.
  static nlohmann::json Claims(const std::string& source, const std::string& fingerprint,
                               const std::string& scopes, int64_t now);
  std::string Sign(const nlohmann::json& claims) const;

 private:
  std::string key_id_;
  _cjose_jwk_int* key_;
};

}  // namespace tabadul::harness

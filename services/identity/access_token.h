// Access tokens: JWTs for RFC 9068, signed ES256 (RFC 7518), bound to a certificate by cnf.x5t#S256 (RFC
// 8705). Pure functions, thread-safe. Their verification is lib/platform/rpc/token.h, the same for every
// service.
#pragma once

#include <string>
#include <vector>

#include "services/identity/token_keys.h"

namespace tabadul::identity {

struct Grant {
  std::string source, organisation;
  std::vector<std::string> scopes;
  std::string fingerprint;  // of the certificate that the token is bound to
  absl::Time issued, expires;
};

absl::StatusOr<std::string> SignToken(const TokenKey& key, const Grant& grant);

}  // namespace tabadul::identity

// What stands before the first call can be made: the members' CA, the token keys, the first operator, the
// gateway's certificate. Every step is idempotent: what is there and good stays as it is. Under the
// directory:
//   ca.crt ca.key           the members' CA (ca.key 0600; keep a copy where only the Centre's officers reach
//   it) token-keys/*.json       keys of the access tokens (0600) operators/NAME.{crt,key}  an operator's
//   certificate and key (key 0600)
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/platform/base/context.h"
#include "services/identity/authority.h"
#include "services/identity/store.h"

namespace tabadul::identity {

inline constexpr char kCentre[] = "HUB/centre";

absl::StatusOr<Authority> LoadAuthority(const std::string& directory);
std::string TokenKeyDirectory(const std::string& directory);

struct InitOptions {
  std::string directory;
  std::string operator_name;         // its source is HUB/centre/NAME, its scope admin
  std::vector<std::string> domains;  // of the CA's name constraints; only when the CA is made
};
// `say` is told each thing that was made, one line each.
using Say = std::function<void(const std::string& line)>;
absl::Status Initialise(const InitOptions& options, Store& store, const Context& context, absl::Time now,
                        const Say& say);

struct ServerCertificateOptions {
  std::string directory;           // of the CA
  std::vector<std::string> names;  // DNS names and IP addresses
  std::string out;                 // gets server.crt, server.key, server.pem (both, for HAProxy), ca.crt
};
// Keeps the one in `out` if it is for the same names, of this CA, and good for 30 days more.
absl::Status IssueServerCertificate(const ServerCertificateOptions& options, absl::Time now, const Say& say);

}  // namespace tabadul::identity

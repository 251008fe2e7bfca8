// Certificates for tests: a small authority in a temporary directory, made with the openssl command. Not
// thread-safe.
//   Authority inside("inside");  TlsFiles jobs = inside.Issue("jobs");
#pragma once

#include <string>

#include "lib/platform/rpc/server.h"
#include "tests/harness/process.h"

namespace tabadul::harness {

// Issues certificates (P-256, valid for loopback: DNS:localhost, DNS:<name>, IP:127.0.0.1). `days` may be
// negative: expired.
class Authority {
 public:
  explicit Authority(const std::string& name);
  // Files <name>.crt and <name>.key beside the authority's ca.crt. The same name again writes the same files
  // anew.
  rpc::TlsFiles Issue(const std::string& name, int days = 30) const;
  std::string certificate() const { return directory_.path() + "/ca.crt"; }
  const std::string& directory() const { return directory_.path(); }

 private:
  TemporaryDirectory directory_;
};

// x5t#S256 of a PEM certificate's file: SHA-256 of the DER, base64url without padding.
std::string Fingerprint(const std::string& certificate_file);

}  // namespace tabadul::harness

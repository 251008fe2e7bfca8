// The members' certificate authority: signs the client certificates of systems and the gateway's server
// certificate, so that members trust one authority only. ECDSA P-256. Holds the CA's key in memory.
// Immutable, hence thread-safe. No I/O: bootstrap.h knows the files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"
#include "services/identity/openssl.h"

namespace tabadul::identity {

inline constexpr int kDefaultDays = 397;
inline constexpr int kMaxDays = 825;
inline constexpr size_t kMaxRequestBytes = 16 << 10;

// A signed certificate and what is kept of it.
struct Issued {
  std::string pem, der;
  std::string fingerprint;  // SHA-256, base64url without padding
  std::string serial;       // hex
  std::string key_hash;     // SHA-256 of the SubjectPublicKeyInfo, base64url
  absl::Time not_before, not_after;
};

// The public key that a PKCS #10 request proves possession of: signature checked, ECDSA P-256 or P-384, or
// RSA of 3072 to 8192 bits. Names and extensions that it asks for are ignored. Mistakes go to `violations`
// under `field`, and the key is null then.
Key KeyOfRequest(std::string_view pem, std::string_view field, Violations& violations);

// SHA-256 of the SubjectPublicKeyInfo, base64url.
absl::StatusOr<std::string> HashOfKey(EVP_PKEY& key);

// What a server certificate may be for: a DNS name or an IP address.
bool IsServerName(std::string_view name);

class Authority {
 public:
  // A new one, valid 10 years. The name constraints (RFC 5280 §4.2.1.10) allow server certificates for
  // localhost, loopback addresses, and `domains` (DNS names with all below them, or single IP addresses), so
  // that this CA in somebody's trust store can vouch for no other host.
  static absl::StatusOr<Authority> Create(const std::vector<std::string>& domains, absl::Time now);
  static absl::StatusOr<Authority> FromPem(std::string_view certificate, std::string_view key);

  // For a system: O = its organisation, CN = its source, SAN URI tabadul:source:<source>, clientAuth.
  // `days` 1 to 825; never past the CA's own end.
  absl::StatusOr<Issued> IssueClient(EVP_PKEY& key, std::string_view source, int days, absl::Time now) const;
  // PRECONDITION with the name if the constraints of this CA forbid one.
  absl::StatusOr<Issued> IssueServer(EVP_PKEY& key, const std::vector<std::string>& names, int days,
                                     absl::Time now) const;
  // OK if the certificate is ours, for `now`, and for names that we may sign.
  absl::Status Verify(X509& certificate, absl::Time now) const;

  const std::string& pem() const { return pem_; }
  absl::StatusOr<std::string> KeyPem() const { return ToPem(*key_); }
  absl::Time not_after() const { return NotAfter(*certificate_); }

 private:
  struct Leaf;
  Authority(X509Certificate certificate, Key key, std::string pem)
      : certificate_(std::move(certificate)), key_(std::move(key)), pem_(std::move(pem)) {}
  absl::StatusOr<Issued> Sign(EVP_PKEY& key, const Leaf& leaf, int days, absl::Time now) const;

  X509Certificate certificate_;
  Key key_;
  std::string pem_;
};

}  // namespace tabadul::identity

// Ownership of OpenSSL's objects, and the few conversions that certificates and tokens share. Functions are
// thread-safe. Failures of OpenSSL on our own input are INTERNAL with its error text; on a member's input the
// caller says what is wrong.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "lib/platform/base/status.h"

namespace tabadul::identity {

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using X509Request = std::unique_ptr<X509_REQ, Deleter<X509_REQ_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;

// INTERNAL: `what` and the last error that OpenSSL remembers.
absl::Status OpensslError(std::string_view what);

absl::StatusOr<Key> NewP256Key();
absl::StatusOr<std::string> ToPem(EVP_PKEY& key);  // PKCS #8, not encrypted
absl::StatusOr<std::string> ToPem(X509& certificate);
absl::StatusOr<Key> KeyFromPem(std::string_view pem);
absl::StatusOr<X509Certificate> CertificateFromPem(std::string_view pem);
absl::StatusOr<std::string> ToDer(X509& certificate);

absl::Time NotBefore(const X509& certificate);
absl::Time NotAfter(const X509& certificate);
// SHA-256 of the DER, base64url without padding: RFC 8705's x5t#S256.
absl::StatusOr<std::string> Fingerprint(X509& certificate);

std::string Base64Url(std::string_view bytes);  // without padding
std::string Sha256(std::string_view bytes);
std::string RandomBytes(size_t count);
std::string Hex(std::string_view bytes);

}  // namespace tabadul::identity

#include "services/identity/openssl.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstdlib>
#include <ctime>

#include "absl/strings/escaping.h"
#include "fmt/format.h"

namespace tabadul::identity {
namespace {

std::string Contents(BIO& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(&bio, &data);
  return std::string(data, static_cast<size_t>(size));
}

absl::Time FromAsn1(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return absl::InfinitePast();
  return absl::FromTM(parts, absl::UTCTimeZone());
}

// PEM of a key must never ask a terminal for a pass phrase.
int NoPassphrase(char*, int, int, void*) { return 0; }

}  // namespace

absl::Status OpensslError(std::string_view what) {
  char text[256] = "no detail";
  if (const unsigned long code = ERR_peek_last_error(); code != 0)
    ERR_error_string_n(code, text, sizeof text);
  ERR_clear_error();
  return Internal(fmt::format("{}: {}", what, text));
}

absl::StatusOr<Key> NewP256Key() {
  Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return OpensslError("generating a key");
  return key;
}

absl::StatusOr<std::string> ToPem(EVP_PKEY& key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PKCS8PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return OpensslError("writing a key");
  }
  return Contents(*bio);
}

absl::StatusOr<std::string> ToPem(X509& certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(bio.get(), &certificate) != 1) return OpensslError("writing a certificate");
  return Contents(*bio);
}

absl::StatusOr<Key> KeyFromPem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  if (key == nullptr) return OpensslError("reading a key");
  return key;
}

absl::StatusOr<X509Certificate> CertificateFromPem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  if (certificate == nullptr) return OpensslError("reading a certificate");
  return certificate;
}

absl::StatusOr<std::string> ToDer(X509& certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(&certificate, &bytes);
  if (size < 0) return OpensslError("encoding a certificate");
  std::string der(reinterpret_cast<char*>(bytes), static_cast<size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

absl::Time NotBefore(const X509& certificate) { return FromAsn1(X509_get0_notBefore(&certificate)); }
absl::Time NotAfter(const X509& certificate) { return FromAsn1(X509_get0_notAfter(&certificate)); }

absl::StatusOr<std::string> Fingerprint(X509& certificate) {
  ASSIGN_OR_RETURN(const std::string der, ToDer(certificate));
  return Base64Url(Sha256(der));
}

std::string Base64Url(std::string_view bytes) {
  std::string text = absl::WebSafeBase64Escape(Absl(bytes));
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

std::string Sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  // Without randomness no secret of ours would be one: nothing sensible can go on.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) std::abort();
  return bytes;
}

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(Absl(bytes)); }

}  // namespace tabadul::identity

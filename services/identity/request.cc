// What a member may ask to have certified: KeyOfRequest of authority.h.
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "services/identity/authority.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr char kRequestForm[] = "PKCS #10, PEM";
constexpr char kKeyForm[] = "ECDSA P-256 or P-384, or RSA of 3072 to 8192 bits";

int NoPassphrase(char*, int, int, void*) { return 0; }

bool IsAllowedCurve(const EVP_PKEY& key) {
  char group[64] = {};
  size_t length = 0;
  if (EVP_PKEY_get_utf8_string_param(&key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &length) != 1) {
    return false;
  }
  const std::string_view name(group, length);
  return name == "prime256v1" || name == "P-256" || name == "secp384r1" || name == "P-384";
}

bool IsAllowed(const EVP_PKEY& key) {
  switch (EVP_PKEY_get_base_id(&key)) {
    case EVP_PKEY_EC:
      return IsAllowedCurve(key);
    case EVP_PKEY_RSA:
      return EVP_PKEY_get_bits(&key) >= 3072 && EVP_PKEY_get_bits(&key) <= 8192;
    default:
      return false;
  }
}

}  // namespace

Key KeyOfRequest(std::string_view pem, std::string_view field, Violations& violations) {
  const auto refuse = [&](ErrorReason reason, Metadata metadata) {
    violations.Add(field, reason, std::move(metadata));
    ERR_clear_error();
    return Key();
  };
  if (pem.empty()) return refuse(ERROR_REASON_REQUIRED, {});
  if (pem.size() > kMaxRequestBytes) {
    return refuse(ERROR_REASON_TOO_LONG, {{"limit", std::to_string(kMaxRequestBytes)}, {"unit", "bytes"}});
  }
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const X509Request request(PEM_read_bio_X509_REQ(bio.get(), nullptr, NoPassphrase, nullptr));
  if (request == nullptr) return refuse(ERROR_REASON_MALFORMED, {{"form", kRequestForm}});
  Key key(X509_REQ_get_pubkey(request.get()));
  // The kind first: verifying a signature by an absurdly large key is work that a caller must not order.
  if (key == nullptr || !IsAllowed(*key)) return refuse(ERROR_REASON_MALFORMED, {{"form", kKeyForm}});
  if (X509_REQ_verify(request.get(), key.get()) != 1) {
    return refuse(ERROR_REASON_MALFORMED, {{"form", "signed by the key it names"}});
  }
  return key;
}

}  // namespace tabadul::identity

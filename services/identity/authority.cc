#include "services/identity/authority.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "fmt/format.h"
#include "services/identity/organisation.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr int kAuthorityDays = 3652;
// Members' clocks go wrong by minutes: a certificate is good a little before it was made.
constexpr absl::Duration kSkew = absl::Minutes(5);
constexpr absl::Duration kAuthoritySkew = absl::Hours(1);

bool IsIp(const std::string& text, std::array<unsigned char, 16>* bytes = nullptr, bool* v6 = nullptr) {
  std::array<unsigned char, 16> parsed{};
  const bool four = inet_pton(AF_INET, text.c_str(), parsed.data()) == 1;
  const bool six = !four && inet_pton(AF_INET6, text.c_str(), parsed.data()) == 1;
  if (bytes != nullptr) *bytes = parsed;
  if (v6 != nullptr) *v6 = six;
  return four || six;
}

bool IsDnsName(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  const std::vector<std::string> labels = absl::StrSplit(Absl(name), '.');
  return std::all_of(labels.begin(), labels.end(), [](const std::string& label) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    return std::all_of(label.begin(), label.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  });
}

absl::Status Extend(X509& certificate, X509& issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) return OpensslError("making an extension");
  const int added = X509_add_ext(&certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return added == 1 ? absl::OkStatus() : OpensslError("adding an extension");
}

absl::Status AddName(X509_NAME& name, const char* field, std::string_view value) {
  if (X509_NAME_add_entry_by_txt(&name, field, MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(value.data()),
                                 static_cast<int>(value.size()), -1, 0) != 1) {
    return OpensslError("naming a certificate");
  }
  return absl::OkStatus();
}

// Version 3, a random serial of 128 bits, the time span and the key.
absl::StatusOr<X509Certificate> Blank(EVP_PKEY& key, absl::Time from, absl::Time until) {
  X509Certificate certificate(X509_new());
  const std::string random = RandomBytes(16);
  BIGNUM* number = BN_bin2bn(reinterpret_cast<const unsigned char*>(random.data()), 16, nullptr);
  const bool numbered =
      number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
  BN_free(number);
  if (!numbered || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      ASN1_TIME_set(X509_getm_notBefore(certificate.get()), absl::ToTimeT(from)) == nullptr ||
      ASN1_TIME_set(X509_getm_notAfter(certificate.get()), absl::ToTimeT(until)) == nullptr ||
      X509_set_pubkey(certificate.get(), &key) != 1) {
    return OpensslError("making a certificate");
  }
  return certificate;
}

// "critical,permitted;DNS:localhost,…": what server certificates of this CA may be for.
std::string Constraints(const std::vector<std::string>& domains) {
  std::vector<std::string> rules = {"critical", "permitted;DNS:localhost", "permitted;IP:127.0.0.0/255.0.0.0",
                                    "permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"};
  for (const std::string& domain : domains) {
    bool v6 = false;
    if (!IsIp(domain, nullptr, &v6)) {
      rules.push_back("permitted;DNS:" + domain);
    } else {
      rules.push_back("permitted;IP:" + domain +
                      (v6 ? "/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : "/255.255.255.255"));
    }
  }
  return absl::StrJoin(rules, ",");
}

std::string SerialOf(X509& certificate) {
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get_serialNumber(&certificate), nullptr);
  std::string bytes(16, '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), 16);
  BN_free(number);
  return Hex(bytes);
}

using Store = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>>;

}  // namespace

bool IsServerName(std::string_view name) { return IsIp(std::string(name)) || IsDnsName(name); }

absl::StatusOr<std::string> HashOfKey(EVP_PKEY& key) {
  unsigned char* bytes = nullptr;
  const int size = i2d_PUBKEY(&key, &bytes);
  if (size < 0) return OpensslError("encoding a key");
  std::string hash = Base64Url(Sha256({reinterpret_cast<char*>(bytes), static_cast<size_t>(size)}));
  OPENSSL_free(bytes);
  return hash;
}

struct Authority::Leaf {
  std::string organisation, name;
  std::string usage;         // extendedKeyUsage
  std::string alternatives;  // subjectAltName
};

absl::StatusOr<Authority> Authority::Create(const std::vector<std::string>& domains, absl::Time now) {
  ASSIGN_OR_RETURN(Key key, NewP256Key());
  ASSIGN_OR_RETURN(X509Certificate certificate,
                   Blank(*key, now - kAuthoritySkew, now + absl::Hours(24) * kAuthorityDays));
  X509_NAME& name = *X509_get_subject_name(certificate.get());
  RETURN_IF_ERROR(AddName(name, "O", "Tabadul"));
  RETURN_IF_ERROR(AddName(name, "CN", "Tabadul members' authority"));
  if (X509_set_issuer_name(certificate.get(), &name) != 1) return OpensslError("naming the authority");
  const std::pair<int, std::string> extensions[] = {
      {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
      {NID_key_usage, "critical,keyCertSign,cRLSign"},
      {NID_subject_key_identifier, "hash"},
      {NID_name_constraints, Constraints(domains)},
  };
  for (const auto& [nid, value] : extensions) RETURN_IF_ERROR(Extend(*certificate, *certificate, nid, value));
  if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
    return OpensslError("signing the authority");
  ASSIGN_OR_RETURN(std::string pem, ToPem(*certificate));
  return Authority(std::move(certificate), std::move(key), std::move(pem));
}

absl::StatusOr<Authority> Authority::FromPem(std::string_view certificate_pem, std::string_view key_pem) {
  ASSIGN_OR_RETURN(X509Certificate certificate, CertificateFromPem(certificate_pem));
  ASSIGN_OR_RETURN(Key key, KeyFromPem(key_pem));
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return OpensslError("the authority's key is of another certificate");
  }
  ASSIGN_OR_RETURN(std::string pem, ToPem(*certificate));
  return Authority(std::move(certificate), std::move(key), std::move(pem));
}

absl::StatusOr<Issued> Authority::IssueClient(EVP_PKEY& key, std::string_view source, int days,
                                              absl::Time now) const {
  return Sign(key,
              {.organisation = OrganisationOf(source),
               .name = std::string(source),
               .usage = "clientAuth",
               .alternatives = fmt::format("URI:tabadul:source:{}", source)},
              days, now);
}

absl::StatusOr<Issued> Authority::IssueServer(EVP_PKEY& key, const std::vector<std::string>& names, int days,
                                              absl::Time now) const {
  std::vector<std::string> alternatives;
  for (const std::string& name : names) {
    if (!IsServerName(name))
      return Error(ERROR_REASON_MALFORMED, {{"field", "name"}, {"form", "DNS name or IP"}});
    alternatives.push_back((IsIp(name) ? "IP:" : "DNS:") + name);
  }
  if (alternatives.empty()) return Error(ERROR_REASON_REQUIRED, {{"field", "name"}});
  return Sign(key,
              {.organisation = "Tabadul",
               .name = "Tabadul gateway",
               .usage = "serverAuth",
               .alternatives = absl::StrJoin(alternatives, ",")},
              days, now);
}

absl::StatusOr<Issued> Authority::Sign(EVP_PKEY& key, const Leaf& leaf, int days, absl::Time now) const {
  const absl::Time until = std::min(now + absl::Hours(24) * days, not_after());
  ASSIGN_OR_RETURN(X509Certificate certificate, Blank(key, now - kSkew, until));
  X509_NAME& name = *X509_get_subject_name(certificate.get());
  RETURN_IF_ERROR(AddName(name, "O", leaf.organisation));
  RETURN_IF_ERROR(AddName(name, "CN", leaf.name));
  if (X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get())) != 1) {
    return OpensslError("naming the issuer");
  }
  const std::pair<int, std::string> extensions[] = {
      {NID_basic_constraints, "critical,CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature"},
      {NID_ext_key_usage, leaf.usage},
      {NID_subject_alt_name, leaf.alternatives},
      {NID_subject_key_identifier, "hash"},
      {NID_authority_key_identifier, "keyid:always"},
  };
  for (const auto& [nid, value] : extensions)
    RETURN_IF_ERROR(Extend(*certificate, *certificate_, nid, value));
  if (X509_sign(certificate.get(), key_.get(), EVP_sha256()) == 0)
    return OpensslError("signing a certificate");
  RETURN_IF_ERROR(Verify(*certificate, now));  // nothing leaves that its receiver would refuse

  Issued issued;
  ASSIGN_OR_RETURN(issued.pem, ToPem(*certificate));
  ASSIGN_OR_RETURN(issued.der, ToDer(*certificate));
  ASSIGN_OR_RETURN(issued.key_hash, HashOfKey(key));
  issued.fingerprint = Base64Url(Sha256(issued.der));
  issued.serial = SerialOf(*certificate);
  issued.not_before = NotBefore(*certificate);
  issued.not_after = NotAfter(*certificate);
  return issued;
}

absl::Status Authority::Verify(X509& certificate, absl::Time now) const {
  const Store store(X509_STORE_new());
  const StoreContext context(X509_STORE_CTX_new());
  if (X509_STORE_add_cert(store.get(), certificate_.get()) != 1 ||
      X509_STORE_CTX_init(context.get(), store.get(), &certificate, nullptr) != 1) {
    return OpensslError("verifying a certificate");
  }
  X509_STORE_CTX_set_time(context.get(), 0, absl::ToTimeT(now));
  if (X509_verify_cert(context.get()) == 1) return absl::OkStatus();
  const int error = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  return Error(ERROR_REASON_PRECONDITION, {{"certificate", X509_verify_cert_error_string(error)}});
}

}  // namespace tabadul::identity

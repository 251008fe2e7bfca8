#include "services/identity/authority.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <set>

#include "gtest/gtest.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
constexpr char kSource[] = "SY/mosal/pes";

std::string RequestPem(EVP_PKEY& key, const char* name = "CN") {
  const X509Request request(X509_REQ_new());
  X509_NAME* subject = X509_REQ_get_subject_name(request.get());
  X509_NAME_add_entry_by_txt(subject, name, MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("HUB/centre/evil"), -1, -1, 0);
  X509_REQ_set_pubkey(request.get(), &key);
  const bool own_digest = EVP_PKEY_get_base_id(&key) == EVP_PKEY_ED25519;
  X509_REQ_sign(request.get(), &key, own_digest ? nullptr : EVP_sha256());
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(bio.get(), request.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<size_t>(size)};
}

ErrorReason Refusal(const std::string& pem) {
  Violations violations;
  const Key key = KeyOfRequest(pem, "certificate_request", violations);
  EXPECT_EQ(key == nullptr, !violations.ok());
  return ReasonOf(violations.ToStatus());
}

TEST(CertificateRequest, StrongKeysAreTaken) {
  EXPECT_EQ(Refusal(RequestPem(*Key(EVP_EC_gen("P-256")))), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Refusal(RequestPem(*Key(EVP_EC_gen("P-384")))), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Refusal(RequestPem(*Key(EVP_RSA_gen(3072)))), ERROR_REASON_UNSPECIFIED);
}

TEST(CertificateRequest, WeakAndOtherKeysAreRefused) {
  EXPECT_EQ(Refusal(RequestPem(*Key(EVP_RSA_gen(2048)))), ERROR_REASON_MALFORMED);
  EXPECT_EQ(Refusal(RequestPem(*Key(EVP_EC_gen("secp256k1")))), ERROR_REASON_MALFORMED);
  EXPECT_EQ(Refusal(RequestPem(*Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")))),
            ERROR_REASON_MALFORMED);
}

TEST(CertificateRequest, OneThatDoesNotProveItsKeyIsRefused) {
  const Key key(EVP_EC_gen("P-256")), other(EVP_EC_gen("P-256"));
  const std::string pem = RequestPem(*key);
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const X509Request request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  X509_REQ_set_pubkey(request.get(), other.get());  // the signature stays that of `key`
  const Bio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(out.get(), request.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  EXPECT_EQ(Refusal({data, static_cast<size_t>(size)}), ERROR_REASON_MALFORMED);
}

TEST(CertificateRequest, WhatIsNoRequestIsRefused) {
  EXPECT_EQ(Refusal(""), ERROR_REASON_REQUIRED);
  EXPECT_EQ(Refusal("hello"), ERROR_REASON_MALFORMED);
  EXPECT_EQ(Refusal(std::string(kMaxRequestBytes + 1, 'a')), ERROR_REASON_TOO_LONG);
  EXPECT_EQ(Refusal(*ToPem(**NewP256Key())), ERROR_REASON_MALFORMED);
}

class AuthorityTest : public testing::Test {
 protected:
  AuthorityTest()
      : authority_(*Authority::Create({"hub.example.org", "192.0.2.7"}, kNow)), key_(*NewP256Key()) {}
  X509Certificate Read(const Issued& issued) { return *CertificateFromPem(issued.pem); }
  const Authority authority_;
  const Key key_;
};

TEST_F(AuthorityTest, AClientCertificateNamesTheSourceAndNothingElse) {
  Violations violations;
  const Key requested = KeyOfRequest(RequestPem(*key_), "certificate_request", violations);
  ASSERT_NE(requested, nullptr);
  const auto issued = authority_.IssueClient(*requested, kSource, 397, kNow);
  ASSERT_TRUE(issued.ok()) << issued.status();
  const X509Certificate certificate = Read(*issued);
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  ASSERT_EQ(X509_NAME_entry_count(subject), 2);
  char text[256];
  X509_NAME_get_text_by_NID(subject, NID_organizationName, text, sizeof text);
  EXPECT_STREQ(text, "SY/mosal");
  X509_NAME_get_text_by_NID(subject, NID_commonName, text, sizeof text);
  EXPECT_STREQ(text, kSource);
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr));
  ASSERT_EQ(sk_GENERAL_NAME_num(names), 1);
  const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, 0);
  EXPECT_EQ(name->type, GEN_URI);
  EXPECT_STREQ(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.ia5)),
               "tabadul:source:SY/mosal/pes");
  GENERAL_NAMES_free(names);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 1);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 0);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
}

TEST_F(AuthorityTest, TimesAndSerialsAreAsAsked) {
  std::set<std::string> serials;
  for (const int days : {1, 397, 825}) {
    const auto issued = authority_.IssueClient(*key_, kSource, days, kNow);
    ASSERT_TRUE(issued.ok()) << issued.status();
    EXPECT_EQ(issued->not_after, kNow + absl::Hours(24) * days);
    EXPECT_LT(issued->not_before, kNow);
    EXPECT_EQ(issued->serial.size(), 32u) << "128 bits";
    EXPECT_EQ(issued->fingerprint, *Fingerprint(*Read(*issued)));
    serials.insert(issued->serial);
  }
  EXPECT_EQ(serials.size(), 3u);
  const absl::Time late = kNow + absl::Hours(24) * 3600;
  EXPECT_EQ(authority_.IssueClient(*key_, kSource, 825, late)->not_after, authority_.not_after());
}

TEST_F(AuthorityTest, ServersAreCertifiedWithinTheNameConstraints) {
  const auto issued = authority_.IssueServer(
      *key_, {"localhost", "127.0.0.1", "api.hub.example.org", "192.0.2.7"}, 397, kNow);
  ASSERT_TRUE(issued.ok()) << issued.status();
  const X509Certificate certificate = Read(*issued);
  EXPECT_EQ(X509_check_host(certificate.get(), "api.hub.example.org", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 0);
  for (const char* name : {"www.google.com", "example.org", "192.0.2.8", "2001:db8::1"}) {
    EXPECT_EQ(ReasonOf(authority_.IssueServer(*key_, {name}, 397, kNow).status()), ERROR_REASON_PRECONDITION)
        << name;
  }
  for (const char* name : {"", "UPPER", "a b", "x,DNS:evil", "-a", "a..b"}) {
    EXPECT_EQ(ReasonOf(authority_.IssueServer(*key_, {name}, 397, kNow).status()), ERROR_REASON_MALFORMED)
        << name;
  }
  EXPECT_EQ(ReasonOf(authority_.IssueServer(*key_, {}, 397, kNow).status()), ERROR_REASON_REQUIRED);
}

TEST_F(AuthorityTest, CertificatesOfAnotherAuthorityDoNotVerify) {
  const Authority other = *Authority::Create({}, kNow);
  const auto issued = other.IssueClient(*key_, kSource, 397, kNow);
  ASSERT_TRUE(issued.ok());
  EXPECT_TRUE(other.Verify(*Read(*issued), kNow).ok());
  EXPECT_FALSE(authority_.Verify(*Read(*issued), kNow).ok());
  EXPECT_FALSE(other.Verify(*Read(*issued), kNow + absl::Hours(24) * 398).ok());
}

TEST_F(AuthorityTest, ItComesBackFromItsFiles) {
  const auto again = Authority::FromPem(authority_.pem(), *authority_.KeyPem());
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(authority_.Verify(*Read(*again->IssueClient(*key_, kSource, 1, kNow)), kNow).ok());
  EXPECT_FALSE(Authority::FromPem(authority_.pem(), *ToPem(*key_)).ok()) << "the key of another";
}

}  // namespace
}  // namespace tabadul::identity

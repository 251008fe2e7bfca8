// identity over a real database: the whole way of a ministry's system, and all that is refused on it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "lib/platform/base/utc.h"
#include "nlohmann/json.hpp"
#include "tests/component/identity_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons
using nlohmann::json;
using testing::ElementsAre;

constexpr char kSource[] = "SY/mosal/pes";

json Part(const std::string& token, size_t part) {
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  std::string text;
  EXPECT_TRUE(absl::WebSafeBase64Unescape(parts.at(part), &text));
  return json::parse(text);
}

TEST_F(IdentityTest, TheWholeWayFromAnOrganisationToAToken) {
  ASSERT_TRUE(CreateOrganisation("SY/mosal").ok());
  ASSERT_TRUE(CreateSystem(kSource, {"vacancy.read", "vacancy.write"}).ok());
  std::string key_file;
  const auto issued = IssueCertificate(kSource, NewRequest(&key_file));
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(issued->authority(), authority_->pem());
  const auto token = TokenFor(issued->details().fingerprint());
  ASSERT_TRUE(token.ok()) << token.status();

  // Anybody verifies it offline, with what is published.
  const auto claims = rpc::VerifyToken(*token, Jwks(), clock_.Now());
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ(claims->source, kSource);
  EXPECT_EQ(claims->organisation, "SY/mosal");
  EXPECT_EQ(claims->fingerprint, issued->details().fingerprint());
  EXPECT_THAT(claims->scopes, ElementsAre("self", "vacancy.read", "vacancy.write"));

  const auto me = WhoAmI(issued->details().fingerprint(), *token);
  ASSERT_TRUE(me.ok()) << me.status();
  EXPECT_EQ(me->source(), kSource);
  EXPECT_EQ(me->organisation_name().translations(0).text(), "وزارة العمل");
  EXPECT_EQ(me->certificate_fingerprint(), issued->details().fingerprint());
  EXPECT_EQ(TimeOf(me->certificate_expire_time()), TimeOf(issued->details().not_after()));
  EXPECT_EQ(TimeOf(me->token_expire_time()), clock_.Now() + absl::Minutes(30));
  EXPECT_EQ(TimeOf(me->last_certificate_expire_time()), TimeOf(issued->details().not_after()));
}

TEST_F(IdentityTest, TokensAreWhatRfc9068Asks) {
  const Member member = NewMember(kSource);
  const json header = Part(member.token, 0), claims = Part(member.token, 1);
  EXPECT_EQ(header["alg"], "ES256");
  EXPECT_EQ(header["typ"], "at+jwt");
  EXPECT_EQ(header["kid"], json::parse(Jwks())["keys"][0]["kid"]);
  EXPECT_EQ(claims["iss"], rpc::kTokenIssuer);
  EXPECT_EQ(claims["aud"], rpc::kTokenAudience);
  EXPECT_EQ(claims["sub"], kSource);
  EXPECT_EQ(claims["client_id"], kSource);
  EXPECT_EQ(claims["org"], "SY/mosal");
  EXPECT_EQ(claims["scope"], "self vacancy.read vacancy.write");
  EXPECT_EQ(claims["exp"].get<int64_t>() - claims["iat"].get<int64_t>(), 1800);
  EXPECT_EQ(claims["nbf"], claims["iat"]);
  EXPECT_EQ(claims["cnf"]["x5t#S256"], member.fingerprint);
  EXPECT_EQ(claims["jti"].get<std::string>().size(), 32u);
  EXPECT_NE(Part(*TokenFor(member.fingerprint), 1)["jti"], claims["jti"]);
}

TEST_F(IdentityTest, ATokenHoldsTheScopesThatWereAskedFor) {
  const Member member = NewMember(kSource);
  const auto token = TokenFor(member.fingerprint, {"vacancy.read"});
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_EQ(Part(*token, 1)["scope"], "self vacancy.read");
  EXPECT_EQ(ReasonOf(TokenFor(member.fingerprint, {"admin"}).status()), ERROR_REASON_SCOPE_MISSING);
}

TEST_F(IdentityTest, WithoutAKnownCertificateThereIsNoToken) {
  EXPECT_EQ(ReasonOf(TokenFor("").status()), ERROR_REASON_CERTIFICATE_MISSING);
  EXPECT_EQ(ReasonOf(TokenFor(std::string(43, 'A')).status()), ERROR_REASON_CERTIFICATE_UNKNOWN);
  EXPECT_EQ(ReasonOf(TokenFor("not a fingerprint").status()), ERROR_REASON_CERTIFICATE_MISSING);
}

TEST_F(IdentityTest, OnlyTheGatewayTellsACertificate) {
  const Member member = NewMember(kSource);
  // A service of the cluster that was taken over cannot act for a member, nor for an operator.
  rpc::Channel& forged = FromService("jobs", {{"x-tabadul-certificate", member.fingerprint}});
  EXPECT_EQ(
      ReasonOf(Ask<v1::IssueTokenResponse>(forged, "IdentityService/IssueToken", v1::IssueTokenRequest())
                   .status()),
      ERROR_REASON_CERTIFICATE_MISSING);
  rpc::Channel& stolen = FromService("jobs", {{"x-tabadul-certificate", operator_.fingerprint},
                                              {"authorization", "Bearer " + operator_.token}});
  EXPECT_EQ(
      ReasonOf(Ask<v1::ListSystemsResponse>(stolen, "AdminService/ListSystems", v1::ListSystemsRequest())
                   .status()),
      ERROR_REASON_CERTIFICATE_MISSING);
}

TEST_F(IdentityTest, ATokenIsGoodWithItsOwnCertificateOnly) {
  const Member syria = NewMember(kSource), egypt = NewMember("EG/momp/pes");
  EXPECT_TRUE(WhoAmI(syria.fingerprint, syria.token).ok());
  EXPECT_EQ(ReasonOf(WhoAmI(egypt.fingerprint, syria.token).status()),
            ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH);
  EXPECT_EQ(ReasonOf(WhoAmI("", syria.token).status()), ERROR_REASON_CERTIFICATE_MISSING);
}

TEST_F(IdentityTest, ARevokedCertificateIsRefusedAtOnce) {
  const Member member = NewMember(kSource);
  const std::string request = NewRequest();
  const auto second = IssueCertificate(kSource, request);
  ASSERT_TRUE(second.ok()) << second.status();
  const auto revoked = Revoke(second->details().fingerprint(), "");
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_EQ(revoked->sequence(), 1u);
  EXPECT_EQ(ReasonOf(TokenFor(second->details().fingerprint()).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  // The system itself goes on with its other certificate.
  EXPECT_TRUE(WhoAmI(member.fingerprint, member.token).ok());
  ASSERT_TRUE(Revoke(member.fingerprint, "").ok());
  const auto refused = WhoAmI(member.fingerprint, member.token);
  EXPECT_EQ(ReasonOf(refused.status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(MetadataOf(refused.status())["revoked_at"], FormatUtc(clock_.Now()));
  // A key that was revoked never comes back, not under a new certificate either.
  EXPECT_EQ(ReasonOf(IssueCertificate(kSource, request).status()), ERROR_REASON_PRECONDITION);
  EXPECT_TRUE(IssueCertificate(kSource, NewRequest()).ok());
}

TEST_F(IdentityTest, ARevokedSystemIsOutWithAllItsCertificates) {
  const Member member = NewMember(kSource), other = NewMember("SY/mosal/training");
  ASSERT_TRUE(Revoke("", kSource).ok());
  EXPECT_EQ(ReasonOf(WhoAmI(member.fingerprint, member.token).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(TokenFor(member.fingerprint).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(IssueCertificate(kSource, NewRequest()).status()), ERROR_REASON_PRECONDITION);
  EXPECT_TRUE(WhoAmI(other.fingerprint, other.token).ok());
  // Again is the same.
  const auto first = Revoke("", kSource);
  Advance(absl::Minutes(1));
  const auto again = Revoke("", kSource);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
}

TEST_F(IdentityTest, WhatIsNotThereCannotBeRevoked) {
  EXPECT_EQ(ReasonOf(Revoke(std::string(43, 'A'), "").status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Revoke("", kSource).status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Revoke("", "").status()), ERROR_REASON_REQUIRED);
  EXPECT_EQ(ReasonOf(Revoke("x", "").status()), ERROR_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(Revoke(std::string(43, 'A'), kSource).status()), ERROR_REASON_CONTRADICTION);
}

TEST_F(IdentityTest, TokensAndCertificatesEnd) {
  const Member member = NewMember(kSource);
  Advance(absl::Minutes(29));
  EXPECT_TRUE(WhoAmI(member.fingerprint, member.token).ok());
  Advance(absl::Minutes(1));
  EXPECT_EQ(ReasonOf(WhoAmI(member.fingerprint, member.token).status()), ERROR_REASON_TOKEN_EXPIRED);
  operator_.token = *TokenFor(operator_.fingerprint);
  const auto day = IssueCertificate(kSource, NewRequest(), 1);
  ASSERT_TRUE(day.ok()) << day.status();
  Advance(absl::Hours(24) - absl::Minutes(10));
  const auto last = TokenFor(day->details().fingerprint());
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(absl::FromUnixSeconds(Part(*last, 1)["exp"].get<int64_t>()), TimeOf(day->details().not_after()))
      << "a token ends with its certificate";
  Advance(absl::Minutes(10));
  EXPECT_EQ(ReasonOf(TokenFor(day->details().fingerprint()).status()), ERROR_REASON_CERTIFICATE_EXPIRED);
}

TEST_F(IdentityTest, TokensOutliveTheRotationOfKeys) {
  Advance(kTokenKeyLife - kTokenKeyRenewal - absl::Minutes(10));
  const Member member = [&] {
    operator_.token = *TokenFor(operator_.fingerprint);
    return NewMember(kSource);
  }();
  const json first = Part(member.token, 0)["kid"];
  Advance(absl::Minutes(10));  // the successor is made and published, the first signs on
  EXPECT_EQ(json::parse(Jwks())["keys"].size(), 2u);
  EXPECT_EQ(Part(*TokenFor(member.fingerprint), 0)["kid"], first);
  Advance(kTokenKeyAhead - absl::Minutes(25));
  const std::string old = *TokenFor(member.fingerprint);
  Advance(absl::Minutes(25));
  const std::string fresh = *TokenFor(member.fingerprint);
  EXPECT_EQ(Part(old, 0)["kid"], first);
  EXPECT_NE(Part(fresh, 0)["kid"], first);
  EXPECT_TRUE(WhoAmI(member.fingerprint, old).ok());
  EXPECT_TRUE(WhoAmI(member.fingerprint, fresh).ok());
  EXPECT_TRUE(rpc::VerifyToken(old, Jwks(), clock_.Now()).ok());
}

TEST_F(IdentityTest, AStolenTokenKeyIsTakenOutByDeletingItsFile) {
  const Member member = NewMember(kSource);
  std::filesystem::remove(TokenKeyDirectory(directory_.path()) + "/" +
                          Part(member.token, 0)["kid"].get<std::string>() + ".json");
  Advance(absl::Minutes(1));
  EXPECT_EQ(ReasonOf(WhoAmI(member.fingerprint, member.token).status()), ERROR_REASON_TOKEN_INVALID);
  EXPECT_TRUE(WhoAmI(member.fingerprint, *TokenFor(member.fingerprint)).ok());
}

TEST_F(IdentityTest, TheJwksIsForAllAndHasNoPrivatePart) {
  for (const char* service : {"jobs", "web", "gateway"}) {
    const auto jwks =
        Ask<v1::GetJwksResponse>(FromService(service), "IdentityService/GetJwks", v1::GetJwksRequest());
    ASSERT_TRUE(jwks.ok()) << jwks.status();
    EXPECT_EQ(jwks->jwks().find("\"d\""), std::string::npos);
    EXPECT_EQ(jwks->jwks().find("PRIVATE"), std::string::npos);
    EXPECT_EQ(json::parse(jwks->jwks())["keys"].size(), 1u);
  }
}

TEST_F(IdentityTest, OnlyOperatorsAdministrate) {
  const Member member = NewMember(kSource);
  const v1::ListSystemsRequest request;
  const auto as = [&](rpc::Channel& channel) {
    return ReasonOf(Ask<v1::ListSystemsResponse>(channel, "AdminService/ListSystems", request).status());
  };
  EXPECT_EQ(as(FromGateway(member.fingerprint, member.token)), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(as(FromGateway(operator_.fingerprint)), ERROR_REASON_TOKEN_MISSING);
  EXPECT_EQ(as(FromGateway("")), ERROR_REASON_TOKEN_MISSING);
  EXPECT_EQ(as(FromService("jobs")), ERROR_REASON_TOKEN_MISSING);
  EXPECT_EQ(as(FromGateway(operator_.fingerprint, operator_.token)), ERROR_REASON_UNSPECIFIED);
}

TEST_F(IdentityTest, EveryAdminCallLeavesOneAuditLine) {
  const LogLines log;
  ASSERT_TRUE(CreateOrganisation("SY/mosal").ok());
  EXPECT_FALSE(CreateOrganisation("SY/mosal").ok());
  EXPECT_FALSE(CreateSystem("EG/momp/pes", {"vacancy.read"}).ok());
  ASSERT_TRUE(Admin<v1::ListOrganisationsResponse>("ListOrganisations", v1::ListOrganisationsRequest()).ok());
  const std::string who = "\"operator\":\"HUB/centre/amina\"";
  EXPECT_EQ(log.Count("audit", {who, "\"action\":\"CreateOrganisation\"", "\"subject\":\"SY/mosal\"",
                                "\"outcome\":\"OK\""}),
            1);
  EXPECT_EQ(log.Count("audit", {who, "\"action\":\"CreateOrganisation\"", "\"outcome\":\"ALREADY_EXISTS\""}),
            1);
  EXPECT_EQ(log.Count("audit", {who, "\"action\":\"CreateSystem\"", "\"outcome\":\"PRECONDITION\""}), 1);
  EXPECT_EQ(log.Count("audit", {who, "\"action\":\"ListOrganisations\""}), 1);
  EXPECT_EQ(log.Count("audit", {}), 4);
}

TEST_F(IdentityTest, EveryMistakeOfARequestIsNamed) {
  v1::IssueCertificateRequest request;
  request.set_source("Syria");
  request.set_certificate_request("no request");
  request.set_days(9999);
  const auto refused = Admin<v1::IssueCertificateResponse>("IssueCertificate", request);
  std::vector<std::string> fields;
  for (const Violation& violation : ViolationsOf(refused.status())) fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("source", "days", "certificate_request"));
  EXPECT_EQ(ReasonOf(IssueCertificate(kSource, NewRequest()).status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(CreateSystem(kSource, {"vacancy.read"})), ERROR_REASON_PRECONDITION);
  ASSERT_TRUE(CreateOrganisation("SY/mosal").ok());
  ASSERT_TRUE(CreateSystem(kSource, {"vacancy.read"}).ok());
  EXPECT_EQ(ReasonOf(CreateSystem(kSource, {"vacancy.read"})), ERROR_REASON_ALREADY_EXISTS);
  EXPECT_EQ(ReasonOf(CreateSystem("SY/mosal/other", {"admin"})), ERROR_REASON_CONTRADICTION);
}

TEST_F(IdentityTest, ListsComeInPagesWithoutGapOrDouble) {
  ASSERT_TRUE(CreateOrganisation("SY/mosal").ok());
  for (int i = 0; i < 7; ++i)
    ASSERT_TRUE(CreateSystem("SY/mosal/s" + std::to_string(i), {"vacancy.read"}).ok());
  std::vector<std::string> seen;
  v1::ListSystemsRequest request;
  request.set_page_size(3);
  do {
    const auto page = Admin<v1::ListSystemsResponse>("ListSystems", request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->systems_size(), 3);
    for (const auto& system : page->systems()) seen.push_back(system.source());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(seen, ElementsAre("HUB/centre/amina", "SY/mosal/s0", "SY/mosal/s1", "SY/mosal/s2",
                                "SY/mosal/s3", "SY/mosal/s4", "SY/mosal/s5", "SY/mosal/s6"));
  v1::ListOrganisationsRequest other;
  request.set_page_token("");
  request.set_page_size(1);
  other.set_page_token(Admin<v1::ListSystemsResponse>("ListSystems", request)->next_page_token());
  EXPECT_EQ(ReasonOf(Admin<v1::ListOrganisationsResponse>("ListOrganisations", other).status()),
            ERROR_REASON_TOKEN_MISMATCH);
}

TEST_F(IdentityTest, CertificatesAreListedWithTheirState) {
  const Member member = NewMember(kSource);
  NewMember("EG/momp/pes");
  ASSERT_TRUE(Revoke(member.fingerprint, "").ok());
  v1::ListCertificatesRequest request;
  request.set_source(kSource);
  const auto list = Admin<v1::ListCertificatesResponse>("ListCertificates", request);
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->certificates_size(), 1);
  EXPECT_EQ(list->certificates(0).fingerprint(), member.fingerprint);
  EXPECT_EQ(TimeOf(list->certificates(0).revoke_time()), clock_.Now());
  request.clear_source();
  EXPECT_EQ(Admin<v1::ListCertificatesResponse>("ListCertificates", request)->certificates_size(), 3);
}

v1::SigningKey SigningKeyOf(const std::string& service, char fill) {
  v1::SigningKey key;
  key.set_service(service);
  key.set_public_key(std::string(32, fill));
  key.set_key_id(Hex(Sha256(key.public_key())).substr(0, 16));
  return key;
}

TEST_F(IdentityTest, AServiceRegistersItsOwnSigningKeyOnly) {
  v1::RegisterSigningKeyRequest request;
  *request.mutable_key() = SigningKeyOf("jobs", 'a');
  const auto as = [&](const char* service) {
    return Ask<v1::RegisterSigningKeyResponse>(FromService(service), "AdminService/RegisterSigningKey",
                                               request);
  };
  EXPECT_EQ(ReasonOf(as("statistics").status()), ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(ReasonOf(as("web").status()), ERROR_REASON_TOKEN_MISSING);
  const auto first = as("jobs");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(TimeOf(first->key().not_before()), clock_.Now());
  // At its next start: the beginning stays, the end moves.
  Advance(absl::Hours(5));
  const auto again = as("jobs");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(TimeOf(again->key().not_before()), TimeOf(first->key().not_before()));
  EXPECT_EQ(TimeOf(again->key().not_after()) - TimeOf(first->key().not_after()), absl::Hours(5));
  // The id of a key that jobs has is taken for all others.
  request.mutable_key()->set_service("statistics");
  EXPECT_EQ(ReasonOf(as("statistics").status()), ERROR_REASON_ALREADY_EXISTS);
  const auto list = Ask<v1::ListSigningKeysResponse>(FromService("web"), "IdentityService/ListSigningKeys",
                                                     v1::ListSigningKeysRequest());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->keys_size(), 1);
  EXPECT_EQ(list->keys(0).SerializeAsString(), again->key().SerializeAsString());
}

class SigningKeys : public IdentityTest {
 protected:
  absl::StatusOr<v1::SigningKey> Register(const v1::SigningKey& key) {
    v1::RegisterSigningKeyRequest request;
    *request.mutable_key() = key;
    ASSIGN_OR_RETURN(const auto answer, Ask<v1::RegisterSigningKeyResponse>(
                                            FromService("jobs"), "AdminService/RegisterSigningKey", request));
    return answer.key();
  }
  absl::StatusOr<v1::SigningKey> End(const std::string& key_id,
                                     std::optional<absl::Time> time = std::nullopt) {
    v1::EndSigningKeyRequest request;
    request.set_key_id(key_id);
    if (time) *request.mutable_time() = TimestampOf(*time);
    ASSIGN_OR_RETURN(const auto answer, Admin<v1::EndSigningKeyResponse>("EndSigningKey", request));
    return answer.key();
  }
  const v1::SigningKey key_ = SigningKeyOf("jobs", 'a');
};

TEST_F(SigningKeys, OneThatWasEndedIsNeverLengthenedByARegistration) {
  const LogLines log;
  ASSERT_TRUE(Register(key_).ok());
  Advance(absl::Minutes(10));
  const auto ended = End(key_.key_id());
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(TimeOf(ended->not_after()), clock_.Now());
  EXPECT_EQ(TimeOf(ended->end_time()), clock_.Now());
  EXPECT_EQ(log.Count("audit", {"HUB/centre/amina", "\"action\":\"EndSigningKey\"", key_.key_id()}), 1);
  Advance(absl::Minutes(10));
  v1::SigningKey longer = key_;
  *longer.mutable_not_after() = TimestampOf(clock_.Now() + absl::Hours(24));
  for (const v1::SigningKey& key : {key_, longer}) {
    const auto again = Register(key);
    ASSERT_TRUE(again.ok()) << again.status() << ": the service hears from the answer that it has ended";
    EXPECT_EQ(again->SerializeAsString(), ended->SerializeAsString());
  }
}

TEST_F(SigningKeys, TheEndOfOneOnlyMovesBack) {
  const absl::Time begun = clock_.Now();
  ASSERT_TRUE(Register(key_).ok());
  Advance(absl::Minutes(20));
  const auto later = End(key_.key_id(), clock_.Now() + absl::Hours(1));
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_EQ(TimeOf(later->not_after()), clock_.Now() + absl::Hours(1)) << "a change of keys that is planned";
  const auto stolen = End(key_.key_id(), begun + absl::Minutes(5));
  ASSERT_TRUE(stolen.ok()) << stolen.status();
  EXPECT_EQ(TimeOf(stolen->not_after()), begun + absl::Minutes(5)) << "since it was stolen";
  EXPECT_EQ(TimeOf(End(key_.key_id())->not_after()), begun + absl::Minutes(5));
}

TEST_F(SigningKeys, WhatCannotBeEndedIsToldWhy) {
  ASSERT_TRUE(Register(key_).ok());
  EXPECT_EQ(ReasonOf(End("0123456789abcdef").status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(End("whatever").status()), ERROR_REASON_MALFORMED);
  const auto before = End(key_.key_id(), clock_.Now() - absl::Hours(1));
  EXPECT_EQ(ReasonOf(before.status()), ERROR_REASON_CONTRADICTION);
  EXPECT_EQ(ViolationsOf(before.status()).at(0).field, "time");
  v1::EndSigningKeyRequest request;
  request.set_key_id(key_.key_id());
  EXPECT_EQ(
      ReasonOf(Ask<v1::EndSigningKeyResponse>(FromService("jobs"), "AdminService/EndSigningKey", request)
                   .status()),
      ERROR_REASON_TOKEN_MISSING)
      << "the Centre's alone";
}

}  // namespace
}  // namespace tabadul::identity

#include "lib/platform/rpc/token.h"

#include <set>

#include "gtest/gtest.h"
#include "tests/harness/token_mint.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using harness::TokenMint;
using Json = nlohmann::json;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
const std::string kPrint(43, 'a');

Json Good() {
  return TokenMint::Claims("SY/mosal/pes", kPrint, "vacancy.write vacancy.read", absl::ToUnixSeconds(kNow));
}

class Token : public ::testing::Test {
 protected:
  ErrorReason Refusal(const Json& claims) const {
    return ReasonOf(VerifyToken(mint_.Sign(claims), mint_.Jwks(), kNow).status());
  }
  TokenMint mint_;
};

TEST_F(Token, ReadsItsClaims) {
  const auto claims = VerifyToken(mint_.Sign(Good()), mint_.Jwks(), kNow);
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ(claims->source, "SY/mosal/pes");
  EXPECT_EQ(claims->organisation, "SY/mosal");
  EXPECT_EQ(claims->fingerprint, kPrint);
  EXPECT_EQ(claims->scopes, (std::vector<std::string>{"vacancy.write", "vacancy.read"}));
  EXPECT_EQ(claims->expires, kNow + absl::Hours(1));
}

TEST_F(Token, EachWrongClaimHasItsReason) {
  const auto with = [](const char* name, Json value) {
    Json claims = Good();
    claims[name] = std::move(value);
    return claims;
  };
  const int64_t now = absl::ToUnixSeconds(kNow);
  EXPECT_EQ(Refusal(with("iss", "somebody")), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(Refusal(with("aud", "other")), ERROR_REASON_TOKEN_AUDIENCE);
  EXPECT_EQ(Refusal(with("aud", Json::array({"other"}))), ERROR_REASON_TOKEN_AUDIENCE);
  EXPECT_EQ(Refusal(with("aud", Json::array({"other", "tabadul"}))), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Refusal(with("exp", now)), ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_EQ(Refusal(with("exp", "tomorrow")), ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_EQ(Refusal(with("nbf", now + 61)), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(Refusal(with("nbf", now + 30)), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Refusal(with("sub", "")), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(Refusal(with("cnf", Json::object())), ERROR_REASON_TOKEN_INVALID);
}

TEST_F(Token, WithoutExpiryItHasExpired) {
  Json claims = Good();
  claims.erase("exp");
  EXPECT_EQ(Refusal(claims), ERROR_REASON_TOKEN_EXPIRED);
}

TEST_F(Token, AnotherKeyUnderTheSameNameIsNotBelieved) {
  const TokenMint forger("test");
  EXPECT_EQ(ReasonOf(VerifyToken(forger.Sign(Good()), mint_.Jwks(), kNow).status()),
            ERROR_REASON_TOKEN_INVALID);
}

TEST_F(Token, NoBitOfItMayChange) {
  const std::string token = mint_.Sign(Good());
  for (size_t i = 0; i < token.size(); i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'x' ? 'y' : 'x';
    if (changed == token) continue;
    EXPECT_FALSE(VerifyToken(changed, mint_.Jwks(), kNow).ok()) << i;
  }
}

TEST_F(Token, TheAlgorithmIsNotTheTokensChoice) {
  const std::string token = mint_.Sign(Good());
  const std::string body = token.substr(token.find('.'), token.rfind('.') - token.find('.'));
  for (const char* header : {"eyJhbGciOiJub25lIiwia2lkIjoidGVzdCJ9",       // {"alg":"none","kid":"test"}
                             "eyJhbGciOiJIUzI1NiIsImtpZCI6InRlc3QifQ"}) {  // {"alg":"HS256","kid":"test"}
    EXPECT_EQ(ReasonOf(VerifyToken(header + body + ".", mint_.Jwks(), kNow).status()),
              ERROR_REASON_TOKEN_INVALID);
  }
  for (const char* nonsense : {"", ".", "..", "a.b.c", "ünïcode"}) {
    EXPECT_EQ(ReasonOf(VerifyToken(nonsense, mint_.Jwks(), kNow).status()), ERROR_REASON_TOKEN_INVALID);
  }
}

class Verifier : public Token {
 protected:
  void SetUp() override {
    ASSERT_TRUE(verifier_.SetKeys(mint_.Jwks()).ok());
    verifier_.RevocationsAreCurrent();
    presented_.peer_service = "gateway";
    presented_.fingerprint = kPrint;
    presented_.bearer = mint_.Sign(Good());
    presented_.forwarded = true;
    presented_.writes = true;
  }
  ErrorReason Refusal() { return ReasonOf(verifier_.Authenticate(presented_).status()); }

  ManualClock clock_{kNow};
  TokenVerifier verifier_{clock_, absl::Seconds(60)};
  Authenticator::Presented presented_;
};

TEST_F(Verifier, ASystemIsKnownByTokenAndCertificate) {
  const auto caller = verifier_.Authenticate(presented_);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->kind, Caller::Kind::kSystem);
  EXPECT_EQ(caller->source, "SY/mosal/pes");
  EXPECT_EQ(caller->country, "SY");
  EXPECT_TRUE(caller->HasScope("vacancy.read"));
}

TEST_F(Verifier, TheTokenIsWorthNothingWithoutItsCertificate) {
  presented_.fingerprint = std::string(43, 'b');
  EXPECT_EQ(Refusal(), ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH);
  presented_.fingerprint = "";
  EXPECT_EQ(Refusal(), ERROR_REASON_CERTIFICATE_MISSING);
}

TEST_F(Verifier, ARememberedTokenStillExpires) {
  ASSERT_EQ(Refusal(), ERROR_REASON_UNSPECIFIED);
  clock_.Advance(absl::Hours(1));
  verifier_.RevocationsAreCurrent();
  EXPECT_EQ(Refusal(), ERROR_REASON_TOKEN_EXPIRED);
}

TEST_F(Verifier, AWithdrawnKeyTakesItsTokensAlong) {
  ASSERT_EQ(Refusal(), ERROR_REASON_UNSPECIFIED);
  const TokenMint next("next");
  ASSERT_TRUE(verifier_.SetKeys(next.Jwks()).ok());
  EXPECT_EQ(Refusal(), ERROR_REASON_TOKEN_INVALID);
  EXPECT_FALSE(verifier_.SetKeys("no keys").ok());  // and the last good ones stay
  presented_.bearer = next.Sign(Good());
  EXPECT_EQ(Refusal(), ERROR_REASON_UNSPECIFIED);
}

TEST_F(Verifier, AnUnknownKeyIsAskedForButNotByEveryCall) {
  int asked = 0;
  verifier_.OnUnknownKey([&] { ++asked; });
  presented_.bearer = TokenMint("unknown").Sign(Good());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Refusal(), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(asked, 1);
  clock_.Advance(absl::Seconds(5));
  Refusal();
  EXPECT_EQ(asked, 2);
}

TEST_F(Verifier, RevocationEndsACertificateAndASystem) {
  const auto caller = verifier_.Authenticate(presented_);
  ASSERT_TRUE(caller.ok());
  EXPECT_TRUE(verifier_.Recheck(*caller).ok());
  verifier_.Revoke("", "SY/mosal/other", kNow);
  EXPECT_TRUE(verifier_.Recheck(*caller).ok());
  verifier_.Revoke(kPrint, "", kNow);
  EXPECT_EQ(ReasonOf(verifier_.Recheck(*caller)), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(Refusal(), ERROR_REASON_CERTIFICATE_REVOKED);
  presented_.bearer.clear();  // also of a visitor who fetches a token
  EXPECT_EQ(Refusal(), ERROR_REASON_CERTIFICATE_REVOKED);
}

TEST_F(Verifier, ARevokedSystemIsRefusedWhateverItsCertificate) {
  verifier_.Revoke("", "SY/mosal/pes", kNow);
  EXPECT_EQ(Refusal(), ERROR_REASON_CERTIFICATE_REVOKED);
}

TEST_F(Verifier, StaleRevocationsRefuseWritesAndNotReads) {
  clock_.Advance(absl::Seconds(60));
  EXPECT_EQ(Refusal(), ERROR_REASON_UNSPECIFIED);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Refusal(), ERROR_REASON_REVOCATIONS_STALE);
  presented_.writes = false;
  EXPECT_EQ(Refusal(), ERROR_REASON_UNSPECIFIED);
  presented_.writes = true;
  verifier_.RevocationsAreCurrent();
  EXPECT_EQ(Refusal(), ERROR_REASON_UNSPECIFIED);
}

TEST_F(Verifier, WithoutKeysTokensWait) {
  TokenVerifier empty(clock_, absl::Seconds(60));
  const auto refused = empty.Authenticate(presented_).status();
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_UNAVAILABLE);
  EXPECT_GT(RetryAfter(refused), absl::ZeroDuration());
}

TEST_F(Verifier, AnExpiredCertificateIsNone) {
  presented_.certificate_expires = kNow;
  EXPECT_EQ(Refusal(), ERROR_REASON_CERTIFICATE_EXPIRED);
}

}  // namespace
}  // namespace tabadul::rpc

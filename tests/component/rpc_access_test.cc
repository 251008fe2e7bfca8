// Who may call: each way to be refused, through a real server, with its code and reason.
#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "lib/platform/rpc/token.h"
#include "tests/component/echo_fixture.h"
#include "tests/harness/token_mint.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using harness::TokenMint;
using nlohmann::json;

class Access : public Echo {
 protected:
  void SetUp() override {
    ASSERT_TRUE(verifier_.SetKeys(mint_.Jwks()).ok());
    verifier_.RevocationsAreCurrent();
    StartServer(DefaultOptions(), &verifier_);
  }

  json Claims() const {
    return TokenMint::Claims("SY/mosal/pes", Member(), "echo.write", absl::ToUnixSeconds(clock_.Now()));
  }
  static std::string Member() { return harness::Fingerprint(Files("member").certificate); }
  Headers With(const json& claims) const { return WithToken(mint_.Sign(claims)); }
  static Headers WithToken(const std::string& token) {
    return {{"authorization", "Bearer " + token}, {"x-tabadul-certificate", Member()}};
  }
  ErrorReason Refusal(const std::string& peer, const std::string& method, const Headers& headers) {
    return ReasonOf(Call(peer, method, {}, headers).status());
  }

  ManualClock clock_{absl::Now()};
  TokenMint mint_;
  TokenVerifier verifier_{clock_, absl::Seconds(60)};
};

TEST_F(Access, ASystemWithTokenAndCertificateIsLetIn) {
  const auto response = Call("gateway", "Scoped", {}, With(Claims()));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->source(), "SY/mosal/pes");
  EXPECT_EQ(response->fingerprint(), Member());
}

TEST_F(Access, WithoutATokenNobodyIsASystem) {
  EXPECT_EQ(Refusal("gateway", "Scoped", {}), ERROR_REASON_TOKEN_MISSING);
  EXPECT_EQ(Refusal("gateway", "Scoped", {{"x-tabadul-certificate", Member()}}), ERROR_REASON_TOKEN_MISSING);
  EXPECT_EQ(Refusal("jobs", "Scoped", {}), ERROR_REASON_TOKEN_MISSING);
  EXPECT_EQ(Call("gateway", "Scoped").status().code(), absl::StatusCode::kUnauthenticated);
}

// The heart of it: whoever has a certificate of the inside and a stolen token must not become its owner.
TEST_F(Access, AForgedFingerprintHeaderIsIgnored) {
  ASSERT_EQ(Refusal("gateway", "Scoped", With(Claims())), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Refusal("jobs", "Scoped", With(Claims())), ERROR_REASON_CERTIFICATE_MISSING);
  EXPECT_EQ(Refusal("matching", "Certified", {{"x-tabadul-certificate", Member()}}),
            ERROR_REASON_CERTIFICATE_MISSING);
}

TEST_F(Access, EachBadTokenHasItsReason) {
  const int64_t now = absl::ToUnixSeconds(clock_.Now());
  json expired = Claims(), foreign = Claims(), other = Claims(), reader = Claims();
  expired["exp"] = now - 1;
  foreign["aud"] = "other";
  other["cnf"]["x5t#S256"] = harness::Fingerprint(Files("other").certificate);
  reader["scope"] = "echo.read";
  EXPECT_EQ(Refusal("gateway", "Scoped", With(expired)), ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_EQ(Refusal("gateway", "Scoped", With(foreign)), ERROR_REASON_TOKEN_AUDIENCE);
  EXPECT_EQ(Refusal("gateway", "Scoped", With(other)), ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH);
  EXPECT_EQ(Refusal("gateway", "Scoped", With(reader)), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(Refusal("gateway", "Scoped", WithToken("nonsense")), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(Refusal("gateway", "Scoped", WithToken(TokenMint().Sign(Claims()))), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(Refusal("gateway", "Scoped", {{"authorization", "Bearer " + mint_.Sign(Claims())}}),
            ERROR_REASON_CERTIFICATE_MISSING);
  EXPECT_EQ(Refusal("gateway", "Open", WithToken("nonsense")),
            ERROR_REASON_TOKEN_INVALID);  // a bad token is never nothing
}

TEST_F(Access, AnExpiredCertificateIsRefused) {
  Headers headers = With(Claims());
  headers.emplace_back("x-tabadul-certificate-expires", "200101000000Z");
  EXPECT_EQ(Refusal("gateway", "Scoped", headers), ERROR_REASON_CERTIFICATE_EXPIRED);
}

TEST_F(Access, RevocationActsAtOnce) {
  ASSERT_EQ(Refusal("gateway", "Scoped", With(Claims())), ERROR_REASON_UNSPECIFIED);
  verifier_.Revoke(Member(), "", clock_.Now());
  const auto refused = Call("gateway", "Scoped", {}, With(Claims())).status();
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(Access, StaleRevocationsRefuseWrites) {
  const Headers headers = With(Claims());
  clock_.Advance(absl::Seconds(61));
  const auto refused = Call("gateway", "Scoped", {}, headers).status();
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_REVOCATIONS_STALE);
  EXPECT_GT(RetryAfter(refused), absl::ZeroDuration());
}

TEST_F(Access, ServicesAreKnownByTheirConnectionAlone) {
  const auto jobs = Call("jobs", "Inside");
  ASSERT_TRUE(jobs.ok()) << jobs.status();
  EXPECT_EQ(jobs->service(), "jobs");
  EXPECT_EQ(Refusal("matching", "Inside", {}), ERROR_REASON_SCOPE_MISSING);
  // What the gateway passes on is never the gateway's own wish, although the policy names it.
  EXPECT_EQ(Refusal("gateway", "Inside", {}), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(Refusal("gateway", "Inside", With(Claims())), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(Refusal("jobs", "Inside", {{"x-tabadul-certificate", Member()}}), ERROR_REASON_SCOPE_MISSING);
}

TEST_F(Access, VisitorsMayUseWhatIsOpen) {
  EXPECT_EQ(Refusal("gateway", "Open", {}), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(Call("web", "Open")->service(), "");
  EXPECT_EQ(Call("gateway", "Certified", {}, {{"x-tabadul-certificate", Member()}})->fingerprint(), Member());
  EXPECT_EQ(Refusal("gateway", "Certified", {}), ERROR_REASON_CERTIFICATE_MISSING);
}

TEST_F(Access, ARefusedStreamSaysSoInBand) {
  auto stream = OpenStream("gateway", "ScopedChat", WithToken("nonsense"));
  tests::echo::EchoRequest request;
  request.set_text(std::string(100'000, 'x'));
  for (int i = 0; i < 20 && stream->Write(request); ++i) {  // a client that writes before it reads
  }
  const End end = ReadToEnd(*stream);
  EXPECT_EQ(end.messages, 0);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_DENIED);
  EXPECT_EQ(end.goodbye.status().code(), static_cast<int>(absl::StatusCode::kUnauthenticated));
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_TOKEN_INVALID);
}

TEST_F(Access, RevocationEndsAnOpenStreamWithinASecondOrTwo) {
  auto stream = OpenStream("gateway", "ScopedChat", With(Claims()));
  ASSERT_TRUE(Say(*stream, "hello"));
  verifier_.Revoke("", "SY/mosal/pes", clock_.Now());
  const absl::Time start = absl::Now();
  const End end = ReadToEnd(*stream);
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_DENIED);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_CERTIFICATE_REVOKED);
}

TEST_F(Access, AStreamWhoseTokenExpiresReconnects) {
  json brief = Claims();
  brief["exp"] = absl::ToUnixSeconds(absl::Now()) + 2;
  auto stream = OpenStream("gateway", "ScopedChat", With(brief));
  ASSERT_TRUE(Say(*stream, "hello"));
  const End end = ReadToEnd(*stream);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_RECONNECT);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_TOKEN_EXPIRED);
}

}  // namespace
}  // namespace tabadul::rpc

#include "lib/platform/rpc/admission.h"

#include "gtest/gtest.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons

const std::string kPrint(43, 'a');

Policy Scoped() {
  Policy policy;
  policy.add_scopes("vacancy.write");
  return policy;
}

IdentityHeaders Certificate(const std::string& fingerprint, const std::string& expires = "") {
  IdentityHeaders headers;
  headers.certificate = {fingerprint};
  if (!expires.empty()) headers.certificate_expires = {expires};
  return headers;
}

TEST(Present, TheFingerprintCountsOnlyFromWhoeverTerminatesTls) {
  for (const char* trusted : {"gateway", "web"}) {
    EXPECT_EQ(Present(trusted, Certificate(kPrint), Scoped())->fingerprint, kPrint) << trusted;
  }
  for (const char* other : {"", "jobs", "Gateway", "gateway2", "gateway.example"}) {
    const auto presented = Present(other, Certificate(kPrint), Scoped());
    EXPECT_EQ(presented->fingerprint, "") << other;
    EXPECT_TRUE(presented->forwarded) << other;
  }
}

TEST(Present, TwoFingerprintsAreNone) {
  IdentityHeaders headers;
  headers.certificate = {kPrint, std::string(43, 'b')};
  EXPECT_EQ(Present("gateway", headers, Scoped())->fingerprint, "");
  EXPECT_EQ(Present("gateway", Certificate("short"), Scoped())->fingerprint, "");
  EXPECT_EQ(Present("gateway", Certificate(std::string(43, '+')), Scoped())->fingerprint, "");
}

TEST(Present, ReadsTheExpiryAsHaproxyWritesIt) {
  const absl::Time expected =
      absl::FromCivil(absl::CivilSecond(2026, 11, 23, 17, 33, 22), absl::UTCTimeZone());
  for (const char* text : {"261123173322Z", "2026-11-23T17:33:22Z"}) {
    EXPECT_EQ(Present("gateway", Certificate(kPrint, text), Scoped())->certificate_expires, expected) << text;
  }
  for (const char* text : {"soon", "261323173322Z", "99999999999999Z"}) {
    EXPECT_EQ(Present("gateway", Certificate(kPrint, text), Scoped())->certificate_expires,
              absl::InfinitePast());
  }
}

TEST(Present, OneBearerTokenOrNothing) {
  const auto presented = [](std::vector<std::string> values) {
    IdentityHeaders headers;
    headers.authorization = std::move(values);
    return Present("gateway", headers, Scoped());
  };
  EXPECT_EQ(presented({"Bearer abc"})->bearer, "abc");
  EXPECT_EQ(presented({"bearer abc"})->bearer, "abc");
  EXPECT_EQ(presented({})->bearer, "");
  EXPECT_EQ(ReasonOf(presented({"Basic abc"}).status()), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(ReasonOf(presented({"Bearer "}).status()), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(ReasonOf(presented({"Bearer a", "Bearer b"}).status()), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(ReasonOf(presented({"Bearer " + std::string(9000, 'a')}).status()), ERROR_REASON_TOKEN_INVALID);
}

TEST(Present, WritingScopesAreKnown) {
  EXPECT_TRUE(Present("gateway", {}, Scoped())->writes);
  Policy reads;
  reads.add_scopes("vacancy.read");
  EXPECT_FALSE(Present("gateway", {}, reads)->writes);
  reads.add_scopes("admin");
  EXPECT_TRUE(Present("gateway", {}, reads)->writes);
}

TEST(WithoutToken, AServiceSpeaksForItselfOnlyIfNothingWasForwarded) {
  Authenticator::Presented presented;
  presented.peer_service = "jobs";
  EXPECT_EQ(Authenticator::WithoutToken(presented).service, "jobs");
  presented.forwarded = true;
  EXPECT_EQ(Authenticator::WithoutToken(presented).kind, Caller::Kind::kVisitor);
  presented = {};
  presented.peer_service = "gateway";
  EXPECT_EQ(Authenticator::WithoutToken(presented).kind, Caller::Kind::kVisitor);
}

struct Row {
  const char* name;
  Policy policy;
  Caller caller;
  ErrorReason refused;
};

TEST(Admit, FollowsThePolicy) {
  Caller visitor, certified, jobs, system;
  certified.fingerprint = kPrint;
  jobs.kind = Caller::Kind::kService;
  jobs.service = "jobs";
  system.kind = Caller::Kind::kSystem;
  system.scopes = {"vacancy.write"};
  system.fingerprint = kPrint;
  Policy anonymous, certificate, inside, other;
  anonymous.set_anonymous(true);
  certificate.set_certificate(true);
  inside.add_services("jobs");
  other.add_scopes("admin");
  const ErrorReason in = ERROR_REASON_UNSPECIFIED;
  const Row rows[] = {
      {"visitor anonymous", anonymous, visitor, in},
      {"visitor scoped", Scoped(), visitor, ERROR_REASON_TOKEN_MISSING},
      {"visitor certificate", certificate, visitor, ERROR_REASON_CERTIFICATE_MISSING},
      {"visitor inside", inside, visitor, ERROR_REASON_SCOPE_MISSING},
      {"visitor nothing", Policy(), visitor, ERROR_REASON_SCOPE_MISSING},
      {"certified certificate", certificate, certified, in},
      {"certified scoped", Scoped(), certified, ERROR_REASON_TOKEN_MISSING},
      {"service inside", inside, jobs, in},
      {"service anonymous", anonymous, jobs, in},
      {"service scoped", Scoped(), jobs, ERROR_REASON_TOKEN_MISSING},
      {"service certificate", certificate, jobs, ERROR_REASON_SCOPE_MISSING},
      {"service nothing", Policy(), jobs, ERROR_REASON_SCOPE_MISSING},
      {"system scoped", Scoped(), system, in},
      {"system other scope", other, system, ERROR_REASON_SCOPE_MISSING},
      {"system anonymous", anonymous, system, in},
      {"system certificate", certificate, system, in},
      {"system inside", inside, system, ERROR_REASON_SCOPE_MISSING},
      {"system nothing", Policy(), system, ERROR_REASON_SCOPE_MISSING},
  };
  for (const Row& row : rows) {
    Caller caller = row.caller;
    EXPECT_EQ(ReasonOf(Admit(row.policy, caller)), row.refused) << row.name;
  }
}

TEST(Admit, AServiceThatIsNotNamedVisitsLikeAnybody) {
  Policy anonymous;
  anonymous.set_anonymous(true);
  Caller web;
  web.kind = Caller::Kind::kService;
  web.service = "web";
  ASSERT_TRUE(Admit(anonymous, web).ok());
  EXPECT_EQ(web.kind, Caller::Kind::kVisitor);
  EXPECT_EQ(web.service, "");
}

}  // namespace
}  // namespace tabadul::rpc

#include "services/web/owner/sessions.h"

#include <gtest/gtest.h>

#include "services/web/owner/fake_services.h"

namespace tabadul::web::owner {
namespace {

class SessionsTest : public ::testing::Test {
 protected:
  static RequestContext Context() {
    RequestContext context;
    context.request_id = "r-1";
    context.language = "en";
    // Whatever else came with the request: it is not his.
    context.metadata = {{"authorization", "Bearer other"}, {"x-tabadul-certificate", "none"}};
    return context;
  }
  absl::StatusOr<Session> Find(Sessions& sessions, const std::string& fingerprint,
                               absl::Duration later = {}) {
    return sessions.Find(fingerprint, Context(), "ar", now_ + later);
  }
  size_t Asked() const { return services_.CallsOf(kIssueToken).size(); }

  const absl::Time now_ = absl::FromUnixSeconds(1'780'000'000);
  FakeServices services_;
  Sessions sessions_{services_.transport()};
};

TEST_F(SessionsTest, IdentitySaysWhoseASessionIs) {
  const std::string fingerprint = FingerprintOf(kSession);
  EXPECT_EQ(fingerprint.size(), 43u);
  const auto session = Find(sessions_, fingerprint);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->source, "SY/mosal/pes");
  EXPECT_TRUE(session->May("vacancy.write"));
  EXPECT_FALSE(session->May("admin"));
  EXPECT_EQ(session->expires, absl::FromUnixSeconds(1'780'003'600));
  const auto issue = services_.CallsOf(kIssueToken).at(0), me = services_.CallsOf(kWhoAmI).at(0);
  EXPECT_EQ(Carried(issue, "x-tabadul-certificate"), fingerprint);
  EXPECT_EQ(Carried(issue, "authorization"), "") << "nothing of the request's own";
  EXPECT_EQ(Carried(me, "x-tabadul-certificate"), fingerprint);
  EXPECT_EQ(Carried(me, "authorization"), "Bearer token");
  EXPECT_EQ(Carried(me, "accept-language"), "ar");
  EXPECT_EQ(Carried(me, "x-request-id"), "r-1");
}

TEST_F(SessionsTest, ATokenIsKeptForFiveMinutes) {
  ASSERT_TRUE(Find(sessions_, "a").ok());
  ASSERT_TRUE(Find(sessions_, "a", absl::Minutes(5) - absl::Seconds(1)).ok());
  EXPECT_EQ(Asked(), 1u);
  ASSERT_TRUE(Find(sessions_, "a", absl::Minutes(5)).ok());
  EXPECT_EQ(Asked(), 2u);
  ASSERT_TRUE(Find(sessions_, "b", absl::Minutes(5)).ok());
  EXPECT_EQ(Asked(), 3u) << "of another session";
}

TEST_F(SessionsTest, ATokenThatEndsSoonerIsKeptForHalfItsLife) {
  identity::v1::IssueTokenResponse token;
  token.set_access_token("short");
  token.mutable_expires_in()->set_seconds(60);
  services_.Answer(kIssueToken, token);
  ASSERT_TRUE(Find(sessions_, "a").ok());
  ASSERT_TRUE(Find(sessions_, "a", absl::Seconds(29)).ok());
  EXPECT_EQ(Asked(), 1u);
  ASSERT_TRUE(Find(sessions_, "a", absl::Seconds(30)).ok());
  EXPECT_EQ(Asked(), 2u);
}

TEST_F(SessionsTest, WhatIsForgottenOrRefusedIsAskedAgain) {
  ASSERT_TRUE(Find(sessions_, "a").ok());
  sessions_.Forget("a");
  EXPECT_EQ(sessions_.kept(), 0u);
  services_.Answer(kIssueToken, Error(common::v1::ERROR_REASON_CERTIFICATE_REVOKED));
  for (int i = 0; i < 2; ++i) {
    const auto refused = Find(sessions_, "a");
    EXPECT_TRUE(IsSignedOut(refused.status())) << refused.status();
  }
  EXPECT_EQ(Asked(), 3u);
  EXPECT_EQ(sessions_.kept(), 0u);
}

TEST_F(SessionsTest, SoManyAreKeptAndNoMore) {
  Sessions few(services_.transport(), {.most = 2});
  for (const auto& [name, at] : {std::pair("a", 0), std::pair("b", 1), std::pair("c", 2)})
    ASSERT_TRUE(Find(few, name, absl::Seconds(at)).ok());
  EXPECT_EQ(few.kept(), 2u);
  ASSERT_TRUE(Find(few, "c", absl::Seconds(3)).ok());
  ASSERT_TRUE(Find(few, "b", absl::Seconds(3)).ok());
  EXPECT_EQ(Asked(), 3u) << "the oldest went";
  ASSERT_TRUE(Find(few, "d", absl::Minutes(10)).ok());
  EXPECT_EQ(few.kept(), 1u) << "those whose time is over go first";
}

TEST(Sessions, AServiceThatIsAwaySignsNobodyOut) {
  using namespace common::v1;  // NOLINT: reasons
  for (const ErrorReason reason : {ERROR_REASON_TOKEN_EXPIRED, ERROR_REASON_CERTIFICATE_UNKNOWN,
                                   ERROR_REASON_CERTIFICATE_REVOKED, ERROR_REASON_CERTIFICATE_EXPIRED})
    EXPECT_TRUE(IsSignedOut(Error(reason))) << ReasonName(reason);
  for (const ErrorReason reason :
       {ERROR_REASON_UNAVAILABLE, ERROR_REASON_SCOPE_MISSING, ERROR_REASON_NOT_OWNER,
        ERROR_REASON_DEADLINE_EXCEEDED, ERROR_REASON_REVOCATIONS_STALE})
    EXPECT_FALSE(IsSignedOut(Error(reason))) << ReasonName(reason);
  EXPECT_FALSE(IsSignedOut(absl::OkStatus()));
}

}  // namespace
}  // namespace tabadul::web::owner

// People of a ministry at the portal: links, sessions and their ends, and who may ask for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "lib/platform/base/utc.h"
#include "tests/component/identity_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons
using harness::Eventually;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kSource[] = "SY/mosal/pes";
constexpr char kOther[] = "EG/momp/pes";

std::string HashOf(const std::string& secret) { return Base64Url(Sha256(secret)); }

class SessionsTest : public IdentityTest {
 protected:
  using Began = absl::StatusOr<v1::SignInResponse>;

  absl::StatusOr<v1::CreateSignInLinkResponse> CreateLink(const std::string& source,
                                                          std::optional<absl::Duration> valid_for = {}) {
    v1::CreateSignInLinkRequest request;
    request.set_source(source);
    if (valid_for) {
      request.mutable_valid_for()->set_seconds(absl::ToInt64Seconds(*valid_for));
      request.mutable_valid_for()->set_nanos(static_cast<int32_t>(
          absl::ToInt64Nanoseconds(*valid_for - absl::Seconds(absl::ToInt64Seconds(*valid_for)))));
    }
    return Admin<v1::CreateSignInLinkResponse>("CreateSignInLink", request);
  }
  std::string Code(const std::string& source = kSource) {
    const auto link = CreateLink(source);
    EXPECT_TRUE(link.ok()) << link.status();
    return link.ok() ? link->code() : "";
  }
  Began SignInBy(rpc::Channel& channel, const std::string& code, const std::string& certificate = "") {
    v1::SignInRequest request;
    request.set_code(code);
    request.set_certificate(certificate);
    return Ask<v1::SignInResponse>(channel, "IdentityService/SignIn", request);
  }
  Began SignIn(const std::string& code) { return SignInBy(FromService("web"), code); }
  Began SignInWith(const std::string& certificate) { return SignInBy(FromService("web"), "", certificate); }
  // The secret of a new session.
  std::string SignedIn(const std::string& source = kSource) {
    const Began began = SignIn(Code(source));
    EXPECT_TRUE(began.ok()) << began.status();
    return began.ok() ? began->session() : "";
  }
  absl::StatusOr<v1::IssueTokenResponse> TokenOf(const std::string& session,
                                                 const std::vector<std::string>& scopes = {}) {
    v1::IssueTokenRequest request;
    for (const std::string& scope : scopes) request.add_scopes(scope);
    return Ask<v1::IssueTokenResponse>(FromService("web", {{"x-tabadul-certificate", HashOf(session)}}),
                                       "IdentityService/IssueToken", request);
  }
  absl::StatusOr<v1::WhoAmIResponse> WhoIs(const std::string& session, const std::string& token) {
    return Ask<v1::WhoAmIResponse>(FromService("web", {{"x-tabadul-certificate", HashOf(session)},
                                                       {"authorization", "Bearer " + token}}),
                                   "IdentityService/WhoAmI", v1::WhoAmIRequest());
  }
  absl::Status SignOut(const std::string& session) {
    v1::SignOutRequest request;
    request.set_session(session);
    return Ask<v1::SignOutResponse>(FromService("web"), "IdentityService/SignOut", request).status();
  }
  absl::StatusOr<v1::EndSessionsResponse> End(const std::string& source) {
    v1::EndSessionsRequest request;
    request.set_source(source);
    return Admin<v1::EndSessionsResponse>("EndSessions", request);
  }
  v1::ListSessionsResponse List(const std::string& source = "", bool ended = false) {
    v1::ListSessionsRequest request;
    request.set_source(source);
    request.set_ended(ended);
    const auto list = Admin<v1::ListSessionsResponse>("ListSessions", request);
    EXPECT_TRUE(list.ok()) << list.status();
    return list.value_or(v1::ListSessionsResponse());
  }
  // The operator's own token does not outlive half an hour.
  void AdvanceFar(absl::Duration by) {
    Advance(by);
    operator_.token = TokenFor(operator_.fingerprint).value_or("");
  }
};

TEST_F(SessionsTest, ALinkLetsOnePersonInOnce) {
  NewMember(kSource);
  const auto link = CreateLink(kSource);
  ASSERT_TRUE(link.ok()) << link.status();
  EXPECT_EQ(link->code().size(), 22u) << "128 bits";
  EXPECT_EQ(TimeOf(link->expire_time()), clock_.Now() + absl::Hours(24));
  const Began began = SignIn(link->code());
  ASSERT_TRUE(began.ok()) << began.status();
  EXPECT_EQ(began->source(), kSource);
  EXPECT_EQ(began->session().size(), 43u) << "256 bits";
  EXPECT_EQ(TimeOf(began->expire_time()), clock_.Now() + absl::Hours(8));
  const auto token = TokenOf(began->session());
  ASSERT_TRUE(token.ok()) << token.status();
  const auto me = WhoIs(began->session(), token->access_token());
  ASSERT_TRUE(me.ok()) << me.status();
  EXPECT_EQ(me->source(), kSource);
  EXPECT_EQ(me->certificate_fingerprint(), HashOf(began->session()));
  EXPECT_EQ(TimeOf(me->certificate_expire_time()), clock_.Now() + absl::Minutes(30)) << "unless it is used";
  EXPECT_EQ(ReasonOf(SignIn(link->code()).status()), ERROR_REASON_TOKEN_INVALID);
}

TEST_F(SessionsTest, OfManyWithTheSameCodeOneIsLetIn) {
  NewMember(kSource);
  const std::string code = Code();
  rpc::Channel& web = FromService("web");
  std::atomic<int> in = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const Began began = SignInBy(web, code);
      in += began.ok() ? 1 : 0;
      refused += ReasonOf(began.status()) == ERROR_REASON_TOKEN_INVALID ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(in, 1);
  EXPECT_EQ(refused, 5);
}

TEST_F(SessionsTest, AWrongAUsedAndAnExpiredCodeAreAnsweredTheSame) {
  NewMember(kSource);
  NewMember(kOther);
  const std::string used = Code(), taken_back = Code(), of_a_revoked_system = Code(kOther);
  ASSERT_TRUE(SignIn(used).ok());
  ASSERT_TRUE(End(kSource).ok());
  ASSERT_TRUE(Revoke("", kOther).ok());
  const auto expired = CreateLink(kSource, absl::Minutes(1));
  ASSERT_TRUE(expired.ok()) << expired.status();
  Advance(absl::Minutes(1));
  const absl::Status wrong = SignIn("AAAAAAAAAAAAAAAAAAAAAA").status();
  EXPECT_EQ(ReasonOf(wrong), ERROR_REASON_TOKEN_INVALID);
  for (const std::string& code :
       {used, taken_back, of_a_revoked_system, expired->code(), std::string("x"), std::string(5000, 'A')}) {
    const absl::Status refused = SignIn(code).status();
    EXPECT_EQ(ReasonOf(refused), ERROR_REASON_TOKEN_INVALID) << code;
    EXPECT_EQ(refused.code(), wrong.code());
    EXPECT_EQ(refused.message(), wrong.message());
    EXPECT_THAT(MetadataOf(refused), IsEmpty());
  }
}

TEST_F(SessionsTest, NobodyButWebSignsAnybodyIn) {
  const Member member = NewMember(kSource);
  const std::string code = Code();
  const auto as = [&](rpc::Channel& channel) { return ReasonOf(SignInBy(channel, code).status()); };
  EXPECT_EQ(as(FromGateway("")), ERROR_REASON_SCOPE_MISSING) << "a visitor";
  EXPECT_EQ(as(FromGateway(member.fingerprint)), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(as(FromGateway(member.fingerprint, member.token)), ERROR_REASON_SCOPE_MISSING) << "a member";
  EXPECT_EQ(as(FromGateway(operator_.fingerprint, operator_.token)), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(as(FromService("jobs")), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(as(FromService("web", {{"x-tabadul-certificate", member.fingerprint}})),
            ERROR_REASON_SCOPE_MISSING)
      << "what web passes on for somebody is that one's call";
  EXPECT_EQ(ReasonOf(SignInBy(FromService("jobs"), "", member.fingerprint).status()),
            ERROR_REASON_SCOPE_MISSING);
  const Began began = SignIn(code);
  ASSERT_TRUE(began.ok()) << "nobody has used it up: " << began.status();
  v1::SignOutRequest request;
  request.set_session(began->session());
  for (rpc::Channel* channel : {&FromService("jobs"), &FromGateway(member.fingerprint, member.token)}) {
    EXPECT_EQ(ReasonOf(Ask<v1::SignOutResponse>(*channel, "IdentityService/SignOut", request).status()),
              ERROR_REASON_SCOPE_MISSING);
  }
  EXPECT_TRUE(TokenOf(began->session()).ok());
}

TEST_F(SessionsTest, AnotherServiceThatNamesASessionIsNotBelieved) {
  NewMember(kSource);
  const std::string session = SignedIn();
  rpc::Channel& forged = FromService("jobs", {{"x-tabadul-certificate", HashOf(session)}});
  EXPECT_EQ(
      ReasonOf(Ask<v1::IssueTokenResponse>(forged, "IdentityService/IssueToken", v1::IssueTokenRequest())
                   .status()),
      ERROR_REASON_CERTIFICATE_MISSING);
  const std::string token = TokenOf(session)->access_token();
  EXPECT_EQ(ReasonOf(WhoIs("another", token).status()), ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH);
}

TEST_F(SessionsTest, ASessionHasTheScopesOfItsSystemButThoseThatDecideForOthers) {
  NewMember(kSource, {"vacancy.read", "vacancy.write", "vacancy.confirm", "grant.write"});
  const std::string session = SignedIn();
  const auto token = TokenOf(session);
  ASSERT_TRUE(token.ok()) << token.status();
  EXPECT_THAT(std::vector<std::string>(token->scopes().begin(), token->scopes().end()),
              ElementsAre("self", "vacancy.confirm", "vacancy.read", "vacancy.write"));
  EXPECT_EQ(ReasonOf(TokenOf(session, {"grant.write"}).status()), ERROR_REASON_SCOPE_MISSING);
  EXPECT_TRUE(TokenOf(session, {"vacancy.read"}).ok());
}

TEST_F(SessionsTest, WhoAdministratesTheHubHasNoLinkAndNoSession) {
  EXPECT_EQ(ReasonOf(CreateLink(operator_.source).status()), ERROR_REASON_PRECONDITION);
  EXPECT_EQ(ReasonOf(SignInWith(operator_.fingerprint).status()), ERROR_REASON_PRECONDITION);
}

TEST_F(SessionsTest, ASessionEndsAfterEightHoursHoweverMuchItIsUsed) {
  NewMember(kSource);
  const std::string session = SignedIn();
  const absl::Time end = clock_.Now() + absl::Hours(8);
  std::string token;
  while (clock_.Now() + absl::Minutes(23) < end) {
    Advance(absl::Minutes(23));
    const auto issued = TokenOf(session);
    ASSERT_TRUE(issued.ok()) << end - clock_.Now() << " before the end: " << issued.status();
    token = issued->access_token();
  }
  const auto claims = rpc::VerifyToken(token, Jwks(), clock_.Now());
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ(claims->expires, end) << "a token ends with its session";
  Advance(end - clock_.Now());
  EXPECT_EQ(ReasonOf(TokenOf(session).status()), ERROR_REASON_CERTIFICATE_EXPIRED);
  EXPECT_EQ(ReasonOf(WhoIs(session, token).status()), ERROR_REASON_TOKEN_EXPIRED);
}

TEST_F(SessionsTest, ASessionEndsAfterHalfAnHourWithoutUse) {
  NewMember(kSource);
  const std::string session = SignedIn();
  Advance(absl::Minutes(29));
  ASSERT_TRUE(TokenOf(session).ok()) << "a use";
  Advance(absl::Minutes(29));
  ASSERT_TRUE(TokenOf(session).ok());
  AdvanceFar(absl::Minutes(30));
  EXPECT_EQ(ReasonOf(TokenOf(session).status()), ERROR_REASON_CERTIFICATE_EXPIRED);
  EXPECT_THAT(List().sessions(), IsEmpty());
  EXPECT_EQ(List("", true).sessions_size(), 1);
}

TEST_F(SessionsTest, WhoSignsOutIsRefusedByEveryServiceWithinASecond) {
  NewMember(kSource);
  const std::string session = SignedIn(), colleague = SignedIn();
  const std::string token = TokenOf(session)->access_token();
  rpc::TokenAuthenticator jobs(FromService("jobs"), clock_);
  ASSERT_TRUE(Eventually([&] { return jobs.Ready().ok(); }));
  const auto present = [&](const std::string& secret, const std::string& bearer) {
    return jobs.Authenticate({.peer_service = "web",
                              .fingerprint = HashOf(secret),
                              .bearer = bearer,
                              .forwarded = true,
                              .writes = true});
  };
  const auto caller = present(session, token);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->source, kSource);
  ASSERT_TRUE(SignOut(session).ok());
  EXPECT_TRUE(Eventually(
      [&] { return ReasonOf(present(session, token).status()) == ERROR_REASON_CERTIFICATE_REVOKED; },
      absl::Seconds(1)));
  EXPECT_EQ(ReasonOf(WhoIs(session, token).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(TokenOf(session).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_TRUE(present(colleague, TokenOf(colleague)->access_token()).ok()) << "another person's goes on";
  EXPECT_TRUE(SignOut(session).ok()) << "again is the same";
  EXPECT_TRUE(SignOut("never was").ok());
  EXPECT_EQ(ReasonOf(SignOut("")), ERROR_REASON_REQUIRED);
  const auto feed = store_.RevocationsAfter(Context::WithTimeout(absl::Seconds(5)), 0);
  ASSERT_TRUE(feed.ok()) << feed.status();
  ASSERT_EQ(feed->revocations.size(), 1u);
  EXPECT_EQ(feed->revocations[0].certificate(), HashOf(session));
}

TEST_F(SessionsTest, AnOperatorEndsAllSessionsOfASystemAndItsUnusedLinks) {
  NewMember(kSource);
  NewMember(kOther);
  const std::string first = SignedIn(), second = SignedIn(), other = SignedIn(kOther);
  const std::string token = TokenOf(first)->access_token(), unused = Code();
  const auto ended = End(kSource);
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->sessions(), 2);
  EXPECT_EQ(ended->links(), 1);
  EXPECT_EQ(ReasonOf(WhoIs(first, token).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(TokenOf(second).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(SignIn(unused).status()), ERROR_REASON_TOKEN_INVALID);
  EXPECT_TRUE(TokenOf(other).ok());
  const auto again = End(kSource);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->sessions() + again->links(), 0);
  EXPECT_FALSE(SignedIn().empty()) << "a new link lets somebody in again";
  EXPECT_EQ(ReasonOf(End("SY/mosal/none").status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(End("Syria").status()), ERROR_REASON_MALFORMED);
}

TEST_F(SessionsTest, ALinkThatWasTakenBackIsGoodAtNoTime) {
  NewMember(kSource);
  const std::string code = Code();
  Advance(absl::Seconds(2));
  ASSERT_TRUE(End(kSource).ok());
  Advance(
      -absl::Seconds(1));  // of a sign-in that was on its way, or of another process whose clock is behind
  EXPECT_EQ(ReasonOf(SignIn(code).status()), ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(End(kSource)->links(), 0);
}

TEST_F(SessionsTest, ARevokedSystemIsOutWithItsSessions) {
  NewMember(kSource);
  const std::string session = SignedIn();
  const std::string token = TokenOf(session)->access_token();
  ASSERT_TRUE(Revoke("", kSource).ok());
  EXPECT_EQ(ReasonOf(WhoIs(session, token).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(TokenOf(session).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(CreateLink(kSource).status()), ERROR_REASON_PRECONDITION);
  EXPECT_THAT(List().sessions(), IsEmpty());
  ASSERT_EQ(List("", true).sessions_size(), 1);
  EXPECT_EQ(TimeOf(List("", true).sessions(0).end_time()), clock_.Now());
}

TEST_F(SessionsTest, ACertificateBeginsASessionThatEndsWithItAtTheLatest) {
  NewMember(kSource);
  const auto issued = IssueCertificate(kSource, NewRequest(), 1);
  ASSERT_TRUE(issued.ok()) << issued.status();
  const std::string certificate = issued->details().fingerprint();
  const Began first = SignInWith(certificate);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->source(), kSource);
  EXPECT_EQ(TimeOf(first->expire_time()), clock_.Now() + absl::Hours(8));
  EXPECT_TRUE(TokenOf(first->session()).ok());
  AdvanceFar(absl::Hours(20));
  const Began last = SignInWith(certificate);
  ASSERT_TRUE(last.ok()) << last.status();
  EXPECT_EQ(TimeOf(last->expire_time()), TimeOf(issued->details().not_after()));
  ASSERT_EQ(List().sessions_size(), 1);
  EXPECT_EQ(List().sessions(0).certificate(), certificate);
  AdvanceFar(absl::Hours(5));
  EXPECT_EQ(ReasonOf(SignInWith(certificate).status()), ERROR_REASON_CERTIFICATE_EXPIRED);
  EXPECT_EQ(ReasonOf(SignInWith(std::string(43, 'A')).status()), ERROR_REASON_CERTIFICATE_UNKNOWN);
}

TEST_F(SessionsTest, ARevokedCertificateTakesItsSessionsAlong) {
  const Member member = NewMember(kSource);
  const std::string by_certificate = SignInWith(member.fingerprint)->session(), by_link = SignedIn();
  const std::string token = TokenOf(by_certificate)->access_token();
  ASSERT_TRUE(Revoke(member.fingerprint, "").ok());
  EXPECT_EQ(ReasonOf(WhoIs(by_certificate, token).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(TokenOf(by_certificate).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_EQ(ReasonOf(SignInWith(member.fingerprint).status()), ERROR_REASON_CERTIFICATE_REVOKED);
  EXPECT_TRUE(TokenOf(by_link).ok()) << "it has nothing to do with that certificate";
}

TEST_F(SessionsTest, AMemberCannotBeginSessionsWithoutEnd) {
  const Member member = NewMember(kSource), other = NewMember(kOther);
  rpc::Channel& web = FromService("web");
  for (int i = 0; i < kSessionsOfOne; ++i) {
    const Began began = SignInBy(web, "", member.fingerprint);
    ASSERT_TRUE(began.ok()) << i << ": " << began.status();
    if (i == 0) {
      ASSERT_TRUE(SignOut(began->session()).ok()) << "what has ended counts too";
    }
  }
  EXPECT_EQ(ReasonOf(SignInBy(web, "", member.fingerprint).status()), ERROR_REASON_OVERLOADED);
  EXPECT_TRUE(SignInBy(web, "", other.fingerprint).ok());
  EXPECT_TRUE(SignIn(Code()).ok()) << "whom an operator lets in is let in";
  AdvanceFar(absl::Hours(24));
  EXPECT_TRUE(SignInBy(web, "", member.fingerprint).ok());
}

TEST_F(SessionsTest, WhoIsSignedInIsToldWithoutAnySecret) {
  NewMember(kSource);
  NewMember(kOther);
  const absl::Time began = clock_.Now();
  const std::string session = SignedIn(), gone = SignedIn(), other = SignedIn(kOther);
  ASSERT_TRUE(SignOut(gone).ok());
  Advance(absl::Minutes(10));
  ASSERT_TRUE(TokenOf(session).ok());
  const auto list = List(kSource);
  ASSERT_EQ(list.sessions_size(), 1);
  const v1::Session& one = list.sessions(0);
  EXPECT_EQ(one.fingerprint(), HashOf(session));
  EXPECT_EQ(one.source(), kSource);
  EXPECT_EQ(one.certificate(), "");
  EXPECT_EQ(TimeOf(one.create_time()), began);
  EXPECT_EQ(TimeOf(one.use_time()), clock_.Now());
  EXPECT_EQ(TimeOf(one.expire_time()), began + absl::Hours(8));
  EXPECT_FALSE(one.has_end_time());
  EXPECT_EQ(List().sessions_size(), 2);
  const auto all = List("", true);
  ASSERT_EQ(all.sessions_size(), 3);
  int ended = 0;
  for (const v1::Session& each : all.sessions()) {
    ended += each.has_end_time() && TimeOf(each.end_time()) == began ? 1 : 0;
    for (const std::string& secret : {session, gone, other})
      EXPECT_EQ(each.SerializeAsString().find(secret), std::string::npos);
  }
  EXPECT_EQ(ended, 1);
}

TEST_F(SessionsTest, TheListComesInPages) {
  NewMember(kSource);
  std::vector<std::string> expected, seen;
  for (int i = 0; i < 5; ++i) expected.push_back(HashOf(SignedIn()));
  v1::ListSessionsRequest request;
  request.set_page_size(2);
  do {
    const auto page = Admin<v1::ListSessionsResponse>("ListSessions", request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& session : page->sessions()) seen.push_back(session.fingerprint());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(seen, testing::UnorderedElementsAreArray(expected));
  const auto page = Admin<v1::ListSessionsResponse>("ListSessions", request);
  ASSERT_TRUE(page.ok()) << page.status();
  request.set_page_token(page->next_page_token());
  request.set_ended(true);
  EXPECT_EQ(ReasonOf(Admin<v1::ListSessionsResponse>("ListSessions", request).status()),
            ERROR_REASON_TOKEN_MISMATCH);
}

TEST_F(SessionsTest, EveryMistakeIsNamed) {
  NewMember(kSource);
  const auto fields = [](const absl::Status& status) {
    std::vector<std::string> found;
    for (const Violation& violation : ViolationsOf(status))
      found.push_back(violation.field + "=" + std::string(ReasonName(violation.reason)));
    return found;
  };
  EXPECT_THAT(fields(CreateLink("Syria", absl::Hours(24 * 8)).status()),
              ElementsAre("source=MALFORMED", "valid_for=OUT_OF_RANGE"));
  EXPECT_THAT(fields(CreateLink(kSource, absl::Seconds(59)).status()), ElementsAre("valid_for=OUT_OF_RANGE"));
  EXPECT_THAT(fields(CreateLink(kSource, absl::Milliseconds(60500)).status()),
              ElementsAre("valid_for=MALFORMED"));
  EXPECT_TRUE(CreateLink(kSource, absl::Hours(24 * 7)).ok());
  EXPECT_EQ(ReasonOf(CreateLink("SY/mosal/none").status()), ERROR_REASON_NOT_FOUND);
  EXPECT_THAT(fields(SignIn("").status()), ElementsAre("code=REQUIRED"));
  EXPECT_THAT(fields(SignInWith("x").status()), ElementsAre("certificate=MALFORMED"));
  EXPECT_THAT(fields(SignInBy(FromService("web"), "code", std::string(43, 'A')).status()),
              ElementsAre("certificate=CONTRADICTION"));
}

TEST_F(SessionsTest, TheAuditLogTellsWhoDidWhatAndNoSecret) {
  NewMember(kSource);
  const LogLines log;
  const std::string code = Code(), link = HashOf(code).substr(0, 16);
  const std::string session = SignIn(code)->session();
  EXPECT_FALSE(SignIn(code).ok());
  ASSERT_TRUE(TokenOf(session).ok());
  ASSERT_TRUE(SignOut(session).ok());
  ASSERT_TRUE(End(kSource).ok());
  List(kSource);
  const auto lines = [&](const std::string& who, const std::string& action, const std::string& subject,
                         const std::string& outcome) {
    return log.Count("audit", {"\"operator\":\"" + who + "\"", "\"action\":\"" + action + "\"",
                               "\"subject\":\"" + subject + "\"", "\"outcome\":\"" + outcome + "\""});
  };
  const std::string amina = "HUB/centre/amina", source = kSource, fingerprint = HashOf(session);
  EXPECT_EQ(lines(amina, "CreateSignInLink", source + " " + link, "OK"), 1);
  EXPECT_EQ(lines("web", "SignIn", source + " " + fingerprint + " " + link, "OK"), 1);
  EXPECT_EQ(lines("web", "SignIn", link, "TOKEN_INVALID"), 1) << "the link that was used before";
  EXPECT_EQ(lines("web", "SignOut", source + " " + fingerprint, "OK"), 1);
  EXPECT_EQ(lines(amina, "EndSessions", source, "OK"), 1);
  EXPECT_EQ(lines(amina, "ListSessions", source, "OK"), 1);
  EXPECT_TRUE(log.Has("SignIn"));
  EXPECT_FALSE(log.Has(code));
  EXPECT_FALSE(log.Has(session));
}

TEST_F(SessionsTest, WhatEndedLongAgoIsPrunedAndItsPlaceInTheFeedIsNeverGivenAgain) {
  NewMember(kSource);
  const std::string session = SignedIn();
  ASSERT_TRUE(SignOut(session).ok());
  Code();
  AdvanceFar(kSessionsKept);
  ASSERT_TRUE(keeper_->Prune().ok());
  EXPECT_EQ(List("", true).sessions_size(), 1) << "its last moment was eight hours later";
  AdvanceFar(absl::Hours(25));
  const LogLines log;
  ASSERT_TRUE(keeper_->Prune().ok());
  EXPECT_EQ(log.Count("sessions_pruned", {"\"sessions\":1", "\"links\":2"}), 1);
  EXPECT_THAT(List("", true).sessions(), IsEmpty());
  const Context soon = Context::WithTimeout(absl::Seconds(5));
  EXPECT_THAT(store_.RevocationsAfter(soon, 0)->revocations, IsEmpty());
  ASSERT_TRUE(SignOut(SignedIn()).ok());
  const auto feed = store_.RevocationsAfter(soon, 0);
  ASSERT_EQ(feed->revocations.size(), 1u);
  EXPECT_EQ(feed->revocations[0].sequence(), 2u);
}

}  // namespace
}  // namespace tabadul::identity

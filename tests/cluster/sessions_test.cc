// A person's session through the whole cluster, as `web` leads it: let in by an operator's link or a certificate, good at jobs,
// and over within a second whoever ends it.
#include <gmock/gmock.h>

#include "absl/strings/ascii.h"
#include "lib/evidence/digest.h"
#include "tabadul/identity/v1/grant_service.pb.h"
#include "tests/cluster/calls.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using namespace common::v1;  // NOLINT: the reasons
using harness::Eventually;
using testing::HasSubstr;
using testing::Not;

constexpr char kSignIn[] = "/tabadul.identity.v1.IdentityService/SignIn";
constexpr char kSignOut[] = "/tabadul.identity.v1.IdentityService/SignOut";
constexpr char kPortal[] = "https://portal.example";

// What web holds for one browser.
struct Person {
  std::string secret, fingerprint, token;
};

class PortalSessions : public OnCluster<PortalSessions> {
 public:
  static std::string MemberScopes() { return "vacancy.write,vacancy.read,grant.write"; }

 protected:
  // A channel of one process of the cluster to another, without the gateway.
  static std::unique_ptr<rpc::Channel> Inside(const std::string& from, const std::string& to,
                                              Pairs metadata = {}) {
    const std::string tls = cluster_->directory() + "/tls/";
    const int port = cluster_->Port(absl::AsciiStrToUpper(to) + "_PORT");
    return std::make_unique<rpc::Channel>(
        rpc::ChannelOptions{.target = "127.0.0.1:" + std::to_string(port),
                            .tls = {tls + from + ".pem", tls + from + ".key", tls + "inside-ca.pem"},
                            .server_name = to,
                            .metadata = [metadata]() -> absl::StatusOr<Pairs> { return metadata; }});
  }
  static std::unique_ptr<rpc::Channel> For(const Person& person, const std::string& to) {
    Pairs metadata = {{"x-tabadul-certificate", person.fingerprint}};
    if (!person.token.empty()) metadata.emplace_back("authorization", "Bearer " + person.token);
    return Inside("web", to, std::move(metadata));
  }

  static std::string Admin(std::vector<std::string> arguments) {
    const auto result = cluster_->Tabadul(cluster_->operator_profile(), std::move(arguments));
    EXPECT_EQ(result.exit, 0) << result.errors;
    return result.output;
  }
  static std::string Code(const std::string& source) {
    const std::string link =
        Admin({"admin", "sign-in-link", source, "--portal", kPortal, "--language", "ar"});
    const std::string start = std::string(kPortal) + "/ar/sign-in#";
    EXPECT_THAT(link, testing::StartsWith(start));
    return link.size() < start.size() ? ""
                                      : std::string(absl::StripAsciiWhitespace(link.substr(start.size())));
  }
  static absl::StatusOr<identity::v1::SignInResponse> SignIn(rpc::Channel& channel, const std::string& code,
                                                             const std::string& certificate = "") {
    identity::v1::SignInRequest request;
    request.set_code(code);
    request.set_certificate(certificate);
    identity::v1::SignInResponse response;
    const absl::Status status = channel.Unary(Soon(), kSignIn, request, &response);
    if (!status.ok()) return status;
    return response;
  }
  static Person WithToken(const absl::StatusOr<identity::v1::SignInResponse>& began) {
    EXPECT_TRUE(began.ok()) << began.status();
    if (!began.ok()) return {};
    Person person{.secret = began->session(),
                  .fingerprint = evidence::Base64Url(evidence::Sha256(began->session()))};
    identity::v1::IssueTokenResponse token;
    const absl::Status status =
        For(person, "identity")->Unary(Soon(), kIssueToken, identity::v1::IssueTokenRequest(), &token);
    EXPECT_TRUE(status.ok()) << status;
    person.token = token.access_token();
    return person;
  }
  static Person SignedIn(const std::string& source) {
    return WithToken(SignIn(*Inside("web", "identity"), Code(source)));
  }
  static absl::Status Push(rpc::Channel& channel, const std::string& source) {
    return BatchPush(channel, source, {Vacancy("by-a-person")}).status();
  }
  // Refused by jobs within a second from now, and from then on.
  static void ExpectOver(const Person& person, const std::string& source) {
    const auto channel = For(person, "jobs");
    const auto reason = [&] { return ReasonOf(Push(*channel, source)); };
    EXPECT_TRUE(Eventually([&] { return reason() == ERROR_REASON_CERTIFICATE_REVOKED; }, absl::Seconds(1)));
    EXPECT_EQ(reason(), ERROR_REASON_CERTIFICATE_REVOKED);
    identity::v1::IssueTokenResponse token;
    EXPECT_EQ(
        ReasonOf(
            For(person, "identity")->Unary(Soon(), kIssueToken, identity::v1::IssueTokenRequest(), &token)),
        ERROR_REASON_CERTIFICATE_REVOKED);
  }
};

TEST_F(PortalSessions, APersonWhomALinkLetInActsAsTheSystem) {
  const Person person = SignedIn(kSyria);
  const auto jobs = For(person, "jobs");
  const auto pushed = BatchPush(*jobs, kSyria, {Vacancy("a-persons")});
  ASSERT_TRUE(pushed.ok()) << pushed.status();
  EXPECT_EQ(pushed->outcomes(0).outcome(), exchange::v1::OUTCOME_CREATED);
  EXPECT_EQ(ReasonOf(Push(*jobs, kEgypt)), ERROR_REASON_NOT_OWNER);
  const auto identity = For(person, "identity");
  identity::v1::WhoAmIResponse me;
  ASSERT_TRUE(identity->Unary(Soon(), kWhoAmI, identity::v1::WhoAmIRequest(), &me).ok());
  EXPECT_EQ(me.source(), kSyria);
  identity::v1::SetGrantsRequest grants;
  grants.set_source(kSyria);
  identity::v1::SetGrantsResponse set;
  EXPECT_EQ(ReasonOf(identity->Unary(Soon(), "/tabadul.identity.v1.GrantService/SetGrants", grants, &set)),
            ERROR_REASON_SCOPE_MISSING)
      << "its system may";
}

TEST_F(PortalSessions, NobodyButWebLeadsASession) {
  const std::string code = Code(kSyria);
  EXPECT_EQ(ReasonOf(SignIn(*Known(*egypt_), code).status()), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(ReasonOf(SignIn(*Raw(*egypt_), code).status()), ERROR_REASON_SCOPE_MISSING);
  EXPECT_EQ(ReasonOf(SignIn(*Inside("jobs", "identity"), code).status()), ERROR_REASON_SCOPE_MISSING);
  const Person person = WithToken(SignIn(*Inside("web", "identity"), code));
  const Pairs stolen = {{"x-tabadul-certificate", person.fingerprint},
                        {"authorization", "Bearer " + person.token}};
  EXPECT_EQ(ReasonOf(Push(*Raw(*egypt_, stolen), kSyria)), ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH)
      << "the gateway says whose certificate it is";
  EXPECT_EQ(ReasonOf(Push(*Inside("identity", "jobs", stolen), kSyria)), ERROR_REASON_CERTIFICATE_MISSING);
  EXPECT_TRUE(Push(*For(person, "jobs"), kSyria).ok());
}

TEST_F(PortalSessions, WhoSignsOutIsOutWithinASecond) {
  const Person person = SignedIn(kSyria), colleague = SignedIn(kSyria);
  ASSERT_TRUE(Push(*For(person, "jobs"), kSyria).ok());
  identity::v1::SignOutRequest request;
  request.set_session(person.secret);
  identity::v1::SignOutResponse response;
  const absl::Status out = Inside("web", "identity")->Unary(Soon(), kSignOut, request, &response);
  ASSERT_TRUE(out.ok()) << out;
  ExpectOver(person, kSyria);
  EXPECT_TRUE(Push(*For(colleague, "jobs"), kSyria).ok());
}

TEST_F(PortalSessions, AnOperatorSeesAndEndsThemWithinASecond) {
  const Person first = SignedIn(kEgypt), second = SignedIn(kEgypt);
  ASSERT_TRUE(Push(*For(first, "jobs"), kEgypt).ok());
  const std::string unused = Code(kEgypt);
  const std::string shown = Admin({"admin", "sessions", kEgypt, "--language", "en"});
  for (const Person& person : {first, second}) {
    EXPECT_THAT(shown, HasSubstr(person.fingerprint));
    EXPECT_THAT(shown, Not(HasSubstr(person.secret)));
  }
  EXPECT_THAT(Admin({"admin", "end-sessions", kEgypt, "--language", "en"}),
              HasSubstr("2 sessions were ended, 1 unused link was taken back"));
  ExpectOver(first, kEgypt);
  ExpectOver(second, kEgypt);
  EXPECT_EQ(ReasonOf(SignIn(*Inside("web", "identity"), unused).status()), ERROR_REASON_TOKEN_INVALID);
  EXPECT_THAT(Admin({"admin", "sessions", kEgypt, "--language", "en"}), HasSubstr("Nobody is signed in."));
  EXPECT_THAT(Admin({"admin", "sessions", kEgypt, "--ended", "--language", "en"}), HasSubstr("ended at"));
}

TEST_F(PortalSessions, WithItsSystemRevokedASessionIsOverWithinASecond) {
  constexpr char kMorocco[] = "MA/anapec/pes";
  Member(kMorocco);
  const Person person = SignedIn(kMorocco);
  ASSERT_TRUE(Push(*For(person, "jobs"), kMorocco).ok());
  Admin({"admin", "revoke", "--source", kMorocco});
  ExpectOver(person, kMorocco);
}

TEST_F(PortalSessions, OneThatBeganWithACertificateEndsWithIt) {
  constexpr char kTunisia[] = "TN/aneti/pes";
  identity::v1::WhoAmIResponse me;
  ASSERT_TRUE(Known(Member(kTunisia))->Unary(Soon(), kWhoAmI, identity::v1::WhoAmIRequest(), &me).ok());
  const std::string certificate = me.certificate_fingerprint();
  const Person person = WithToken(SignIn(*Inside("web", "identity"), "", certificate));
  ASSERT_TRUE(Push(*For(person, "jobs"), kTunisia).ok());
  Admin({"admin", "revoke", "--certificate", certificate});
  ExpectOver(person, kTunisia);
}

TEST_F(PortalSessions, NoLogHasACodeOrASecret) {
  const std::string code = Code(kSyria);
  const Person person = WithToken(SignIn(*Inside("web", "identity"), code));
  ASSERT_TRUE(Push(*For(person, "jobs"), kSyria).ok());
  EXPECT_TRUE(Eventually([&] {
    return cluster_->Log("identity").find(person.fingerprint) != std::string::npos;
  })) << "the audit log names the session by its fingerprint";
  for (const char* const part : {"identity", "jobs", "haproxy"}) {
    for (const std::string& secret : {code, person.secret, person.token})
      EXPECT_EQ(cluster_->Log(part).find(secret), std::string::npos) << part;
  }
}

}  // namespace
}  // namespace tabadul

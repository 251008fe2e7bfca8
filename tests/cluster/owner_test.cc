// A ministry's system owner at the portal, behind the real gateway: signs in by a link of the Centre or by the certificate, decides a
// held export, signs out. What a browser shows of it is tests/browser/owner.test.mjs.
#include <gmock/gmock.h>

#include <fstream>

#include "tests/cluster/portal_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::RunResult;
using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kMapping[] =
    "kind: vacancy\nexport: full\ninput: {format: csv}\nlanguage: fr\nid: {column: ref}\nfields:\n"
    "  title: title\n  description: title\n  locations[0].country: {constant: SY}\n";
constexpr char kScopes[] =
    "vacancy.write,vacancy.read,vacancy.confirm,training_offer.write,training_offer.read";

class SystemOwner : public Portal {
 protected:
  SystemOwner() : folder_("owner") {
    std::ofstream(folder_.path() + "/mapping.yaml") << kMapping;
    cluster_->Member(source_, kScopes);
  }

  RunResult Admin(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "admin");
    RunResult result = cluster_->Tabadul(cluster_->operator_profile(), std::move(arguments));
    EXPECT_EQ(result.exit, 0) << result.output << result.errors;
    return result;
  }
  std::string SignIn() const { return Portal::SignIn(source_); }

  static HttpRequest With(HttpRequest request, const std::string& cookie) {
    request.fields.emplace_back("cookie", cookie);
    return request;
  }
  static HttpAnswer Page(const std::string& path, const std::string& cookie) {
    return Http(With(Visit(path), cookie));
  }

  RunResult Tabadul(std::vector<std::string> arguments) const {
    return cluster_->Tabadul(cluster_->Member(source_, kScopes), std::move(arguments));
  }
  json Push(int records, int exit) const {
    const std::string file = folder_.path() + "/export.csv";
    std::ofstream csv(file);
    csv << "ref,title\n";
    for (int i = 0; i < records; ++i) csv << i << ",Soudeur\n";
    csv.close();
    const RunResult pushed = Tabadul({"push", file, "--mapping", folder_.path() + "/mapping.yaml", "--json"});
    EXPECT_EQ(pushed.exit, exit) << pushed.output << pushed.errors;
    return json::parse(pushed.output, nullptr, false);
  }
  // A run that would close 60 records.
  std::string Held() const {
    Push(60, 0);
    const json held = Push(0, 5);
    EXPECT_EQ(held["run"]["state"], "HELD") << held;
    return held["run"]["runId"];
  }
  json ShownRun(const std::string& id) const {
    return json::parse(Tabadul({"run", "show", id, "--json"}).output, nullptr, false);
  }
  std::string StateOf(const std::string& id) const { return ShownRun(id).value("state", std::string()); }

  const harness::TemporaryDirectory folder_;
  // Each test has a source of its own.
  const std::string source_ =
      "SY/mosal/o" + std::to_string(testing::UnitTest::GetInstance()->current_test_info()->line());
};

TEST_F(SystemOwner, ALinkSignsInOnceAndTheCookieIsForThisSiteAlone) {
  const std::string link = cluster_->SignInLink(source_);
  EXPECT_THAT(link, StartsWith(cluster_->site() + "/en/sign-in#"));
  const HttpAnswer answer = UseLink(link);
  EXPECT_EQ(answer.status, 303) << answer.error << answer.body;
  EXPECT_EQ(answer.fields.at("location"), "/en/system/runs");
  EXPECT_EQ(answer.fields.at("cache-control"), "no-store");
  EXPECT_THAT(answer.fields.at("set-cookie"), StartsWith("__Host-tabadul-session="));
  EXPECT_THAT(answer.fields.at("set-cookie"), EndsWith("; Secure; HttpOnly; SameSite=Strict; Path=/"));
  const std::string cookie = CookieIn(answer);
  const HttpAnswer overview = Page("/en/system", cookie);
  EXPECT_EQ(overview.status, 200) << overview.body;
  EXPECT_THAT(overview.body, HasSubstr(source_));
  EXPECT_EQ(overview.fields.at("cache-control"), "no-store");
  EXPECT_FALSE(overview.fields.contains("etag"));
  const HttpAnswer again = UseLink(link);
  EXPECT_EQ(again.status, 403);
  EXPECT_THAT(again.body, HasSubstr("This link does not work"));
  EXPECT_FALSE(again.fields.contains("set-cookie"));
  // Nothing that anybody could sign in with stands in a log.
  const std::string secret = cookie.substr(cookie.find('=') + 1);
  for (const char* const part : {"haproxy", "web", "identity", "jobs"}) {
    EXPECT_EQ(cluster_->Log(part).find(secret), std::string::npos) << part;
    EXPECT_EQ(cluster_->Log(part).find(CodeOf(link)), std::string::npos) << part;
  }
}

TEST_F(SystemOwner, WhoIsNotSignedInSeesNothingAndIsLedBack) {
  const HttpAnswer led = Get("/fr/system/receivers");
  EXPECT_EQ(led.status, 303);
  EXPECT_EQ(led.fields.at("location"), "/fr/sign-in?next=%2Fsystem%2Freceivers");
  const HttpAnswer guessed = Page("/fr/system", "__Host-tabadul-session=" + std::string(43, 'A'));
  EXPECT_EQ(guessed.status, 303);
  EXPECT_THAT(guessed.fields.at("set-cookie"), HasSubstr("Max-Age=0"));
  EXPECT_THAT(Get(led.fields.at("location")).body, HasSubstr("value=\"/system/receivers\""));
  EXPECT_THAT(Get("/fr/sign-in?next=https%3A%2F%2Fevil.example").body, Not(HasSubstr("evil.example")));
}

TEST_F(SystemOwner, PublicPagesAreTheSameForWhoIsSignedIn) {
  const std::string cookie = SignIn();
  const HttpAnswer visitor = Get("/en/about"), owner = Page("/en/about", cookie);
  EXPECT_EQ(owner.body, visitor.body);
  EXPECT_EQ(owner.fields.at("etag"), visitor.fields.at("etag"));
  EXPECT_EQ(owner.fields.at("cache-control"), visitor.fields.at("cache-control"));
}

TEST_F(SystemOwner, AHeldExportIsClosedByTheNumberThatIsTyped) {
  const std::string run = Held(), cookie = SignIn(), path = "/en/system/runs/" + run;
  for (const char* const list : {"/en/system", "/en/system/runs"})
    EXPECT_THAT(Page(list, cookie).body, HasSubstr("href=\"" + path + "\""));
  const HttpAnswer page = Page(path, cookie);
  EXPECT_THAT(page.body, HasSubstr("Held until you decide: 60 records would be closed."));
  const std::string form = "csrf=" + CsrfIn(page) + "&act=confirm&closes=";
  const HttpAnswer wrong = Http(Form(With(Visit(path, kFromHere), cookie), form + "59"));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("By now the run would close another number of records"));
  EXPECT_EQ(StateOf(run), "RUN_STATE_HELD");
  const HttpAnswer right = Http(Form(With(Visit(path, kFromHere), cookie), form + "60"));
  EXPECT_EQ(right.status, 303) << right.body;
  EXPECT_EQ(right.fields.at("location"), path);
  EXPECT_TRUE(Eventually([&] { return StateOf(run) == "RUN_STATE_DONE"; })) << ShownRun(run);
  EXPECT_EQ(ShownRun(run)["closed"], "60");
  EXPECT_TRUE(Eventually([&] {
    const HttpAnswer done = Page(path, cookie);
    return done.body.find("Done") != std::string::npos &&
           done.body.find("name=\"closes\"") == std::string::npos;
  }));
}

TEST_F(SystemOwner, AHeldExportIsGivenUp) {
  const std::string run = Held(), cookie = SignIn(), path = "/ar/system/runs/" + run;
  const std::string form = "csrf=" + CsrfIn(Page(path, cookie)) + "&act=abandon";
  EXPECT_EQ(Http(Form(With(Visit(path, {{"origin", cluster_->site()}}), cookie), form)).status, 303)
      << "a browser that says nothing but its origin";
  EXPECT_EQ(StateOf(run), "RUN_STATE_ABANDONED");
  EXPECT_EQ(ShownRun(run).value("closed", std::string("0")), "0");
}

TEST_F(SystemOwner, AFormFromElsewhereOrOfAnotherSessionDoesNothing) {
  const std::string run = Held(), cookie = SignIn(), path = "/en/system/runs/" + run;
  const std::string own = CsrfIn(Page(path, cookie)), others = CsrfIn(Page("/en/system", SignIn()));
  EXPECT_NE(own, others);
  const auto posted = [&](const Pairs& fields, const std::string& csrf) {
    return Http(Form(With(Visit(path, fields), cookie), csrf + "&act=confirm&closes=60")).status;
  };
  for (const Pairs& fields :
       {Pairs(), Pairs{{"sec-fetch-site", "cross-site"}}, Pairs{{"sec-fetch-site", "same-site"}},
        Pairs{{"origin", "https://evil.example"}}, Pairs{{"origin", "null"}},
        Pairs{{"sec-fetch-site", "cross-site"}, {"origin", cluster_->site()}}})
    EXPECT_EQ(posted(fields, "csrf=" + own), 403);
  for (const std::string& csrf : {std::string("x=1"), std::string("csrf="), "csrf=" + others})
    EXPECT_EQ(posted(kFromHere, csrf), 403) << csrf;
  EXPECT_EQ(Http(Form(With(Visit("/en/sign-out"), cookie), "csrf=" + own)).status, 403);
  EXPECT_EQ(StateOf(run), "RUN_STATE_HELD");
  EXPECT_EQ(Page("/en/system", cookie).status, 200) << "still signed in";
  EXPECT_EQ(posted(kFromHere, "csrf=" + own), 303) << "the form itself is good";
}

TEST_F(SystemOwner, SigningOutEndsTheSession) {
  const std::string cookie = SignIn();
  const std::string csrf = CsrfIn(Page("/en/system", cookie));
  const HttpAnswer out = Http(Form(With(Visit("/en/sign-out", kFromHere), cookie), "csrf=" + csrf));
  EXPECT_EQ(out.status, 303) << out.body;
  EXPECT_EQ(out.fields.at("location"), "/en/sign-in?why=out");
  EXPECT_THAT(out.fields.at("set-cookie"), HasSubstr("Max-Age=0"));
  const HttpAnswer kept = Page("/en/system", cookie);
  EXPECT_EQ(kept.status, 303) << "whoever has kept the cookie";
  EXPECT_THAT(Admin({"sessions", source_}).output, Not(HasSubstr(source_)));
}

TEST_F(SystemOwner, ASessionThatTheCentreEndsEndsHere) {
  const std::string cookie = SignIn();
  EXPECT_EQ(Page("/en/system", cookie).status, 200);
  Admin({"end-sessions", source_});
  // Web has a token still: it is the services that refuse it.
  EXPECT_TRUE(Eventually([&] { return Page("/en/system", cookie).status == 303; }, absl::Seconds(5)));
  EXPECT_EQ(Page("/en/system", cookie).fields["location"], "/en/sign-in?why=over");
}

TEST_F(SystemOwner, ARevokedSystemIsSignedOut) {
  const std::string cookie = SignIn();
  EXPECT_EQ(Page("/en/system", cookie).status, 200);
  Admin({"revoke", "--source", source_});
  EXPECT_TRUE(Eventually([&] { return Page("/en/system", cookie).status == 303; }, absl::Seconds(5)));
}

TEST_F(SystemOwner, ASessionOutlivesARestartOfWeb) {
  const std::string cookie = SignIn();
  cluster_->Restart("web");
  EXPECT_TRUE(Eventually([&] { return Page("/en/system", cookie).status == 200; }));
}

TEST_F(SystemOwner, ACertificateSignsInAtItsOwnDoor) {
  const client::Profile& profile = Member(source_, kScopes);
  const HttpAnswer page = Http(AsMember(profile, "/en/sign-in", {{"accept", "text/html"}}));
  EXPECT_EQ(page.status, 200) << page.error << page.body;
  EXPECT_THAT(page.body, HasSubstr("Go on as " + source_));
  const HttpAnswer answer =
      Http(Form(AsMember(profile, "/en/sign-in", kFromHere), "with=certificate&next=%2Fsystem"));
  EXPECT_EQ(answer.status, 303) << answer.body;
  const std::string cookie = CookieIn(answer);
  const HttpAnswer there = Http(With(AsMember(profile, "/en/system"), cookie));
  EXPECT_EQ(there.status, 200) << there.body;
  EXPECT_THAT(there.body, HasSubstr(source_));
  EXPECT_EQ(Page("/en/system", cookie).status, 200) << "the session is one, through whichever door";
  // Whose session it is counts there, not whose certificate.
  const HttpAnswer egypt = Http(With(AsMember(*egypt_, "/en/system"), cookie));
  EXPECT_THAT(egypt.body, HasSubstr(source_));
}

TEST_F(SystemOwner, NobodyClaimsACertificateThatHeDoesNotShow) {
  const Pairs forged = {{"x-tabadul-certificate", std::string(43, 'A')}, {"sec-fetch-site", "same-origin"}};
  EXPECT_THAT(Http(Visit("/en/sign-in", forged)).body, Not(HasSubstr("Go on as")));
  const HttpAnswer refused = Http(Form(Visit("/en/sign-in", forged), "with=certificate"));
  EXPECT_NE(refused.status, 303);
  EXPECT_FALSE(refused.fields.contains("set-cookie"));
}

TEST_F(SystemOwner, TheReceiversAreThoseOfTheGrants) {
  Push(1, 0);
  const RunResult set = cluster_->Tabadul(cluster_->Member("SY/mosal/owner-grants", "grant.write"),
                                          {"grants", "set", "vacancy", "EG:exchange", "--source", source_});
  EXPECT_EQ(set.exit, 0) << set.output << set.errors;
  const HttpAnswer page = Page("/en/system/receivers", SignIn());
  EXPECT_EQ(page.status, 200) << page.body;
  EXPECT_THAT(page.body, HasSubstr("Egypt"));
  EXPECT_THAT(page.body, HasSubstr("SY/mosal/owner-grants"));
}

}  // namespace
}  // namespace tabadul

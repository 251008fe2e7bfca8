#include "services/web/owner/owner.h"

#include <gtest/gtest.h>

#include "services/web/owner/fake_services.h"
#include "services/web/owner/origin.h"
#include "services/web/pages/samples.h"
#include "tabadul/exchange/v1/run.pb.h"

namespace tabadul::web::owner {
namespace {

using pages::Get;
using pages::KeptAnswer;

constexpr char kRunPath[] = "/fr/system/runs/0f9c2b7e5d1a4c8896e3aa10b4d2f701";

using Fields = std::vector<std::pair<std::string, std::string>>;

class OwnerTest : public ::testing::Test {
 protected:
  OwnerTest() {
    exchange::v1::GetRunResponse held;
    held.mutable_run()->set_run_id("0f9c2b7e5d1a4c8896e3aa10b4d2f701");
    held.mutable_run()->set_state(exchange::v1::RUN_STATE_HELD);
    held.mutable_run()->set_to_close(41);
    services_.Answer(std::string(kVacancies) + "GetRun", held);
  }

  http::Response Answered(http::Request request) {
    EXPECT_TRUE(Owner::Owns(request.path())) << request.target;
    const auto answer = std::make_shared<KeptAnswer>();
    owner_.Handle(std::move(request), answer);
    return answer->Wait();
  }
  static http::Request SignedIn(http::Request request) {
    request.fields.Add("cookie", "__Host-tabadul-session=" + std::string(kSession));
    return request;
  }
  http::Response Page(std::string target) { return Answered(SignedIn(Get(std::move(target)))); }
  // As a browser sends it from a page of ours.
  static http::Request Post(std::string target, std::string body,
                            Fields fields = {{"sec-fetch-site", "same-origin"}}) {
    http::Request request{
        .method = "POST", .target = std::move(target), .fields = {}, .body = std::move(body)};
    request.fields.Add("content-type", "application/x-www-form-urlencoded");
    request.fields.Add("host", "jobs.example");
    for (auto& [name, value] : fields) request.fields.Add(std::move(name), std::move(value));
    return request;
  }
  static std::string Csrf() { return "csrf=" + CsrfOf(kSession); }
  size_t CallsOf(const std::string& method) const { return services_.CallsOf(method).size(); }

  FakeServices services_;
  const pages::Presenter presenter_{pages::Compiled(), "https://jobs.example"};
  Sessions sessions_{services_.transport()};
  Owner owner_{presenter_, services_.transport(), sessions_, SystemPages(), {.workers = 2, .queue = 8}};
};

const std::string kConfirmRun = std::string(kVacancies) + "ConfirmRun";
const std::string kAbandonRun = std::string(kVacancies) + "AbandonRun";

TEST(Owner, OwnsWhatSystemOwnersSignInForAndNothingElse) {
  for (const char* const path :
       {"/ar/sign-in", "/en/sign-out", "/fr/system", "/fr/system/", "/fr/system/runs/x"})
    EXPECT_TRUE(Owner::Owns(path)) << path;
  for (const char* const path : {"/", "/fr/", "/fr", "/fr/systems", "/de/system", "/system", "/fr/vacancies",
                                 "/fr/sign-in/", "/fr/sign-inn", "//system", "/v1/system", ""})
    EXPECT_FALSE(Owner::Owns(path)) << path;
}

TEST_F(OwnerTest, WhoIsNotSignedInIsLedToTheSignInPageAndBack) {
  const auto led = Answered(Get("/fr/system/receivers"));
  EXPECT_EQ(led.status, 303);
  EXPECT_EQ(led.fields.Get("location"), "/fr/sign-in?next=%2Fsystem%2Freceivers");
  EXPECT_EQ(led.fields.Get("cache-control"), "no-store");
  EXPECT_EQ(Answered(Get("/ar/system")).fields.Get("location"), "/ar/sign-in");
  EXPECT_EQ(Answered(Post(kRunPath, "act=confirm&closes=41")).status, 303) << "a form, too";
  EXPECT_EQ(CallsOf(kConfirmRun), 0u);
  EXPECT_EQ(CallsOf(kIssueToken), 0u) << "no service was asked";
}

TEST_F(OwnerTest, ACodeSignsIn) {
  identity::v1::SignInResponse signed_in;
  signed_in.set_session(kSession);
  services_.Answer(kSignIn, signed_in);
  const auto answer = Answered(
      Post("/fr/sign-in", "next=%2Fsystem%2Fruns&code=+https%3A%2F%2Fjobs.example%2Ffr%2Fsign-in%23AbC-_9+"));
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.fields.Get("location"), "/fr/system/runs");
  EXPECT_EQ(answer.fields.Get("set-cookie"), "__Host-tabadul-session=" + std::string(kSession) +
                                                 "; Secure; HttpOnly; SameSite=Strict; Path=/");
  EXPECT_EQ(answer.fields.Get("cache-control"), "no-store");
  EXPECT_EQ(services_.LastOf<identity::v1::SignInRequest>(kSignIn).code(), "AbC-_9");
  const auto call = services_.CallsOf(kSignIn).at(0);
  EXPECT_EQ(Carried(call, "x-tabadul-certificate"), "") << "web asks in its own name";
  EXPECT_EQ(Carried(call, "authorization"), "");
}

TEST_F(OwnerTest, SigningInLeadsToNoOtherSite) {
  identity::v1::SignInResponse signed_in;
  signed_in.set_session(kSession);
  services_.Answer(kSignIn, signed_in);
  for (const char* const next : {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fvacancies", ""}) {
    const auto answer = Answered(Post("/ar/sign-in", std::string("code=AbC&next=") + next));
    EXPECT_EQ(answer.fields.Get("location"), "/ar/system") << next;
  }
}

TEST_F(OwnerTest, ALinkThatDoesNotWorkIsSaidOnThePage) {
  services_.Answer(kSignIn, Error(common::v1::ERROR_REASON_TOKEN_INVALID));
  const auto answer = Answered(Post("/en/sign-in", "code=used&next=%2Fsystem%2Fruns"));
  EXPECT_EQ(answer.status, 403);
  EXPECT_NE(answer.body.find("This link does not work"), std::string::npos);
  EXPECT_NE(answer.body.find("value=\"/system/runs\""), std::string::npos)
      << "the next attempt leads there, too";
  EXPECT_EQ(answer.body.find("used\""), std::string::npos) << "the code is not shown again";
  EXPECT_EQ(answer.fields.Count("set-cookie"), 0u);
}

TEST_F(OwnerTest, AServiceThatIsAwayIsNoWrongCode) {
  services_.Answer(kSignIn, Error(common::v1::ERROR_REASON_UNAVAILABLE));
  EXPECT_EQ(Answered(Post("/en/sign-in", "code=AbC")).status, 503);
  services_.Answer(kSignIn, absl::StatusOr<std::string>(""));
  EXPECT_EQ(Answered(Post("/en/sign-in", "code=AbC")).status, 500) << "an answer without a session";
}

TEST_F(OwnerTest, ACertificateSignsInAsItsSystem) {
  const Fields shown = {{"sec-fetch-site", "same-origin"}, {"x-tabadul-certificate", std::string(43, 'c')}};
  const auto page = Answered(Get("/en/sign-in", {{"x-tabadul-certificate", std::string(43, 'c')}}));
  EXPECT_NE(page.body.find("Go on as SY/mosal/pes"), std::string::npos);
  identity::v1::SignInResponse signed_in;
  signed_in.set_session(kSession);
  services_.Answer(kSignIn, signed_in);
  EXPECT_EQ(Answered(Post("/en/sign-in", "with=certificate&next=", shown)).status, 303);
  EXPECT_EQ(services_.LastOf<identity::v1::SignInRequest>(kSignIn).certificate(), std::string(43, 'c'));
  EXPECT_EQ(services_.LastOf<identity::v1::SignInRequest>(kSignIn).code(), "");
}

TEST_F(OwnerTest, WithoutACertificateNoneIsOffered) {
  const auto page = Answered(Get("/en/sign-in"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body.find("Go on as"), std::string::npos);
  EXPECT_EQ(page.fields.Get("cache-control"), "no-store");
  EXPECT_EQ(CallsOf(kIssueToken), 0u);
}

TEST_F(OwnerTest, ThePagesAreHisAndNobodyKeepsThem) {
  const auto page = Page("/en/system");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.fields.Get("cache-control"), "no-store");
  EXPECT_EQ(page.fields.Count("cache-control"), 1u);
  EXPECT_EQ(page.fields.Count("etag"), 0u);
  EXPECT_EQ(page.fields.Get("referrer-policy"), "same-origin")
      << "so that its forms say where they come from";
  EXPECT_TRUE(page.fields.Get("content-security-policy").starts_with("default-src 'none'"));
  EXPECT_NE(page.body.find("SY/mosal/pes"), std::string::npos);
  EXPECT_NE(page.body.find("action=\"/en/sign-out\""), std::string::npos);
  EXPECT_NE(page.body.find("name=\"csrf\" value=\"" + CsrfOf(kSession) + "\""), std::string::npos);
  EXPECT_NE(page.body.find("href=\"/en/system\" aria-current=\"page\""), std::string::npos);
  EXPECT_NE(page.body.find("href=\"/ar/system\""), std::string::npos) << "in the other languages";
  EXPECT_EQ(page.body.find(kSession), std::string::npos) << "the session itself stays in the cookie";
  http::Request zipped = SignedIn(Get("/en/system"));
  zipped.fields.Add("accept-encoding", "gzip");
  EXPECT_EQ(Answered(std::move(zipped)).fields.Count("content-encoding"), 0u) << "it holds a secret";
}

TEST_F(OwnerTest, CallsAreMadeInTheNameOfTheSession) {
  http::Request request = SignedIn(Get("/fr/system/receivers"));
  request.fields.Add("authorization", "Bearer stolen");
  request.fields.Add("x-tabadul-certificate", std::string(43, 'c'));
  EXPECT_EQ(Answered(std::move(request)).status, 200);
  const auto calls = services_.CallsOf(std::string(kTrainings) + "ListReceivers");
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(Carried(calls[0], "authorization"), "Bearer token");
  EXPECT_EQ(Carried(calls[0], "x-tabadul-certificate"), FingerprintOf(kSession));
  EXPECT_EQ(Carried(calls[0], "accept-language"), "fr");
}

TEST_F(OwnerTest, OfAKindThatHisSystemMayNotWriteNothingIsAsked) {
  services_.SetScopes({"vacancy.write"});
  EXPECT_EQ(Page("/en/system/runs").status, 200);
  EXPECT_EQ(CallsOf(std::string(kVacancies) + "ListRuns"), 1u);
  EXPECT_EQ(CallsOf(std::string(kTrainings) + "ListRuns"), 0u);
}

TEST_F(OwnerTest, ARunIsConfirmedWithTheNumberThatWasTyped) {
  const auto answer = Answered(SignedIn(Post(kRunPath, Csrf() + "&act=confirm&closes=%D9%A4%D9%A1")));
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.fields.Get("location"), kRunPath);
  const auto request = services_.LastOf<exchange::v1::ConfirmRunRequest>(kConfirmRun);
  EXPECT_EQ(request.run_id(), "0f9c2b7e5d1a4c8896e3aa10b4d2f701");
  EXPECT_EQ(request.to_close(), 41u);
  EXPECT_EQ(CallsOf(kAbandonRun), 0u);
}

TEST_F(OwnerTest, AnotherNumberByNowIsSaidBesideTheNewOne) {
  services_.Answer(kConfirmRun,
                   Error(common::v1::ERROR_REASON_COUNT_CHANGED, {{"stated", "40"}, {"count", "41"}}));
  const auto answer = Answered(
      SignedIn(Post("/en/system/runs/0f9c2b7e5d1a4c8896e3aa10b4d2f701", Csrf() + "&act=confirm&closes=40")));
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("By now the run would close another number"), std::string::npos);
  EXPECT_NE(answer.body.find("type how many records are to be closed: 41"), std::string::npos);
}

TEST_F(OwnerTest, WhatIsNoNumberConfirmsNothing) {
  const auto answer = Answered(SignedIn(Post(kRunPath, Csrf() + "&act=confirm&closes=all")));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(CallsOf(kConfirmRun), 0u);
}

TEST_F(OwnerTest, AFormThatSaysNotWhatToDoDoesNothing) {
  for (const char* const act : {"", "&act=", "&act=both"})
    EXPECT_EQ(Answered(SignedIn(Post(kRunPath, Csrf() + act + "&closes=41"))).status, 400) << act;
  EXPECT_EQ(CallsOf(kConfirmRun) + CallsOf(kAbandonRun), 0u);
}

TEST_F(OwnerTest, ARunIsGivenUp) {
  EXPECT_EQ(Answered(SignedIn(Post(kRunPath, Csrf() + "&act=abandon"))).status, 303);
  EXPECT_EQ(CallsOf(kAbandonRun), 1u);
  EXPECT_EQ(CallsOf(kConfirmRun), 0u);
}

TEST_F(OwnerTest, AFormFromElsewhereDoesNothing) {
  const std::string form = Csrf() + "&act=confirm&closes=41";
  const std::vector<Fields> elsewhere = {{},
                                         {{"sec-fetch-site", "cross-site"}},
                                         {{"sec-fetch-site", "same-site"}},
                                         {{"sec-fetch-site", "none"}, {"origin", "https://jobs.example"}},
                                         {{"origin", "https://evil.example"}},
                                         {{"origin", "null"}}};
  for (const Fields& fields : elsewhere) {
    EXPECT_EQ(Answered(SignedIn(Post(kRunPath, form, fields))).status, 403);
    EXPECT_EQ(Answered(SignedIn(Post("/fr/sign-out", Csrf(), fields))).status, 403);
    EXPECT_EQ(Answered(Post("/fr/sign-in", "code=AbC", fields)).status, 403);
  }
  EXPECT_EQ(CallsOf(kConfirmRun) + CallsOf(kSignOut) + CallsOf(kSignIn), 0u);
  EXPECT_EQ(Answered(SignedIn(Post(kRunPath, form, {{"origin", "https://jobs.example"}}))).status, 303)
      << "of a browser that says where a form comes from by its origin alone";
}

TEST_F(OwnerTest, AFormWithoutTheFieldOfItsSessionDoesNothing) {
  for (const std::string& csrf : {std::string(), std::string("csrf="), "csrf=" + CsrfOf(kOtherSession),
                                  "csrf=" + std::string(kSession), "csrf=x&" + Csrf(), Csrf() + "%00"}) {
    const auto refused = Answered(SignedIn(Post(kRunPath, csrf + "&act=confirm&closes=41")));
    EXPECT_EQ(refused.status, 403) << csrf;
    EXPECT_NE(refused.body.find("Ce formulaire ne peut pas être accepté"), std::string::npos);
    EXPECT_EQ(Answered(SignedIn(Post("/fr/sign-out", csrf))).status, 403) << csrf;
  }
  http::Request json = SignedIn(Get(kRunPath));
  json.method = "POST";
  json.fields.Add("sec-fetch-site", "same-origin");
  json.fields.Add("content-type", "application/json");
  json.body = "{}";
  EXPECT_EQ(Answered(std::move(json)).status, 403);
  EXPECT_EQ(CallsOf(kConfirmRun) + CallsOf(kSignOut), 0u);
}

TEST_F(OwnerTest, SigningOutEndsTheSessionAndForgetsIt) {
  EXPECT_EQ(Page("/en/system").status, 200);
  EXPECT_EQ(sessions_.kept(), 1u);
  const auto answer = Answered(SignedIn(Post("/en/sign-out", Csrf())));
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.fields.Get("location"), "/en/sign-in?why=out");
  EXPECT_NE(answer.fields.Get("set-cookie").find("Max-Age=0"), std::string_view::npos);
  EXPECT_EQ(services_.LastOf<identity::v1::SignOutRequest>(kSignOut).session(), kSession);
  EXPECT_EQ(sessions_.kept(), 0u);
  const auto nobody = Answered(Post("/en/sign-out", ""));
  EXPECT_EQ(nobody.fields.Get("location"), "/en/sign-in?why=out") << "he is already";
}

TEST_F(OwnerTest, TheCookieGoesEvenIfIdentityDoesNotAnswer) {
  services_.Answer(kSignOut, Error(common::v1::ERROR_REASON_UNAVAILABLE));
  const auto answer = Answered(SignedIn(Post("/en/sign-out", Csrf())));
  EXPECT_EQ(answer.status, 503) << "and he is told that it did not";
  EXPECT_NE(answer.fields.Get("set-cookie").find("Max-Age=0"), std::string_view::npos);
}

TEST_F(OwnerTest, AnAddressAloneSignsNobodyOut) {
  EXPECT_EQ(Page("/en/sign-out").fields.Get("location"), "/en/system");
  EXPECT_EQ(CallsOf(kSignOut), 0u);
}

TEST_F(OwnerTest, ASessionThatHasEndedLeadsToTheSignInPage) {
  services_.Answer(kIssueToken, Error(common::v1::ERROR_REASON_CERTIFICATE_REVOKED));
  const auto ended = Page("/en/system/runs");
  EXPECT_EQ(ended.status, 303);
  EXPECT_EQ(ended.fields.Get("location"), "/en/sign-in?next=%2Fsystem%2Fruns&why=over");
  EXPECT_NE(ended.fields.Get("set-cookie").find("Max-Age=0"), std::string_view::npos);
}

TEST_F(OwnerTest, ASessionWhoseTokenAServiceRefusesHasEnded) {
  EXPECT_EQ(Page("/en/system/runs").status, 200);
  services_.Answer(std::string(kVacancies) + "ListRuns", Error(common::v1::ERROR_REASON_CERTIFICATE_REVOKED));
  EXPECT_EQ(Page("/en/system/runs").status, 303);
  EXPECT_EQ(sessions_.kept(), 0u) << "its token is not used again";
}

TEST_F(OwnerTest, AServiceThatIsAwayIsAPageThatSaysWhatToDo) {
  services_.Answer(kIssueToken, Error(common::v1::ERROR_REASON_UNAVAILABLE));
  const auto away = Page("/en/system");
  EXPECT_EQ(away.status, 503);
  EXPECT_EQ(away.fields.Count("set-cookie"), 0u) << "he stays signed in";
  EXPECT_EQ(away.fields.Get("cache-control"), "no-store");
}

TEST_F(OwnerTest, WhatIsNotThereIsNotThere) {
  for (const char* const path : {"/en/system/nothing", "/en/system/", "/en/system/runs/",
                                 "/en/system/runs/17", "/en/system/runs/0F9C2B7E5D1A4C8896E3AA10B4D2F701"}) {
    const auto page = Page(path);
    EXPECT_EQ(page.status, 404) << path;
    EXPECT_NE(page.body.find("SY/mosal/pes"), std::string::npos) << "he is still signed in";
  }
  services_.Answer(std::string(kVacancies) + "GetRun", Error(common::v1::ERROR_REASON_NOT_FOUND));
  services_.Answer(std::string(kTrainings) + "GetRun", Error(common::v1::ERROR_REASON_NOT_FOUND));
  EXPECT_EQ(Page(kRunPath).status, 404) << "of no kind";
}

TEST_F(OwnerTest, OtherMethodsAreNamed) {
  http::Request posted = SignedIn(Post("/en/system", Csrf()));
  const auto read_only = Answered(std::move(posted));
  EXPECT_EQ(read_only.status, 405);
  EXPECT_EQ(read_only.fields.Get("allow"), "GET, HEAD");
  http::Request put = SignedIn(Get(kRunPath));
  put.method = "PUT";
  EXPECT_EQ(Answered(std::move(put)).fields.Get("allow"), "GET, HEAD, POST");
}

// Of another room: uploads.
class OtherPages : public OwnerTest {
 protected:
  static std::vector<SystemPage> Pages() {
    SystemPage file = {.name = "other-file", .path = "/system/other/{id}/file.csv"};
    file.asks_nobody = true;
    file.get = [](const Visit& visit) -> absl::StatusOr<Reply> {
      return File{.type = "text/csv; charset=utf-8",
                  .name = "file.csv",
                  .body = visit.asked.id + visit.session.source};
    };
    SystemPage taken = {.name = "other", .path = "/system/other", .entry = "system.runs"};
    taken.get = [](const Visit& visit) -> absl::StatusOr<Reply> {
      return SeeOther{"/system?x=" + visit.csrf};
    };
    taken.take = [](const std::shared_ptr<const Visit>& visit, const SystemPage::Answer& answer) {
      if (!visit->IsCsrf(visit->request.body)) return answer(FormRefused(visit->asked));
      answer(SeeOther{"/system/other"});
    };
    return {file, taken};
  }
  http::Response Asked(http::Request request) {
    const auto answer = std::make_shared<KeptAnswer>();
    owner_with_others_.Handle(std::move(request), answer);
    return answer->Wait();
  }

  Owner owner_with_others_{
      presenter_, services_.transport(), sessions_, SystemPages(Pages()), {.workers = 1, .queue = 8}};
};

TEST_F(OtherPages, AFileIsKeptUnderItsNameByNobodyElse) {
  const auto file = Asked(SignedIn(Get("/en/system/other/0f9c2b7e5d1a4c8896e3aa10b4d2f701/file.csv")));
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, "0f9c2b7e5d1a4c8896e3aa10b4d2f701SY/mosal/pes");
  EXPECT_EQ(file.fields.Get("content-type"), "text/csv; charset=utf-8");
  EXPECT_EQ(file.fields.Get("content-disposition"), "attachment; filename=\"file.csv\"");
  EXPECT_EQ(file.fields.Get("cache-control"), "no-store");
}

TEST_F(OtherPages, ASessionThatHasEndedSeesNothingThoughNoServiceIsAskedForIt) {
  const auto file = [&] {
    return Asked(SignedIn(Get("/en/system/other/0f9c2b7e5d1a4c8896e3aa10b4d2f701/file.csv")));
  };
  EXPECT_EQ(file().status, 200);
  services_.Answer(kWhoAmI, Error(common::v1::ERROR_REASON_CERTIFICATE_REVOKED));
  const auto ended = file();
  EXPECT_EQ(ended.status, 303);
  EXPECT_TRUE(ended.fields.Get("location").ends_with("why=over")) << ended.fields.Get("location");
  EXPECT_NE(ended.fields.Get("set-cookie").find("Max-Age=0"), std::string_view::npos);
  EXPECT_EQ(sessions_.kept(), 0u);
}

TEST_F(OtherPages, ABodyOfItsOwnIsHandedOverWithWhatItsFormMustCarry) {
  const auto posted = [&](std::string body, Fields fields) {
    http::Request request = SignedIn(Post("/en/system/other", std::move(body), std::move(fields)));
    return Asked(std::move(request)).status;
  };
  EXPECT_EQ(posted(CsrfOf(kSession), {{"sec-fetch-site", "same-origin"}}), 303);
  EXPECT_EQ(posted("another", {{"sec-fetch-site", "same-origin"}}), 403);
  EXPECT_EQ(posted(CsrfOf(kSession), {{"sec-fetch-site", "cross-site"}}), 403) << "it is not even asked";
}

TEST_F(OtherPages, StandBehindTheOverviewInTheNavigation) {
  const std::string body = Asked(SignedIn(Get("/en/system/receivers"))).body;
  const size_t overview = body.find("href=\"/en/system\""), other = body.find("href=\"/en/system/other\""),
               runs = body.find("href=\"/en/system/runs\"");
  ASSERT_NE(other, std::string::npos);
  EXPECT_LT(overview, other);
  EXPECT_LT(other, runs);
}

}  // namespace
}  // namespace tabadul::web::owner

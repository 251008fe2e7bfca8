#include <gtest/gtest.h>

#include "services/web/owner/sign_in_page.h"
#include "services/web/owner/way_back.h"
#include "services/web/pages/samples.h"

namespace tabadul::web::owner {
namespace {

pages::Asked Asked(std::string_view query = "") {
  return {.language = "en", .path = "/sign-in", .id = {}, .query = SignInQuery(query), .now = {}};
}

TEST(WayBack, LeadsToAPageBelowSystem) {
  for (const std::string path : {"/system", "/system/runs", "/system/runs/0f9c2b7e5d1a4c8896e3aa10b4d2f701",
                                 "/system?page=2", "/system/uploads/a/b.csv"})
    EXPECT_EQ(WayBack(path), path);
}

TEST(WayBack, LeadsNowhereElse) {
  for (const std::string& path :
       {std::string(), std::string("/"), std::string("https://evil.example/system"),
        std::string("//evil.example"), std::string("/systems"), std::string("/vacancies"),
        std::string("system"), std::string("/system\\evil"), std::string("/system/\r\nSet-Cookie: a=b"),
        std::string("/system/<script>"), std::string("/system@evil"), std::string("/system/\xD8\xA7"),
        "/system/" + std::string(600, 'a'), std::string("/%73ystem")})
    EXPECT_EQ(WayBack(path), "/system") << path;
}

TEST(SignIn, TheCodeIsTakenOutOfTheLink) {
  EXPECT_EQ(CodeIn("AbC-_0123456789abcdefg"), "AbC-_0123456789abcdefg");
  EXPECT_EQ(CodeIn("https://portal.example/fr/sign-in#AbC"), "AbC");
  EXPECT_EQ(CodeIn("#AbC"), "AbC");
  EXPECT_EQ(CodeIn("https://portal.example/fr/sign-in#"), "");
  EXPECT_EQ(CodeIn(""), "");
}

TEST(SignIn, ThePageKeepsWhereItsReaderWasGoingAndNothingElse) {
  const auto page = SignInPage(Asked("next=%2Fsystem%2Fruns&why=over&x=1"), {});
  EXPECT_EQ(page.view.Get("NEXT"), "/system/runs");
  EXPECT_EQ(page.query.ToString(), "why=over&next=%2Fsystem%2Fruns");
  EXPECT_EQ(page.view.Get("NOTICE"), "Your session has ended. Sign in again.");
  EXPECT_FALSE(page.indexed);
  EXPECT_EQ(SignInPage(Asked("next=https%3A%2F%2Fevil.example"), {}).view.Get("NEXT"), "/system");
  EXPECT_EQ(SignInPage(Asked("why=You+have+won"), {}).view.Get("NOTICE"), "");
}

TEST(SignIn, WhoIsLedHereByAnotherSiteMayBeSignedInAlready) {
  SignInPart part;
  EXPECT_EQ(SignInPage(Asked("next=%2Fsystem%2Fruns"), part).view.Get("GO_ON"), "");
  part.from_elsewhere = true;
  EXPECT_EQ(SignInPage(Asked("next=%2Fsystem%2Fruns"), part).view.Get("GO_ON"), "/en/system/runs");
}

TEST(SignIn, ACertificateIsOfferedByWhoseItIs) {
  EXPECT_TRUE(pages::PartsOf(SignInPage(Asked(), {}).view, "CERTIFICATE").empty());
  SignInPart part;
  part.source = "SY/mosal/pes";
  EXPECT_EQ(pages::ValuesOf(SignInPage(Asked(), part).view, "CERTIFICATE_BUTTON"),
            std::vector<std::string>{"Go on as SY/mosal/pes"});
  part.source.clear();
  part.certificate = Error(common::v1::ERROR_REASON_CERTIFICATE_REVOKED);
  const auto refused = SignInPage(Asked(), part);
  EXPECT_TRUE(pages::ValuesOf(refused.view, "CERTIFICATE_BUTTON").empty());
  EXPECT_EQ(pages::ValuesOf(refused.view, "CERTIFICATE_PROBLEM").size(), 1u);
}

TEST(SignIn, ALinkThatDoesNotWorkSaysWhatToDo) {
  SignInPart part;
  part.refused = Error(common::v1::ERROR_REASON_TOKEN_INVALID);
  const auto page = SignInPage(Asked(), part);
  EXPECT_EQ(page.status, 403);
  EXPECT_NE(page.view.Get("PROBLEM").find("Ask the Centre for a new one"), std::string::npos);
}

}  // namespace
}  // namespace tabadul::web::owner

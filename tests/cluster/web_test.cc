// JSON over HTTP through the gateway: for everybody, and for machines with a certificate.
#include <unistd.h>

#include "tests/cluster/tls_connection.h"
#include "tests/cluster/web_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::Http;

TEST_F(Web, EverybodySearchesAndReads) {
  const std::string id = Pushed("read", "Marine welder");
  ASSERT_FALSE(id.empty());
  HttpAnswer answer;
  EXPECT_TRUE(Eventually([&] {
    answer = Get("/v1/vacancies:search?query=marine%20welder&pageSize=5&facets=VACANCY_FACET_COUNTRY");
    return answer.status == 200 && Json(answer).contains("vacancies");
  })) << answer.status
      << answer.error << answer.body;
  const auto found = Json(answer);
  EXPECT_EQ(found["vacancies"][0]["hubId"], id);
  EXPECT_EQ(found["totalSize"], "1") << "64 bits are a string";
  EXPECT_EQ(found["facets"][0]["values"][0]["value"], "EG");
  EXPECT_EQ(answer.fields["content-type"], "application/json; charset=utf-8");
  const auto read = Get("/v1/vacancies/" + id);
  EXPECT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(Json(read)["vacancy"]["vacancy"]["title"]["translations"][0]["text"], "Marine welder");
}

TEST_F(Web, AMachineThatSpeaksOnlyHttpDoesAllOfIt) {
  const auto issued = Http(Post(AsMember(Syria(), "/v1/token"), "{}"));
  ASSERT_EQ(issued.status, 200) << issued.error << issued.body;
  EXPECT_EQ(issued.version, "1.1");
  const std::string token = Json(issued)["accessToken"];
  const Pairs fields = {{"authorization", "Bearer " + token}};
  EXPECT_EQ(Json(Http(AsMember(Syria(), "/v1/whoami", fields)))["source"], kSyria);
  const auto pushed = Http(Post(AsMember(Syria(), "/v1/vacancies:batchPush", fields), R"({
    "options": {"source": "SY/mosal/pes"},
    "items": [{"item": "1", "upsert": {"recordId": "by-http", "vacancy": {
      "title": {"translations": [{"language": "en", "text": "Nurse"}]},
      "description": {"translations": [{"language": "en", "text": "Nights"}]},
      "locations": [{"country": "EG"}]}}}]})"));
  ASSERT_EQ(pushed.status, 200) << pushed.body;
  EXPECT_EQ(Json(pushed)["outcomes"][0]["outcome"], "OUTCOME_CREATED");
  // Another's connection, or none, and the token is worth nothing.
  ExpectError(Http(AsMember(*egypt_, "/v1/whoami", fields)), 401, "TOKEN_CERTIFICATE_MISMATCH");
  ExpectError(Get("/v1/whoami", fields), 401, "CERTIFICATE_MISSING");
  const auto nobody = Get("/v1/whoami");
  ExpectError(nobody, 401, "TOKEN_MISSING");
  EXPECT_EQ(nobody.fields.at("www-authenticate"), "Bearer");
}

TEST_F(Web, NobodyClaimsAnothersCertificate) {
  const Pairs forged = {{"x-tabadul-certificate", std::string(43, 'A')},
                        {"X-Tabadul-Certificate-Expires", "490101000000Z"},
                        {"x-tabadul-service", "jobs"}};
  ExpectError(Http(Post(Visit("/v1/token", forged), "{}")), 401, "CERTIFICATE_MISSING");
  const auto own = Http(Post(AsMember(Syria(), "/v1/token", forged), "{}"));
  EXPECT_EQ(own.status, 200) << own.body;
}

TEST_F(Web, ErrorsNameTheFieldInTheCallersLanguage) {
  for (const auto& [language, word] :
       {std::pair("ar", "الحقل"), std::pair("fr", "champ"), std::pair("en", "field")}) {
    const auto answer = Get("/v1/vacancies:search?countries=XX&pageSize=-1", {{"accept-language", language}});
    ExpectError(answer, 400, "UNKNOWN_CODE");
    EXPECT_EQ(answer.fields.at("content-language"), language);
    EXPECT_NE(answer.body.find(word), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("countries[0]"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("page_size"), std::string::npos) << answer.body;
  }
}

TEST_F(Web, WhatCannotBeMeantIsSaid) {
  ExpectError(Get("/v1/nothing"), 404, "NOT_FOUND");
  ExpectError(Get("/v2/vacancies:search"), 404, "NOT_FOUND");
  ExpectError(Get("/v1/vacancies:search?quarry=stone"), 400, "UNKNOWN_FIELD");
  ExpectError(Get("/v1/vacancies:search?query=a&query=b"), 400, "TOO_MANY");
  auto wrong = Visit("/v1/vacancies:search");
  wrong.method = "DELETE";
  const auto refused = Http(wrong);
  ExpectError(refused, 405, "METHOD_NOT_ALLOWED");
  EXPECT_EQ(refused.fields.at("allow"), "GET, HEAD");
  ExpectError(Get("/v1/whoami", {{"authorization", "Bearer " + std::string(12'000, 'a')}}), 401,
              "TOKEN_INVALID");
  const std::string push = "/v1/vacancies:batchPush";
  ExpectError(Http(Post(WithToken(Syria(), push), "{}", "text/xml")), 415, "UNSUPPORTED_MEDIA_TYPE");
  ExpectError(Http(Post(WithToken(Syria(), push), "{\"no\": 1}")), 400, "UNKNOWN_FIELD");
  ExpectError(Http(Post(WithToken(Syria(), push), "{")), 400, "MALFORMED");
  ExpectError(Http(Post(WithToken(Syria(), push), std::string((1u << 20) + 1, ' '))), 413,
              "MESSAGE_TOO_LARGE");
  ExpectError(Get("/v1/jwks", {{"accept", "text/html"}}), 406, "NOT_ACCEPTABLE");
  ExpectError(Get("/v1/jwks", {{"x-timeout-ms", "soon"}}), 400, "MALFORMED");
}

TEST_F(Web, WhatIsOnlyReadSaysSoInJsonOrAsAPage) {
  for (const char* const path : {"/openapi.json", "/favicon.svg", "/en/vacancies"}) {
    const auto refused = Http(Post(Visit(path), "{}"));
    ExpectError(refused, 405, "METHOD_NOT_ALLOWED");
    EXPECT_EQ(refused.fields.at("allow"), "GET, HEAD") << path;
    const auto page = Http(Post(Visit(path, {{"accept", "text/html,*/*;q=0.8"}}), "{}"));
    EXPECT_EQ(page.status, 405) << path;
    EXPECT_EQ(page.fields.at("allow"), "GET, HEAD") << path;
    EXPECT_EQ(page.fields.at("content-type"), "text/html; charset=utf-8") << path;
  }
}

TEST_F(Web, WhereThereIsNothingItIsSoForEveryMethod) {
  for (const char* const path : {"/nothing", "/en/nothing", "/v1/nothing"})
    ExpectError(Http(Post(Visit(path), "{}")), 404, "NOT_FOUND");
  for (const char* const path : {"/nothing", "/en/nothing"}) {
    const auto page = Http(Post(Visit(path, {{"accept", "text/html,*/*;q=0.8"}}), "{}"));
    EXPECT_EQ(page.status, 404) << path;
    EXPECT_EQ(page.fields.at("content-type"), "text/html; charset=utf-8") << path;
  }
}

TEST_F(Web, APushThatIsRepeatedIsAnsweredUnchangedWithoutAKeyToTellIt) {
  const auto push = [](const std::string& title, int version) {
    const auto answer =
        Http(Post(WithToken(Syria(), "/v1/vacancies:batchPush",
                            {{"idempotency-key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""}}),
                  R"({"options": {"source": "SY/mosal/pes"}, "items": [{"item": "1", "upsert": {
          "recordId": "repeated", "version": ")" +
                      std::to_string(version) + R"(", "vacancy": {
          "title": {"translations": [{"language": "en", "text": ")" +
                      title + R"("}]},
          "description": {"translations": [{"language": "en", "text": "Nights"}]},
          "locations": [{"country": "EG"}]}}}]})"));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.status == 200 ? std::string(Json(answer)["outcomes"][0]["outcome"]) : "";
  };
  EXPECT_EQ(push("Nurse", 1), "OUTCOME_CREATED");
  EXPECT_EQ(push("Nurse", 1), "OUTCOME_UNCHANGED");
  EXPECT_EQ(push("Head nurse", 2), "OUTCOME_UPDATED");
  EXPECT_EQ(push("Nurse", 1), "OUTCOME_STALE") << "a repetition that comes late undoes nothing";
}

TEST_F(Web, WhatTheDescriptionListsIsThere) {
  const auto described = Json(Get("/openapi.json"));
  int seen = 0;
  for (const auto& [path, operations] : described["paths"].items()) {
    if (!path.starts_with("/v1/")) continue;
    ++seen;
    std::string target = path;
    for (size_t open = 0; (open = target.find('{')) != std::string::npos;)
      target.replace(open, target.find('}', open) - open + 1, "a");
    auto request = Visit(target);
    request.method = "PATCH";
    ExpectError(Http(request), 405, "METHOD_NOT_ALLOWED");
  }
  EXPECT_GT(seen, 40);
}

TEST_F(Web, APathIsTakenAsItIsOrNotAtAll) {
  const std::string id = Pushed("path", "Path");
  for (const std::string& path :
       {"/v1//vacancies/" + id, "//v1/vacancies/" + id, "/v1/vacancies/" + id + "/", "/v1/./vacancies/" + id,
        "/v1/x/../vacancies/" + id, "/v1/%2e%2e/v1/vacancies/" + id, "/v1%2fvacancies/" + id,
        "/v1/vacancies%2f" + id, "/v1/vacancies/" + id + "%00", std::string("/v1/vacancies/%c0%af"),
        "/v1/vacancies/" + id + "%2"}) {
    const auto answer = Get(path);
    EXPECT_TRUE(answer.status == 400 || answer.status == 404)
        << path << ": " << answer.status << answer.error;
    EXPECT_NE(Reason(answer), "") << path;
  }
  EXPECT_EQ(Get("/v1/vacancies/" + id).status, 200);
  EXPECT_EQ(Get("/v1/%76acancies/" + id).status, 200) << "an escape that need not be one";
  // A word of the API is no id.
  ExpectError(Http(WithToken(Syria(), "/v1/vacancies/runs?source=SY/mosal/pes&pageSize=-1")), 400,
              "OUT_OF_RANGE");
}

TEST_F(Web, AnswersCarryTheirTagAndAreCompressed) {
  const std::string id = Pushed("tag", "Tagged");
  HttpAnswer first, again;
  std::string tag;
  EXPECT_TRUE(Eventually([&] {
    first = Get("/v1/vacancies/" + id, {{"x-request-id", "mine-1"}});
    tag = first.fields["etag"];
    again = Get("/v1/vacancies/" + id, {{"if-none-match", tag}});
    return again.status == 304;
  })) << "it is the same, once the hub has annotated it; "
      << again.status << again.body;
  EXPECT_EQ(again.body, "");
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.fields.at("x-request-id"), "mine-1");
  EXPECT_EQ(first.fields.at("x-content-type-options"), "nosniff");
  EXPECT_NE(first.fields.at("strict-transport-security"), "");
  Pushed("tag", "Tagged otherwise");
  EXPECT_EQ(Get("/v1/vacancies/" + id, {{"if-none-match", tag}}).status, 200);
  const auto small = Get("/v1/vacancies:complete?query=qqqq", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(small.body, "{}");
  EXPECT_FALSE(small.fields.contains("content-encoding")) << "too small to be worth it";
  const auto large = Get("/openapi.json", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(large.fields.at("content-encoding"), "gzip");
  const auto plain = Get("/openapi.json");
  EXPECT_LT(large.body.size(), plain.body.size() / 3);
  EXPECT_EQ(Json(plain)["openapi"], "3.1.0");
  auto head = Visit("/openapi.json");
  head.method = "HEAD";
  const auto headed = Http(head);
  EXPECT_EQ(headed.status, 200);
  EXPECT_EQ(headed.fields.at("content-length"), std::to_string(plain.body.size()));
}

TEST_F(Web, SearchEnginesAreLedToWhatEverybodyMaySee) {
  const std::string id = Pushed("lighthouse", "Lighthouse keeper");
  EXPECT_TRUE(Eventually(
      [] { return Json(Get("/v1/vacancies:search?query=lighthouse%20keeper")).contains("vacancies"); }));
  // Asked for here alone: what is made now is shown for ten minutes.
  const auto index = Get("/sitemap.xml");
  EXPECT_NE(index.body.find("<loc>" + cluster_->site() + "/sitemap-vacancies-1.xml</loc>"), std::string::npos)
      << index.status << index.body;
  const auto vacancies = Get("/sitemap-vacancies-1.xml");
  EXPECT_NE(vacancies.body.find("<loc>" + cluster_->site() + "/fr/vacancies/" + id + "</loc>\n<lastmod>"),
            std::string::npos)
      << vacancies.status << vacancies.body;
}

TEST_F(Web, WhatIsSomebodysIsKeptByNobodyElse) {
  EXPECT_EQ(Get("/v1/jwks").fields.at("cache-control"), "no-cache");
  EXPECT_EQ(Http(WithToken(Syria(), "/v1/whoami")).fields.at("cache-control"), "private, no-cache");
  auto issue = Post(AsMember(Syria(), "/v1/token", {{"if-none-match", "*"}}), "{}");
  const auto token = Http(issue);
  EXPECT_EQ(token.status, 200) << "it is wanted, whatever the client has already";
  EXPECT_EQ(token.fields.at("cache-control"), "no-store");
  EXPECT_FALSE(token.fields.contains("etag"));
}

TEST_F(Web, ACallEndsWhenItsCallerSaysSo) {
  Pushed("time", "Time");
  cluster_->Freeze("jobs");
  const auto late = Get("/v1/vacancies:search?query=time", {{"x-timeout-ms", "300"}});
  cluster_->Thaw("jobs");
  ExpectError(late, 504, "DEADLINE_EXCEEDED");
  EXPECT_TRUE(Eventually([] { return Get("/v1/vacancies:search?query=time").status == 200; }));
}

TEST_F(Web, AServiceThatIsGoneIsSaidToBeGoneAndComesBack) {
  cluster_->Kill("jobs");
  const auto gone = Get("/v1/vacancies:search?query=x", {{"accept-language", "fr"}});
  ExpectError(gone, 503, "UNAVAILABLE");
  EXPECT_TRUE(gone.fields.contains("retry-after")) << gone.body;
  EXPECT_EQ(Get("/v1/jwks").status, 200) << "of another service";
  cluster_->Start("jobs");
  EXPECT_TRUE(Eventually([] { return Get("/v1/vacancies:search?query=x").status == 200; }));
}

TEST_F(Web, ItsOwnEndLosesNoAnswer) {
  cluster_->Restart("web");
  EXPECT_TRUE(Eventually([] { return Get("/v1/jwks").status == 200; }));
  cluster_->Kill("web");
  const auto gone = Get("/v1/jwks");
  ExpectError(gone, 503, "UNAVAILABLE");
  EXPECT_EQ(gone.fields.at("content-type"), "application/json; charset=utf-8");
  const auto member = Http(AsMember(Syria(), "/v1/jwks"));
  ExpectError(member, 503, "UNAVAILABLE");
  cluster_->Start("web");
  EXPECT_TRUE(Eventually([] { return Get("/v1/jwks").status == 200; }));
}

TEST_F(Web, WhoRunsWildIsToldToWait) {
  cluster_->ReloadGateway({{"TABADUL_VISITS_PER_10S", "20"}, {"TABADUL_CALLS_PER_10S", "20"}});
  HttpAnswer answer;
  EXPECT_TRUE(Eventually([&] {
    answer = Get("/v1/jwks");
    return answer.status == 429;
  }));
  ExpectError(answer, 429, "OVERLOADED");
  EXPECT_TRUE(Eventually([&] {
    answer = Http(AsMember(Syria(), "/v1/jwks"));
    return answer.status == 429;
  }));
  ExpectError(answer, 429, "OVERLOADED");
  cluster_->ReloadGateway();
  EXPECT_TRUE(Eventually([] { return Get("/v1/jwks").status == 200; }));
}

TEST_F(Web, WhoOpensConnectionsAndSaysNothingGetsNoMoreOfThem) {
  cluster_->ReloadGateway({{"TABADUL_CONNECTIONS_OF_ADDRESS", "2"}});
  {
    const int port = cluster_->Port("HTTPS_PORT");
    const TlsConnection first(Syria(), port, {.h2 = true}), second(Syria(), port, {.h2 = true});
    EXPECT_TRUE(first.open() && second.open());
    EXPECT_EQ(Get("/v1/jwks").status, 0) << "nor a word to it";
    EXPECT_EQ(Http(AsMember(Syria(), "/v1/jwks")).status, 200) << "members come in by another door";
  }
  EXPECT_TRUE(Eventually([] { return Get("/v1/jwks").status == 200; }));
  cluster_->ReloadGateway();
}

}  // namespace
}  // namespace tabadul

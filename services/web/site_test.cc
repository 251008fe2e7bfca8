#include "services/web/site.h"

#include <gtest/gtest.h>

#include "nlohmann/json.hpp"
#include "services/web/pages/samples.h"

namespace tabadul::web {
namespace {

constexpr char kBrowser[] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

// Without services: nothing here is asked of any.
class SiteTest : public ::testing::Test {
 protected:
  http::Response Answered(std::string_view method, std::string target, std::string_view accept) {
    http::Request request{
        .method = std::string(method), .target = std::move(target), .fields = {}, .body = {}};
    if (!accept.empty()) request.fields.Add("accept", std::string(accept));
    const auto answer = std::make_shared<pages::KeptAnswer>();
    site_.Handle(request, answer);
    return answer->Wait();
  }
  static std::string Reason(const http::Response& response) {
    const auto parsed = nlohmann::json::parse(response.body, nullptr, false);
    return parsed.is_discarded() ? "no JSON" : std::string(parsed["error"]["details"][0]["reason"]);
  }

  const absl::StatusOr<transcode::Transcoder> transcoder_ = transcode::Transcoder::Make({});
  const Backends backends_{std::map<std::string, rpc::ChannelOptions>()};
  Api api_{*transcoder_, backends_};
  const pages::Transport nobody_ = [](rpc::Forwarder::Outgoing) -> absl::StatusOr<std::string> {
    return std::string();
  };
  pages::Pages portal_{pages::Compiled(), nobody_, {.origin = "", .workers = 1, .queue = 8}};
  owner::Sessions sessions_{nobody_};
  owner::Owner owner_{
      portal_.presenter(), nobody_, sessions_, owner::SystemPages(), {.workers = 1, .queue = 8}};
  sdmx::Mount sdmx_{nullptr, {}};
  Site site_{api_, sdmx_, portal_, owner_, R"({"openapi":"3.1.0"})"};
};

TEST_F(SiteTest, TheDescriptionIsJsonWhoeverReadsIt) {
  for (const char* const accept : {"", "application/json", kBrowser}) {
    const auto described = Answered("GET", "/openapi.json", accept);
    EXPECT_EQ(described.status, 200);
    EXPECT_EQ(described.body, R"({"openapi":"3.1.0"})");
    EXPECT_EQ(described.fields.Get("content-type"), "application/json; charset=utf-8");
    EXPECT_NE(described.fields.Get("etag"), "");
  }
  EXPECT_EQ(Answered("HEAD", "/openapi.json", "").status, 200);
}

TEST_F(SiteTest, SdmxIsARoomOfItsOwnWhateverIsAccepted) {
  for (const char* const accept : {"", "application/json", kBrowser}) {
    EXPECT_EQ(Answered("OPTIONS", "/sdmx/v1/dataflow", accept).status, 204);
    const auto nothing = Answered("GET", "/sdmx/v9/dataflow", accept);
    EXPECT_EQ(nothing.status, 404);
    EXPECT_EQ(nothing.fields.Get("content-type"), "application/xml; charset=utf-8");
  }
}

TEST_F(SiteTest, WhatIsReadOnlyRefusesAllElseInTheFormThatTheClientPrefers) {
  for (const char* const path :
       {"/openapi.json", "/assets/portal.css", "/favicon.svg", "/robots.txt", "/", "/ar/", "/ar/vacancies"}) {
    for (const char* const method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
      for (const char* const accept : {"", "*/*", "application/json"}) {
        const auto refused = Answered(method, path, accept);
        EXPECT_EQ(refused.status, 405) << method << " " << path;
        EXPECT_EQ(refused.fields.Get("allow"), "GET, HEAD") << method << " " << path;
        EXPECT_EQ(Reason(refused), "METHOD_NOT_ALLOWED") << method << " " << path;
      }
      const auto page = Answered(method, path, kBrowser);
      EXPECT_EQ(page.status, 405) << method << " " << path;
      EXPECT_EQ(page.fields.Get("allow"), "GET, HEAD") << method << " " << path;
      EXPECT_EQ(page.fields.Get("content-type"), "text/html; charset=utf-8") << method << " " << path;
    }
  }
}

TEST_F(SiteTest, TheFormOfAPageIsTakenWhateverIsAccepted) {
  for (const char* const accept : {"", "*/*", kBrowser}) {
    EXPECT_EQ(Answered("POST", "/ar/digits", accept).status, 303) << accept;
    const auto read = Answered("GET", "/ar/digits", accept);
    EXPECT_EQ(read.status, 405) << accept;
    EXPECT_EQ(read.fields.Get("allow"), "POST") << accept;
  }
}

TEST_F(SiteTest, WhatSystemOwnersSignInForIsARoomOfItsOwnWhateverIsAccepted) {
  for (const char* const accept : {"", "application/json", kBrowser}) {
    EXPECT_EQ(Answered("GET", "/en/system", accept).fields.Get("location"), "/en/sign-in") << accept;
    EXPECT_EQ(Answered("GET", "/en/sign-in", accept).status, 200) << accept;
    EXPECT_EQ(Answered("POST", "/en/sign-in", accept).status, 403)
        << accept << ": nothing says that it is ours";
  }
  EXPECT_EQ(Answered("GET", "/en/systems", kBrowser).status, 404);
}

TEST_F(SiteTest, WhatIsNobodysIsToldToAPersonByAPageAndToAProgramByAnError) {
  for (const char* const path : {"/nothing", "/v2/vacancies:search", "/ar/nothing", "/ar/..%2fnothing"}) {
    for (const char* const method : {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}) {
      const auto page = Answered(method, path, kBrowser);
      EXPECT_EQ(page.status, 404) << method << " " << path;
      EXPECT_EQ(page.fields.Get("content-type"), "text/html; charset=utf-8") << method << " " << path;
    }
  }
  for (const char* const path : {"/nothing", "/v2/vacancies:search", "/ar/nothing", "/ar/..%2fnothing"}) {
    for (const char* const method : {"GET", "POST", "PUT", "DELETE", "OPTIONS"}) {
      for (const char* const accept : {"", "*/*", "application/json"}) {
        const auto refused = Answered(method, path, accept);
        EXPECT_EQ(refused.status, 404) << method << " " << path;
        EXPECT_EQ(Reason(refused), "NOT_FOUND") << method << " " << path;
      }
    }
  }
  EXPECT_EQ(Reason(Answered("GET", "/v1/nothing", kBrowser)), "NOT_FOUND") << "the API has no pages";
  EXPECT_EQ(Reason(Answered("POST", "/v1/nothing", kBrowser)), "NOT_FOUND");
  EXPECT_EQ(Answered("GET", "/ar/about", "application/json").fields.Get("content-type"),
            "text/html; charset=utf-8")
      << "a page that is there is one";
}

}  // namespace
}  // namespace tabadul::web

#include "services/web/answers.h"

#include <gtest/gtest.h>

#include "nlohmann/json.hpp"

namespace tabadul::web {
namespace {

RequestContext Visitor() {
  RequestContext context;
  context.request_id = "r-1";
  context.language = "en";
  return context;
}

RequestContext Member() {
  RequestContext context = Visitor();
  context.anonymous = false;
  return context;
}

http::Response Refusal(const absl::Status& status, const RequestContext& context) {
  return ErrorAnswer(rpc::Mask(status), context);
}

nlohmann::json ErrorIn(const http::Response& response) {
  return nlohmann::json::parse(response.body)["error"];
}

std::string ReasonIn(const http::Response& response) { return ErrorIn(response)["details"][0]["reason"]; }

TEST(Answers, WhatIsSomebodysIsInNoSharedCacheAndWhatWasDoneInNone) {
  EXPECT_EQ(JsonAnswer("{}", Visitor()).fields.Get("cache-control"), "no-cache");
  EXPECT_EQ(JsonAnswer("{}", Member()).fields.Get("cache-control"), "private, no-cache");
  EXPECT_EQ(Refusal(Error(common::v1::ERROR_REASON_NOT_OWNER), Member()).fields.Get("cache-control"),
            "private, no-cache");
  RequestContext posting = Member();
  posting.reads = false;
  const http::Response token = JsonAnswer("{}", posting);
  EXPECT_EQ(token.fields.Get("cache-control"), "no-store");
  EXPECT_EQ(token.fields.Count("etag"), 0u);
}

TEST(Answers, WhatHangsOnCookiesSaysSo) {
  const RequestContext context;
  EXPECT_EQ(Head(200, kJsonType, context).fields.Get("vary"),
            "Accept, Accept-Encoding, Accept-Language, Authorization");
  EXPECT_EQ(Head(200, kJsonType, context, {.by_cookie = true}).fields.Get("vary"),
            "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie");
}

TEST(Answers, WhoeverHasItIsToldSo) {
  RequestContext context = Visitor();
  const http::Response first = JsonAnswer("{}", context);
  EXPECT_EQ(first.status, 200);
  context.if_none_match = std::string(first.fields.Get("etag"));
  const http::Response again = JsonAnswer("{}", context);
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  for (const char* const field : {"etag", "cache-control", "vary"})
    EXPECT_EQ(again.fields.Get(field), first.fields.Get(field)) << field;
  EXPECT_EQ(JsonAnswer("{\"a\":1}", context).status, 200);
}

TEST(Answers, ADocumentIsAnsweredAsIfItWereMadeAnew) {
  for (const std::string& body : {std::string("{}"), std::string(5000, '7')}) {
    const Document document(body, "text/css");
    for (const bool gzip : {false, true}) {
      RequestContext context = Visitor();
      context.gzip = gzip;
      for (const std::string& known : {std::string(), document.tag}) {
        context.if_none_match = known;
        const http::Response made = TaggedAnswer(body, "text/css", context);
        const http::Response kept = DocumentAnswer(document, context);
        EXPECT_EQ(kept.status, known.empty() ? 200 : 304);
        EXPECT_EQ(kept.status, made.status);
        EXPECT_EQ(kept.body, made.body);
        for (const char* const field : {"etag", "content-type", "content-encoding", "cache-control"})
          EXPECT_EQ(kept.fields.Get(field), made.fields.Get(field)) << field;
      }
    }
    EXPECT_EQ(document.gzipped.empty(), body.size() < 1000) << "once, and where it is worth it";
  }
}

TEST(Answers, AVisitorsTokenIsAskedForAndAMethodNamed) {
  const http::Response unknown = Refusal(Error(common::v1::ERROR_REASON_TOKEN_MISSING), Visitor());
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(unknown.fields.Get("www-authenticate"), "Bearer");
  const http::Response refused =
      Refusal(Error(common::v1::ERROR_REASON_METHOD_NOT_ALLOWED, {{"allowed", "GET, HEAD"}}), Visitor());
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.fields.Get("allow"), "GET, HEAD");
}

TEST(Answers, AFaultIsMasked) {
  const http::Response fault = Refusal(Internal("password=1234"), Visitor());
  EXPECT_EQ(fault.status, 500);
  EXPECT_EQ(ReasonIn(fault), "INTERNAL");
  EXPECT_EQ(fault.body.find("1234"), std::string::npos);
}

TEST(Answers, ARefusalByHttpHasItsReason) {
  const struct {
    int status;
    const char *code, *reason;
  } cases[] = {{400, "INVALID_ARGUMENT", "REQUEST_UNREADABLE"},
               {408, "DEADLINE_EXCEEDED", "IDLE"},
               {413, "RESOURCE_EXHAUSTED", "MESSAGE_TOO_LARGE"},
               {414, "INVALID_ARGUMENT", "REQUEST_UNREADABLE"},
               {431, "INVALID_ARGUMENT", "REQUEST_UNREADABLE"},
               {500, "INTERNAL", "INTERNAL"},
               {503, "UNAVAILABLE", "DRAINING"}};
  for (const auto& one : cases) {
    const http::Response response = Refused(one.status);
    EXPECT_EQ(response.status, one.status);
    EXPECT_EQ(ErrorIn(response)["code"], one.status);
    EXPECT_EQ(ErrorIn(response)["status"], one.code) << one.status;
    EXPECT_EQ(ReasonIn(response), one.reason) << one.status;
  }
  EXPECT_EQ(Refused(503).fields.Get("retry-after"), "1");
}

}  // namespace
}  // namespace tabadul::web

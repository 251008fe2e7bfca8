#include "services/web/sdmx/mount.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/web/sdmx/carrying_for_test.h"
#include "services/web/sdmx/error_message.h"

namespace tabadul::web::sdmx {
namespace {

using Ending = KeptAnswer::Ending;
using testing::HasSubstr;

constexpr char kXml[] = "application/vnd.sdmx.genericdata+xml;version=2.1";

class SdmxMount : public ::testing::Test {
 protected:
  using Given = std::vector<std::pair<std::string, std::string>>;

  std::shared_ptr<KeptAnswer> Ask(const std::string& target, const Given& fields = {},
                                  const std::string& method = "GET") {
    http::Request request{.method = method, .target = target, .fields = {}, .body = {}};
    for (const auto& [name, value] : fields) request.fields.Add(name, value);
    mount_.Handle(request, answer_);
    return answer_;
  }
  static std::string Field(const KeptAnswer& answer, std::string_view name) {
    EXPECT_LE(answer.head.fields.Count(name), 1u) << name;
    return std::string(answer.head.fields.Get(name));
  }

  FakeStatistics statistics_;
  const std::shared_ptr<KeptAnswer> answer_ = std::make_shared<KeptAnswer>();
  Mount mount_{statistics_.streams(), {.origin = "https://tabadul.example", .max_answers = 4}};
};

TEST_F(SdmxMount, CarriesARequestAsItCame) {
  Ask("/sdmx/v2/data/dataflow/A/DF/1.0/A.%2A%2BB,c[x]*//../%2f/?c%5BTIME_PERIOD%5D=ge:2020&a=b+c",
      {{"accept", "application/vnd.sdmx.data+json;version=2.0.0"},
       {"content-type", "application/xml"},
       {"accept-language", "fr, en;q=0.5"},
       {"if-none-match", "W/\"a\", \"b\""},
       {"if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT"}});
  const GetSdmxRequest request = statistics_.request();
  EXPECT_EQ(request.rest(), statistics::v1::SDMX_REST_V2);
  EXPECT_EQ(request.path(), "/data/dataflow/A/DF/1.0/A.%2A%2BB,c[x]*//../%2f/");
  EXPECT_EQ(request.query(), "c%5BTIME_PERIOD%5D=ge:2020&a=b+c");
  EXPECT_EQ(request.accept(), "application/vnd.sdmx.data+json;version=2.0.0");
  EXPECT_EQ(request.accept_language(), "fr, en;q=0.5");
  EXPECT_EQ(request.if_none_match(), "W/\"a\", \"b\"");
  EXPECT_EQ(request.if_modified_since(), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(request.root(), "https://tabadul.example/sdmx/v2");
  EXPECT_EQ(statistics_.calls[0].method, "/tabadul.statistics.v1.SdmxService/GetSdmx");
}

TEST_F(SdmxMount, PassesOverWhatTheContractHasNoRoomFor) {
  Ask("/sdmx/v1/dataflow", {{"accept", std::string(1025, 'a')}, {"accept-language", "\xff"}});
  EXPECT_EQ(statistics_.request().accept(), "");
  EXPECT_EQ(statistics_.request().accept_language(), "");
}

TEST_F(SdmxMount, CarriesAnAnswerBackAndSaysNothingTwice) {
  statistics_.Head(200, {{"Content-Type", kXml},
                         {"ETag", "\"tag\""},
                         {"Content-Language", "ar"},
                         {"Vary", "Accept"},
                         {"Cache-Control", "public"}});
  statistics_.Body("<a>");
  statistics_.Body("</a>");
  Ask("/sdmx/v1/data/DF", {{"x-request-id", "mine-1"}});
  EXPECT_EQ(answer_->end, Ending::kWhole);
  EXPECT_EQ(answer_->head.status, 200);
  EXPECT_EQ(answer_->body, "<a></a>");
  EXPECT_EQ(Field(*answer_, "content-type"), kXml);
  EXPECT_EQ(Field(*answer_, "etag"), "\"tag\"");
  EXPECT_EQ(Field(*answer_, "content-language"), "ar");
  EXPECT_EQ(Field(*answer_, "cache-control"), "no-cache");
  EXPECT_THAT(Field(*answer_, "vary"), HasSubstr("Accept-Language"));
  EXPECT_EQ(Field(*answer_, "x-request-id"), "mine-1");
  EXPECT_EQ(Field(*answer_, "access-control-allow-origin"), "*");
  EXPECT_EQ(Field(*answer_, "content-encoding"), "");
}

TEST_F(SdmxMount, CompressesForWhoeverTakesThatAndPromisesNoBytes) {
  statistics_.Head(200, {{"ETag", "\"tag\""}});
  std::string all;
  for (int i = 0; i < 40; ++i) {
    all += std::string(60'000, static_cast<char>('a' + i % 7));
    statistics_.Body(all.substr(all.size() - 60'000));
  }
  Ask("/sdmx/v1/data/DF", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(answer_->end, Ending::kWhole);
  EXPECT_EQ(Field(*answer_, "content-encoding"), "gzip");
  EXPECT_EQ(Field(*answer_, "etag"), "W/\"tag\"");
  EXPECT_LT(answer_->body.size(), all.size() / 10);
  EXPECT_TRUE(Unzipped(answer_->body) == all);
}

TEST_F(SdmxMount, WhatHasNoBodyIsNotCompressed) {
  statistics_.Head(304, {{"ETag", "\"tag\""}});
  Ask("/sdmx/v1/dataflow", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(answer_->head.status, 304);
  EXPECT_EQ(Field(*answer_, "content-encoding"), "");
  EXPECT_EQ(Field(*answer_, "etag"), "W/\"tag\"") << "that of the answer it stands for";
  EXPECT_EQ(answer_->body, "");
  EXPECT_EQ(answer_->end, Ending::kWhole);
}

TEST_F(SdmxMount, OfAHeadNothingMoreIsMade) {
  statistics_.Head(200, {{"Content-Type", kXml}});
  statistics_.Body("<a>");
  Ask("/sdmx/v1/data/DF", {}, "HEAD");
  EXPECT_EQ(answer_->head.status, 200);
  EXPECT_EQ(Field(*answer_, "content-type"), kXml);
  EXPECT_EQ(answer_->body, "");
  EXPECT_EQ(answer_->end, Ending::kWhole);
  EXPECT_TRUE(statistics_.cancelled);
}

TEST_F(SdmxMount, WhoeverReadsSlowlySlowsTheServiceDown) {
  answer_->slow = true;
  statistics_.Head(200);
  for (int i = 0; i < 100; ++i) statistics_.Body(std::string(64u << 10, 'x'));
  Ask("/sdmx/v1/data/DF");
  EXPECT_EQ(answer_->end, Ending::kNone);
  EXPECT_LE(answer_->unwritten, Pace::kAhead + (64u << 10));
  const int asked = statistics_.asked;
  answer_->slow = false;
  answer_->unwritten = 0;
  answer_->on_writable();
  EXPECT_GT(statistics_.asked, asked);
  EXPECT_EQ(answer_->end, Ending::kWhole);
  EXPECT_EQ(answer_->body.size(), 100u * (64u << 10));
}

TEST_F(SdmxMount, WhatBreaksOffIsCut) {
  statistics_.Head(200);
  statistics_.Body("<a>");
  statistics_.end = Error(common::v1::ERROR_REASON_DRAINING);
  Ask("/sdmx/v1/data/DF", {{"accept-encoding", "gzip"}});
  EXPECT_EQ(answer_->end, Ending::kCut);
}

TEST_F(SdmxMount, WhoeverGoesIsNotServedFurther) {
  statistics_.end = std::nullopt;
  Ask("/sdmx/v1/data/DF");
  EXPECT_FALSE(statistics_.cancelled);
  answer_->on_gone();
  EXPECT_TRUE(statistics_.cancelled);
}

TEST_F(SdmxMount, AServiceThatIsAwayIsAnErrorMessageInThreeLanguages) {
  statistics_.end =
      WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "service"}}), absl::Seconds(2));
  Ask("/sdmx/v1/data/DF");
  EXPECT_EQ(answer_->head.status, 503);
  EXPECT_EQ(Field(*answer_, "retry-after"), "2");
  EXPECT_EQ(Field(*answer_, "content-type"), "application/xml; charset=utf-8");
  EXPECT_EQ(Field(*answer_, "access-control-allow-origin"), "*");
  EXPECT_THAT(answer_->body, HasSubstr("sdmxml/schemas/v2_1/message"));
  EXPECT_THAT(answer_->body, HasSubstr("<mes:ErrorMessage code=\"503\">"));
  for (const char* const language : {"ar", "en", "fr"})
    EXPECT_THAT(answer_->body, HasSubstr(absl::StrCat("<com:Text xml:lang=\"", language, "\">")));
}

TEST_F(SdmxMount, WhatIsWrongInsideIsMasked) {
  for (const std::string& message : {std::string("\xff\xff"), [] {
                                       GetSdmxResponse body;
                                       body.set_body("<a>");
                                       return body.SerializeAsString();
                                     }()}) {
    FakeStatistics statistics;
    statistics.messages.push_back(message);
    Mount mount(statistics.streams(), {});
    const auto answer = std::make_shared<KeptAnswer>();
    mount.Handle({.method = "GET", .target = "/sdmx/v2/data/x", .fields = {}, .body = {}}, answer);
    EXPECT_EQ(answer->head.status, 500);
    EXPECT_THAT(answer->body, HasSubstr("sdmxml/schemas/v3_0/message"));
    EXPECT_TRUE(statistics.cancelled);
  }
}

TEST_F(SdmxMount, PagesOfOtherSitesMayAsk) {
  Ask("/sdmx/v2/data/x",
      {{"origin", "https://elsewhere.example"},
       {"access-control-request-method", "GET"},
       {"access-control-request-headers", "x-range"}},
      "OPTIONS");
  EXPECT_EQ(answer_->head.status, 204);
  EXPECT_EQ(Field(*answer_, "access-control-allow-origin"), "*");
  EXPECT_EQ(Field(*answer_, "access-control-allow-methods"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(Field(*answer_, "access-control-allow-headers"), "*");
  EXPECT_TRUE(statistics_.calls.empty());
}

TEST_F(SdmxMount, NothingIsWrittenAndNothingIsElsewhere) {
  Ask("/sdmx/v1/data/DF", {}, "POST");
  EXPECT_EQ(answer_->head.status, 405);
  EXPECT_EQ(Field(*answer_, "allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(Field(*answer_, "access-control-allow-origin"), "*");
  for (const char* const path : {"/sdmx", "/sdmx/", "/sdmx/v3/data/x", "/sdmx/v11/data", "/sdmx/V1/data"}) {
    EXPECT_TRUE(Mount::Owns(path));
    const auto answer = std::make_shared<KeptAnswer>();
    mount_.Handle({.method = "GET", .target = path, .fields = {}, .body = {}}, answer);
    EXPECT_EQ(answer->head.status, 404) << path;
    EXPECT_THAT(answer->body, HasSubstr("code=\"100\""));
  }
  EXPECT_TRUE(statistics_.calls.empty());
  EXPECT_FALSE(Mount::Owns("/sdmxes"));
}

TEST_F(SdmxMount, VisitorsHaveHalfOfThePlaces) {
  statistics_.end = std::nullopt;
  std::vector<std::shared_ptr<KeptAnswer>> answers;
  const auto ask = [&](const char* certificate) {
    http::Request request{.method = "GET", .target = "/sdmx/v1/data/x", .fields = {}, .body = {}};
    if (certificate != nullptr) request.fields.Add("x-tabadul-certificate", certificate);
    answers.push_back(std::make_shared<KeptAnswer>());
    mount_.Handle(request, answers.back());
    return answers.back()->head.status;  // 0: it is being answered
  };
  EXPECT_EQ(ask(nullptr), 0);
  EXPECT_EQ(ask(nullptr), 0);
  EXPECT_EQ(ask(nullptr), 429);
  EXPECT_EQ(ask("member"), 0);
  answers[0]->on_gone();
  EXPECT_EQ(ask(nullptr), 0) << "a place is free again";
}

TEST(SdmxErrors, HaveTheCodesOfTheStandard) {
  EXPECT_EQ(SdmxCode(400), 140);
  EXPECT_EQ(SdmxCode(401), 110);
  EXPECT_EQ(SdmxCode(404), 100);
  EXPECT_EQ(SdmxCode(413), 130);
  EXPECT_EQ(SdmxCode(500), 500);
  EXPECT_EQ(SdmxCode(501), 501);
  EXPECT_EQ(SdmxCode(503), 503);
}

}  // namespace
}  // namespace tabadul::web::sdmx

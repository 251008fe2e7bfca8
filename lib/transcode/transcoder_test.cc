#include "lib/transcode/transcoder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/transcode/test.pb.h"

namespace tabadul::transcode {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using tests::transcode::Everything;
using tests::transcode::ThingRequest;
using tests::transcode::ThingResponse;

const Transcoder& Things() {
  static const auto* const transcoder = new absl::StatusOr<Transcoder>(
      Transcoder::Make({Everything::descriptor()->file()->FindServiceByName("ThingService")}));
  return **transcoder;
}

struct Request {
  std::string_view method, path, query, body;
};

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Ask(const Request& request) {
  ASSIGN_OR_RETURN(const Transcoder::Meant meant, Things().Find(request.method, request.path));
  return Things().ToMessage(meant, request.query, request.body);
}

template <class Message>
Message Read(const Request& request) {
  const auto read = Ask(request);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? dynamic_cast<const Message&>(**read) : Message();
}

// "field REASON" of each mistake.
std::vector<std::string> Mistakes(const Request& request) {
  std::vector<std::string> told;
  for (const Violation& violation : ViolationsOf(Ask(request).status()))
    told.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  return told;
}

TEST(Transcoder, PathQueryAndBodyBecomeOneMessage) {
  const auto get = Read<ThingRequest>(
      {"GET", "/v1/things/a%20b", "pageSize=5&thing.inner.text=x+y&thing.numbers=1&thing.numbers=2", ""});
  EXPECT_EQ(get.id(), "a b");
  EXPECT_EQ(get.page_size(), 5);
  EXPECT_EQ(get.thing().inner().text(), "x y");
  EXPECT_THAT(get.thing().numbers(), ElementsAre(1, 2));

  const auto post = Read<ThingRequest>({"POST", "/v1/things/runs/17:end", "", R"({"pageSize":3})"});
  EXPECT_EQ(post.id(), "17");
  EXPECT_EQ(post.page_size(), 3);

  const auto patch = Read<ThingRequest>({"PATCH", "/v1/things/blue", "pageSize=4", R"({"numbers":[7]})"});
  EXPECT_EQ(patch.thing().text(), "blue");
  EXPECT_THAT(patch.thing().numbers(), ElementsAre(7));
  EXPECT_EQ(patch.page_size(), 4);

  EXPECT_EQ(Read<ThingRequest>({"GET", "/v1/things/sources/EG/momp/pes", "", ""}).source(), "EG/momp/pes");
  EXPECT_EQ(Read<ThingRequest>({"POST", "/v1/things/runs/17:end", "", ""}).id(), "17")
      << "no bytes set nothing";
}

TEST(Transcoder, EveryMistakeOfARequestIsTold) {
  EXPECT_THAT(
      Mistakes({"PATCH", "/v1/things/blue", "pageSize=x&nothing=1&thing.aBool=true&id=1&id=2",
                R"({"anInt32":"y","what":1})"}),
      UnorderedElementsAre("thing.an_int32 MALFORMED", "thing.what UNKNOWN_FIELD", "page_size MALFORMED",
                           "nothing UNKNOWN_FIELD", "thing.aBool UNKNOWN_FIELD", "id TOO_MANY"));
}

TEST(Transcoder, WhatThePathSaysNobodyElseDoes) {
  EXPECT_THAT(Mistakes({"GET", "/v1/things/17", "id=17", ""}), ElementsAre("id TOO_MANY"));
  EXPECT_THAT(Mistakes({"POST", "/v1/things/runs/17:end", "", R"({"id":"18"})"}),
              ElementsAre("id CONTRADICTION"));
  EXPECT_EQ(Read<ThingRequest>({"POST", "/v1/things/runs/17:end", "", R"({"id":"17"})"}).id(), "17")
      << "said twice the same";
  EXPECT_THAT(Mistakes({"PATCH", "/v1/things/blue", "", R"({"text":"red"})"}),
              ElementsAre("thing.text CONTRADICTION"));
}

TEST(Transcoder, WithAWholeBodyThereAreNoParameters) {
  EXPECT_THAT(Mistakes({"POST", "/v1/things/runs/17:end", "pageSize=3", "{}"}),
              ElementsAre("pageSize UNKNOWN_FIELD"));
}

TEST(Transcoder, WithoutABodyABodyIsRefused) {
  EXPECT_THAT(Mistakes({"GET", "/v1/things/17", "", "{}"}), ElementsAre("body UNKNOWN_FIELD"));
}

TEST(Transcoder, AParameterOfAMessageIsNone) {
  EXPECT_THAT(
      Mistakes({"GET", "/v1/things/17", "thing={}&thing.many.text=x&thing.counts=1", ""}),
      ElementsAre("thing UNKNOWN_FIELD", "thing.many.text UNKNOWN_FIELD", "thing.counts UNKNOWN_FIELD"));
}

TEST(Transcoder, ABodyHasABound) {
  const std::string body = R"({"id":"17"})" + std::string(1 << 20, ' ');
  const absl::Status status = Ask({"POST", "/v1/things/runs/17:end", "", body}).status();
  EXPECT_EQ(ReasonOf(status), ERROR_REASON_MESSAGE_TOO_LARGE);
  EXPECT_EQ(MetadataOf(status)["limit_bytes"], "1048576");
  EXPECT_TRUE(Ask({"POST", "/v1/things/runs/17:end", "", std::string_view(body).substr(0, 1 << 20)}).ok());
}

TEST(Transcoder, AnAnswerIsAllOrWhatTheAnnotationNames) {
  ThingResponse response;
  response.mutable_thing()->set_text("x");
  const auto update = Things().Find("PATCH", "/v1/things/17");
  ASSERT_TRUE(update.ok());
  EXPECT_EQ(*Things().ToJson(*update, response.SerializeAsString()), R"({"text":"x"})");
  EXPECT_EQ(*Things().ToJson(*update, ""), "{}");
  const auto get = Things().Find("GET", "/v1/things/17");
  ASSERT_TRUE(get.ok());
  EXPECT_EQ(*Things().ToJson(*get, response.thing().SerializeAsString()), R"({"text":"x"})");
  EXPECT_EQ(Things().ToJson(*get, "\xff").status().code(), absl::StatusCode::kInternal);
  const std::string cut = response.thing().SerializeAsString();
  EXPECT_EQ(Things().ToJson(*get, cut.substr(0, cut.size() - 1)).status().code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(*ToJson(response), R"({"thing":{"text":"x"}})");
}

TEST(Transcoder, RefusesWhatTheRouterAndThePathDo) {
  EXPECT_EQ(ReasonOf(Ask({"GET", "/v1/things//17", "", ""}).status()), ERROR_REASON_REQUEST_UNREADABLE);
  EXPECT_EQ(ReasonOf(Ask({"GET", "/v1/nothing", "", ""}).status()), ERROR_REASON_NOT_FOUND);
  EXPECT_EQ(ReasonOf(Ask({"PUT", "/v1/things/17", "", ""}).status()), ERROR_REASON_METHOD_NOT_ALLOWED);
  const auto* const twice = Everything::descriptor()->file()->FindServiceByName("TwiceService");
  EXPECT_EQ(Transcoder::Make({twice}).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace tabadul::transcode

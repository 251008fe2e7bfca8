#include "services/statistics/rest/sdmx_rest_service.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "services/statistics/rest/holdings_for_test.h"

namespace tabadul::statistics {
namespace {

// What a handler writes, while somebody reads or nobody does.
class FakeStream final : public rpc::Stream {
 public:
  explicit FakeStream(absl::Duration timeout = absl::Minutes(1))
      : call_("tabadul.statistics.v1.SdmxService/GetSdmx", "1", "en", {}, Context::WithTimeout(timeout)) {}
  const rpc::Call& call() const override { return call_; }
  void Read() override {}
  bool Write(std::string message) override {
    v1::GetSdmxResponse response;
    EXPECT_TRUE(response.ParseFromString(message));
    if (response.has_head()) head = response.head();
    body += response.body();
    largest = std::max(largest, response.body().size());
    unwritten += message.size();
    return true;
  }
  size_t Unwritten() const override { return unwritten; }
  void Wake() override {}
  absl::Duration max_age() const override { return absl::Minutes(15); }
  void End(absl::Status status, common::v1::GoodbyeAction goodbye) override {
    ended = std::move(status);
    action = goodbye;
  }

  v1::SdmxHead head;
  std::string body;
  size_t unwritten = 0, largest = 0;
  std::optional<absl::Status> ended;
  common::v1::GoodbyeAction action = common::v1::GOODBYE_ACTION_UNSPECIFIED;

 private:
  const rpc::Call call_;
};

class SdmxRestServiceTest : public ::testing::Test {
 protected:
  std::unique_ptr<rpc::StreamHandler> Ask(FakeStream& stream, const std::string& path) {
    auto handler = service_.methods().at("GetSdmx").streaming(stream);
    handler->OnStart();
    handler->OnMessage(rest::Ask(v1::SDMX_REST_V1, path).SerializeAsString());
    return handler;
  }
  std::unique_ptr<rest::SmallHoldings> holdings_ = rest::FilledHoldings();
  SdmxRestService service_{*holdings_};
};

TEST_F(SdmxRestServiceTest, AnswersWithAHeadABodyAndAGoodbye) {
  FakeStream stream;
  const auto handler = Ask(stream, "/data/DF");
  EXPECT_EQ(stream.head.status(), 200u);
  EXPECT_GT(stream.head.headers_size(), 3);
  EXPECT_EQ(stream.body, rest::GetAll(*holdings_, rest::Ask(v1::SDMX_REST_V1, "/data/DF")).body);
  ASSERT_TRUE(stream.ended.has_value());
  EXPECT_TRUE(stream.ended->ok());
  EXPECT_EQ(stream.action, common::v1::GOODBYE_ACTION_DONE);
}

TEST_F(SdmxRestServiceTest, GoesNoFasterThanItIsRead) {
  std::vector<std::string> observations;
  for (int year = 1; year <= 4'000; ++year) {
    const std::string text = std::to_string(year);
    observations.push_back(std::string(4 - text.size(), '0') + text + "=1.25/A");
  }
  holdings_->Put("SY/mosal/stat", {"A", "SYR"}, observations);
  holdings_->Put("MA/hcp/stat", {"A", "MAR"}, observations);
  FakeStream stream;
  const auto handler = Ask(stream, "/data/DF");
  EXPECT_FALSE(stream.ended.has_value());
  EXPECT_LT(stream.body.size(), 1u << 20);
  handler->OnTick();
  const size_t sent = stream.body.size();
  handler->OnWritable();
  EXPECT_EQ(stream.body.size(), sent) << "nothing has been taken yet";
  while (!stream.ended.has_value()) {
    stream.unwritten = 0;
    handler->OnWritable();
  }
  EXPECT_EQ(stream.body, rest::GetAll(*holdings_, rest::Ask(v1::SDMX_REST_V1, "/data/DF")).body);
  EXPECT_LE(stream.largest, rest::kPieceBytes);
}

TEST_F(SdmxRestServiceTest, EndsWithItsDeadline) {
  FakeStream stream(-absl::Seconds(1));
  const auto handler = Ask(stream, "/data/DF");
  ASSERT_TRUE(stream.ended.has_value());
  EXPECT_EQ(ReasonOf(*stream.ended), common::v1::ERROR_REASON_DEADLINE_EXCEEDED);
}

TEST_F(SdmxRestServiceTest, WhatIsNoRequestIsAnErrorOfTheCall) {
  FakeStream stream;
  const auto handler = service_.methods().at("GetSdmx").streaming(stream);
  handler->OnMessage(v1::GetSdmxRequest().SerializeAsString());
  ASSERT_TRUE(stream.ended.has_value());
  EXPECT_EQ(stream.ended->code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(stream.head.status(), 0u);
}

TEST_F(SdmxRestServiceTest, AnEndedStreamIsLeftAlone) {
  FakeStream stream;
  const auto handler = Ask(stream, "/codelist");
  const size_t sent = stream.body.size();
  handler->OnEnd();
  handler->OnTick();
  handler->OnWritable();
  EXPECT_EQ(stream.body.size(), sent);
}

}  // namespace
}  // namespace tabadul::statistics

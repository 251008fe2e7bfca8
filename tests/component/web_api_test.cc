// An RPC of a real service as HTTP tells it: the part that its contract names, and its faults.
#include <map>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"
#include "lib/platform/log/log.h"
#include "nlohmann/json.hpp"
#include "services/web/api.h"
#include "services/web/pages/samples.h"
#include "tests/component/echo_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::web {
namespace {

using harness::Eventually;
using nlohmann::json;

class WebApi : public rpc::Echo {
 protected:
  void SetUp() override {
    Echo::SetUp();
    ASSERT_TRUE(transcoder_.ok()) << transcoder_.status();
    rpc::ChannelOptions options;
    options.target = "127.0.0.1:" + std::to_string(server_->port());
    options.tls = Files("web");
    options.server_name = "echo";
    std::map<std::string, rpc::ChannelOptions> packages;
    packages.emplace("tabadul.tests.echo", std::move(options));
    backends_ = std::make_unique<Backends>(std::move(packages));
    api_ = std::make_unique<Api>(*transcoder_, *backends_);
  }
  void TearDown() override {
    api_ = nullptr;
    backends_ = nullptr;
    Echo::TearDown();
  }
  http::Response Post(std::string target, std::string body) {
    http::Request request{
        .method = "POST", .target = std::move(target), .fields = {}, .body = std::move(body)};
    request.fields.Add("content-type", "application/json");
    request.fields.Add("x-request-id", "r-1");
    const auto answer = std::make_shared<pages::KeptAnswer>();
    api_->Handle(request, answer);
    return answer->Wait();
  }

  const absl::StatusOr<transcode::Transcoder> transcoder_ =
      transcode::Transcoder::Make({tests::echo::EchoRequest::descriptor()->file()->service(0)});
  std::unique_ptr<Backends> backends_;
  std::unique_ptr<Api> api_;
};

// The log's lines, the last of each event.
class LogLines {
 public:
  LogLines() {
    log::Init({.service = "web", .write = [this](std::string_view line) { Keep(json::parse(line)); }});
  }
  ~LogLines() { log::Init({.service = "web"}); }
  json Of(const std::string& event) {
    absl::MutexLock lock(&mutex_);
    return lines_[event];
  }

 private:
  void Keep(json line) {
    const std::string event = line.at("event");
    absl::MutexLock lock(&mutex_);
    lines_[event] = std::move(line);
  }

  absl::Mutex mutex_;
  std::map<std::string, json> lines_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(WebApi, AnAnswerIsWholeOrThePartThatTheContractNames) {
  const auto whole = json::parse(Post("/v1/echo", R"({"text":"سلام"})").body);
  EXPECT_EQ(whole["text"], "سلام");
  EXPECT_EQ(whole["requestId"], "r-1");
  const auto part = Post("/v1/echo:say", R"({"text":"سلام"})");
  EXPECT_EQ(part.status, 200);
  EXPECT_EQ(part.body, R"({"text":"سلام"})");
}

TEST_F(WebApi, AFaultHasOneIdForItsCallerAndInTheLogsOfBothServices) {
  LogLines log;
  const auto answer = Post("/v1/echo", R"({"act":"internal"})");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("1234"), std::string::npos);
  const std::string id = json::parse(answer.body)["error"]["details"][0]["metadata"].value("id", "");
  EXPECT_FALSE(id.empty()) << answer.body;
  ASSERT_TRUE(Eventually([&] { return log.Of("rpc").is_object() && log.Of("http").is_object(); }));
  for (const char* const event : {"rpc", "http"}) {
    const json line = log.Of(event);
    EXPECT_EQ(line.value("error_id", ""), id) << line;
    EXPECT_EQ(line.value("request_id", ""), "r-1") << line;
    EXPECT_EQ(line.value("level", ""), "error") << line;
  }
  EXPECT_NE(log.Of("rpc").value("detail", "").find("1234"), std::string::npos) << "where it happened";
}

TEST_F(WebApi, WhatIsNoFaultHasNoId) {
  LogLines log;
  const auto refused = Post("/v1/echo", R"({"act":"invalid"})");
  EXPECT_EQ(refused.status, 400);
  ASSERT_TRUE(Eventually([&] { return log.Of("http").is_object(); }));
  EXPECT_EQ(log.Of("http").value("reason", ""), "REQUIRED");
  EXPECT_EQ(log.Of("http").value("level", ""), "info");
  EXPECT_FALSE(log.Of("http").contains("error_id"));
}

}  // namespace
}  // namespace tabadul::web

// A stream of a real service as HTTP tells it: its pieces, its end, and whoever does not read.
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/web/streamed_answer.h"
#include "tests/component/echo_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::web {
namespace {

using harness::Eventually;
using tests::echo::EchoRequest;

// Keeps the pieces. As a client it takes them at once, or not until TakeAll.
class Pieces final : public http::Answer {
 public:
  enum class Ending { kNone, kWhole, kCut, kSent };
  explicit Pieces(bool takes) : takes_(takes) {}

  void Send(http::Response response) override {
    absl::MutexLock lock(&mutex_);
    head_ = std::move(response);
    ending_ = Ending::kSent;
  }
  void Begin(http::Response head) override {
    absl::MutexLock lock(&mutex_);
    head_ = std::move(head);
  }
  void Write(std::string piece) override {
    absl::MutexLock lock(&mutex_);
    body_ += piece;
    if (!takes_) unwritten_ += piece.size();
  }
  void End() override { Finish(Ending::kWhole); }
  void Cut() override { Finish(Ending::kCut); }
  size_t Unwritten() const override {
    absl::MutexLock lock(&mutex_);
    return unwritten_;
  }
  bool gone() const override { return false; }
  void OnWritable(std::function<void()> call) override { on_writable_ = std::move(call); }
  void OnGone(std::function<void()> call) override { on_gone_ = std::move(call); }
  void OnDrain(std::function<void()> call) override { on_drain_ = std::move(call); }

  void TakeAll() {
    {
      absl::MutexLock lock(&mutex_);
      unwritten_ = 0;
    }
    on_writable_();
  }
  void Go() { on_gone_(); }
  void Drain() { on_drain_(); }

  std::string body() const {
    absl::MutexLock lock(&mutex_);
    return body_;
  }
  http::Response head() const {
    absl::MutexLock lock(&mutex_);
    return head_;
  }
  Ending ending() const {
    absl::MutexLock lock(&mutex_);
    return ending_;
  }
  nlohmann::json LastLine() const {
    std::string last;
    for (const auto& line : absl::StrSplit(body(), '\n', absl::SkipEmpty())) last = std::string(line);
    return nlohmann::json::parse(last, nullptr, false);
  }

 private:
  void Finish(Ending ending) {
    absl::MutexLock lock(&mutex_);
    ending_ = ending;
  }

  const bool takes_;
  std::function<void()> on_writable_, on_gone_, on_drain_;
  mutable absl::Mutex mutex_;
  http::Response head_ ABSL_GUARDED_BY(mutex_);
  std::string body_ ABSL_GUARDED_BY(mutex_);
  size_t unwritten_ ABSL_GUARDED_BY(mutex_) = 0;
  Ending ending_ ABSL_GUARDED_BY(mutex_) = Ending::kNone;
};

class WebStream : public rpc::Echo {
 protected:
  void SetUp() override {
    Echo::SetUp();
    rpc::ChannelOptions options;
    options.target = "127.0.0.1:" + std::to_string(server_->port());
    options.tls = Files("web");
    options.server_name = "echo";
    forwarder_ = std::make_unique<rpc::Forwarder>(std::move(options));
  }
  void TearDown() override {
    forwarder_ = nullptr;
    Echo::TearDown();
  }
  // `count` 0: without end.
  std::shared_ptr<Pieces> Flow(int64_t count, int64_t bytes, bool takes = true,
                               StreamedAnswer::Framing framing = StreamedAnswer::Framing::kLines) {
    EchoRequest request;
    request.set_count(count);
    request.set_bytes(bytes);
    RequestContext context = {.request_id = "r-1", .language = "fr"};
    auto answer = std::make_shared<Pieces>(takes);
    StreamedAnswer::Start(*forwarder_,
                          *EchoRequest::descriptor()->file()->service(0)->FindMethodByName("Flow"), framing,
                          {.method = "/tabadul.tests.echo.EchoService/Flow",
                           .metadata = {},
                           .deadline = absl::InfiniteFuture(),
                           .request = request.SerializeAsString()},
                          std::move(context), answer, [this](const rpc::Masked& outcome) {
                            absl::MutexLock lock(&mutex_);
                            ended_ = outcome.status;
                          });
    return answer;
  }
  std::optional<absl::Status> ended() {
    absl::MutexLock lock(&mutex_);
    return ended_;
  }

  absl::Mutex mutex_;
  std::optional<absl::Status> ended_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<rpc::Forwarder> forwarder_;
};

TEST_F(WebStream, LinesEndWithTheGoodbyeOfTheService) {
  const auto answer = Flow(3, 10);
  EXPECT_TRUE(Eventually([&] { return answer->ending() == Pieces::Ending::kWhole; }));
  EXPECT_EQ(answer->head().fields.Get("content-type"), "application/x-ndjson");
  EXPECT_TRUE(answer->body().starts_with("{\"text\":\"xxxxxxxxxx\"}\n")) << answer->body();
  EXPECT_EQ(answer->LastLine()["goodbye"]["action"], "GOODBYE_ACTION_DONE");
  EXPECT_TRUE(ended()->ok()) << *ended();
}

TEST_F(WebStream, EventsAreSeparatedByAnEmptyLine) {
  const auto answer = Flow(1, 3, true, StreamedAnswer::Framing::kEvents);
  EXPECT_TRUE(Eventually([&] { return answer->ending() == Pieces::Ending::kWhole; }));
  EXPECT_EQ(answer->head().fields.Get("content-type"), "text/event-stream");
  EXPECT_TRUE(answer->body().starts_with("data: {\"text\":\"xxx\"}\n\ndata: {\"goodbye\":"))
      << answer->body();
  EXPECT_TRUE(answer->body().ends_with("}\n\n"));
}

TEST_F(WebStream, AClientThatDoesNotReadHoldsUpTheServiceUntilItGoes) {
  constexpr size_t kBound = 1u << 20, kPiece = 100'000;
  const auto answer = Flow(0, kPiece, false);
  EXPECT_TRUE(Eventually([&] { return answer->Unwritten() >= kBound; }));
  answer->TakeAll();
  EXPECT_TRUE(Eventually([&] { return answer->Unwritten() >= kBound; })) << "it goes on";
  EXPECT_LT(answer->Unwritten(), kBound + 2 * kPiece);
  answer->Go();
  EXPECT_TRUE(Eventually([&] { return ended().has_value() && echo_->open_streams == 0; }));
  EXPECT_EQ(ReasonOf(*ended()), common::v1::ERROR_REASON_CANCELLED) << *ended();
}

TEST_F(WebStream, ADrainIsAGoodbyeWhetherTheClientReadsOrNot) {
  for (const bool takes : {true, false}) {
    const auto answer = Flow(0, 100'000, takes);
    EXPECT_TRUE(Eventually([&] { return answer->body().size() >= 1u << 20; }));
    answer->Drain();
    EXPECT_TRUE(Eventually([&] { return answer->ending() == Pieces::Ending::kWhole; }));
    const auto last = answer->LastLine();
    EXPECT_EQ(last["goodbye"]["action"], "GOODBYE_ACTION_RECONNECT");
    EXPECT_EQ(last["goodbye"]["status"]["details"][0]["reason"], "DRAINING");
    EXPECT_EQ(last["goodbye"]["status"]["details"][1]["locale"], "fr");
    EXPECT_EQ(ReasonOf(*ended()), common::v1::ERROR_REASON_DRAINING);
  }
  EXPECT_TRUE(Eventually([&] { return echo_->open_streams == 0; }));
}

}  // namespace
}  // namespace tabadul::web

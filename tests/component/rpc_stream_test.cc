// Streams: how they end, and what a hostile or an absent client costs.
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/component/echo_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using harness::Eventually;
using tests::echo::ChatResponse;
using tests::echo::EchoRequest;

EchoRequest Flow(int64_t count, int64_t bytes) {
  EchoRequest request;
  request.set_count(count);
  request.set_bytes(bytes);
  return request;
}

TEST_F(Echo, AStreamAnswersEachMessageAndSaysGoodbye) {
  auto stream = OpenStream("jobs", "Chat");
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Say(*stream, std::to_string(i)));
  stream->WritesDone();
  const End end = ReadToEnd(*stream);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_DONE);
  EXPECT_TRUE(end.status.ok()) << end.status;
}

TEST_F(Echo, AServerStreamSendsAllAndSaysGoodbye) {
  auto stream = OpenStream("jobs", "Flow");
  ASSERT_TRUE(stream->Write(Flow(1000, 1000)));
  stream->WritesDone();
  const End end = ReadToEnd(*stream);
  EXPECT_EQ(end.messages, 1000);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_DONE);
  EXPECT_TRUE(end.status.ok()) << end.status;
}

TEST_F(Echo, ASlowReaderGetsEverythingBeforeTheGoodbye) {
  ServerOptions options = DefaultOptions();
  options.goodbye_grace = absl::Seconds(4);
  StartServer(options);
  auto stream = OpenStream("jobs", "Chat");
  EchoRequest request;
  request.set_text(std::string(2 << 20, 'x'));
  for (int i = 0; i < 16; ++i) ASSERT_TRUE(stream->Write(request));
  stream->WritesDone();
  ChatResponse response;
  int messages = 0;
  while (stream->Read(&response) && !response.has_goodbye()) {
    ++messages;
    absl::SleepFor(absl::Milliseconds(400));  // far more than the grace in all
  }
  EXPECT_EQ(messages, 16);
  EXPECT_EQ(response.goodbye().action(), GOODBYE_ACTION_DONE);
  const absl::Status status = stream->Finish();
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(Echo, AServerStreamWithoutARequestIsMalformed) {
  auto stream = OpenStream("jobs", "Flow");
  stream->WritesDone();
  const End end = ReadToEnd(*stream);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_DENIED);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_MALFORMED);
}

TEST_F(Echo, AFaultInAStreamIsMaskedAndEndsOnlyThatStream) {
  auto well = OpenStream("jobs", "Chat"), ill = OpenStream("jobs", "Chat");
  ASSERT_TRUE(Say(*well, "1"));
  EchoRequest request;
  request.set_act("throw");
  ASSERT_TRUE(ill->Write(request));
  const End end = ReadToEnd(*ill);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_RECONNECT);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_INTERNAL);
  EXPECT_EQ(end.goodbye.ShortDebugString().find("secret"), std::string::npos);
  EXPECT_TRUE(Say(*well, "2"));
  EXPECT_TRUE(Eventually([&] { return echo_->open_streams == 1; }));
}

TEST_F(Echo, AMessageOverTheLimitEndsItsStreamInBand) {
  auto well = OpenStream("jobs", "Chat"), ill = OpenStream("jobs", "Chat");
  ASSERT_TRUE(Say(*well, "1"));
  ASSERT_TRUE(Say(*ill, "1"));
  EchoRequest large;
  large.set_text(std::string((8u << 20) + 1, 'x'));
  ASSERT_TRUE(ill->Write(large));
  const End end = ReadToEnd(*ill);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_DENIED);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_MESSAGE_TOO_LARGE);
  EXPECT_EQ(MetadataOf(end.status)["limit_bytes"], std::to_string(8u << 20));
  EXPECT_TRUE(Say(*well, "2"));
}

TEST_F(Echo, AStreamOfNoMethodIsReadToItsEndAndThenRefused) {
  ServerOptions options = DefaultOptions();
  options.goodbye_grace = absl::Seconds(1);
  StartServer(options);
  for (const bool half_closes : {true, false}) {  // one that does not is refused after the grace
    auto stream = OpenStream("jobs", "Nothing");
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(stream->Write(Flow(1, 1)));
    if (half_closes) stream->WritesDone();
    const absl::Status status = stream->Finish();
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_METHOD_UNKNOWN) << status;
  }
}

TEST_F(Echo, TooManyStreamsAreToldToWait) {
  ServerOptions options = DefaultOptions();
  options.max_streams = 1;
  StartServer(options);
  auto first = OpenStream("jobs", "Chat");
  ASSERT_TRUE(Say(*first, "in"));
  const End end = ReadToEnd(*OpenStream("jobs", "Chat"));
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_OVERLOADED);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_OVERLOADED);
  EXPECT_GT(RetryAfter(end.status), absl::ZeroDuration());
  first->WritesDone();
  EXPECT_TRUE(ReadToEnd(*first).status.ok());
  EXPECT_TRUE(Eventually([&] { return Say(*OpenStream("jobs", "Chat"), "now"); }));
}

TEST_F(Echo, AStreamThatFindsTheQueueFullIsToldSoInBand) {
  ServerOptions options = DefaultOptions();
  options.workers = 1;
  options.queue = 0;
  StartServer(options);
  const End end = ReadToEnd(*OpenStream("jobs", "Chat"));
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_OVERLOADED);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_OVERLOADED);
}

TEST_F(Echo, AnOldStreamIsAskedToReconnect) {
  ServerOptions options = DefaultOptions();
  options.stream_max_age = absl::Seconds(2);
  StartServer(options);
  auto stream = OpenStream("jobs", "Chat");
  ASSERT_TRUE(Say(*stream, "hello"));
  const End end = ReadToEnd(*stream);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_RECONNECT);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_STREAM_EXPIRED);
}

TEST_F(Echo, ADrainEndsOpenStreamsAndFinishesCalls) {
  ServerOptions options = DefaultOptions();
  options.drain_grace = absl::Seconds(10);
  StartServer(options);
  auto stream = OpenStream("jobs", "Chat");
  ASSERT_TRUE(Say(*stream, "hello"));
  auto channel = Connect("jobs");
  EchoRequest wait;
  wait.set_act("wait");
  std::thread call([&] { EXPECT_TRUE(Call(*channel, "Open", wait).ok()); });
  ASSERT_TRUE(Eventually([&] { return echo_->waiting == 1; }));
  const absl::Time start = absl::Now();
  std::thread drain([&] { server_->Drain(); });
  const End end = ReadToEnd(*stream);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_RECONNECT);
  EXPECT_EQ(ReasonOf(end.status), ERROR_REASON_DRAINING);
  echo_->release = true;
  call.join();
  drain.join();
  EXPECT_LT(absl::Now() - start, absl::Seconds(8));
}

TEST_F(Echo, ADrainDoesNotWaitForEverForADeafClient) {
  ServerOptions options = DefaultOptions();
  options.drain_grace = absl::Seconds(1);
  StartServer(options);
  auto stream = OpenStream("jobs", "Chat");
  ASSERT_TRUE(Say(*stream, "hello"));  // and then it neither reads nor half-closes
  const absl::Time start = absl::Now();
  server_->Drain();
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
  EXPECT_EQ(echo_->open_streams, 0);
}

TEST_F(Echo, AClientThatNeverHalfClosesIsCut) {
  ServerOptions options = DefaultOptions();
  options.goodbye_grace = absl::Seconds(1);
  StartServer(options);
  auto stream = OpenStream("jobs", "Flow");
  ASSERT_TRUE(stream->Write(Flow(3, 10)));
  ChatResponse response;
  while (stream->Read(&response)) {
  }
  EXPECT_TRUE(response.has_goodbye());
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(Eventually([&] { return echo_->open_streams == 0; }));
}

TEST_F(Echo, AClientThatNeverReadsStaysBoundedAndIsCut) {
  ServerOptions options = DefaultOptions();
  options.stream_idle = absl::Seconds(2);
  StartServer(options);
  auto stream = OpenStream("jobs", "Flow");
  ASSERT_TRUE(stream->Write(Flow(0, 100'000)));
  ASSERT_TRUE(Eventually([&] { return echo_->open_streams == 1; }));
  EXPECT_TRUE(Eventually([&] { return echo_->ended_streams == 1; }));
  EXPECT_TRUE(Eventually([&] { return echo_->open_streams == 0; }));
  EXPECT_LE(echo_->most_unwritten, (1u << 20) + 200'000);
}

TEST_F(Echo, ASilentClientIsFine) {
  ServerOptions options = DefaultOptions();
  options.stream_idle = absl::Milliseconds(500);
  StartServer(options);
  auto stream = OpenStream("jobs", "Chat");
  ASSERT_TRUE(Say(*stream, "hello"));
  EXPECT_FALSE(Eventually([&] { return echo_->ended_streams > 0; }, absl::Seconds(3)));
  EXPECT_TRUE(Say(*stream, "still here"));
}

TEST_F(Echo, AClientThatGoesAwayFreesItsStream) {
  for (const char* method : {"Chat", "Flow"}) {
    auto stream = OpenStream("jobs", method);
    ASSERT_TRUE(stream->Write(Flow(0, 1000)));
    ASSERT_TRUE(Eventually([&] { return echo_->open_streams == 1; }));
    stream = nullptr;
    EXPECT_TRUE(Eventually([&] { return echo_->open_streams == 0; })) << method;
  }
}

// Many streams, ended in every way at once: no callback after the end, no leak, nothing stuck.
TEST_F(Echo, StreamsThatComeAndGoLeaveNothingBehind) {
  auto channel = Connect("jobs");
  std::vector<std::thread> clients;
  for (int t = 0; t < 4; ++t) {
    clients.emplace_back([&, t] {
      for (int i = 0; i < 40; ++i) {
        auto stream =
            channel->Streaming(absl::Now() + absl::Seconds(30),
                               std::string("/tabadul.tests.echo.EchoService/") + (i % 2 ? "Chat" : "Flow"));
        ASSERT_TRUE(stream.ok());
        (*stream)->Write(Flow(1 + i % 5, 1000));
        if ((i + t) % 3 == 0) continue;  // walks away
        if ((i + t) % 3 == 1) (*stream)->Cancel();
        (*stream)->WritesDone();
        ReadToEnd(**stream);
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_TRUE(Eventually([&] { return echo_->open_streams == 0; }));
}

}  // namespace
}  // namespace tabadul::rpc

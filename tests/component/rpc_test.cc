// lib/platform/rpc as its users meet it: a real server and real channels in one process, over TLS on
// loopback.
#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/component/echo_fixture.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using tests::echo::ChatResponse;
using tests::echo::EchoRequest;
using tests::echo::EchoResponse;

TEST_F(Echo, AnswersWhatWasSaid) {
  EchoRequest request;
  request.set_text("سلام");
  const auto response = Call("jobs", "Open", request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->text(), "سلام");
}

TEST_F(Echo, AStreamAnswersEachMessageAndSaysGoodbye) {
  auto stream = OpenStream("jobs", "Chat");
  for (int i = 0; i < 100; ++i) {
    EchoRequest request;
    request.set_text(std::to_string(i));
    ASSERT_TRUE(stream->Write(request));
    ChatResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.text(), std::to_string(i));
  }
  stream->WritesDone();
  const auto end = ReadToEnd(*stream);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_DONE);
  EXPECT_TRUE(end.status.ok()) << end.status;
}

TEST_F(Echo, AServerStreamSendsAllAndSaysGoodbye) {
  EchoRequest request;
  request.set_count(1000);
  request.set_bytes(100);
  auto stream = OpenStream("jobs", "Flow");
  ASSERT_TRUE(stream->Write(request));
  stream->WritesDone();
  const auto end = ReadToEnd(*stream);
  EXPECT_EQ(end.messages, 1000);
  EXPECT_EQ(end.goodbye.action(), GOODBYE_ACTION_DONE);
  EXPECT_TRUE(end.status.ok()) << end.status;
}

}  // namespace
}  // namespace tabadul::rpc

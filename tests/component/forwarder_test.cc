// Calls that are passed on as bytes: what they answer, how they end, and that they end before whoever has begun them.
#include "lib/platform/rpc/forwarder.h"

#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "tests/component/echo_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using harness::Eventually;
using tests::echo::EchoRequest;
using tests::echo::EchoResponse;

// Keeps what a stream brings, and asks for nothing.
class Kept final : public Forwarder::Receiver {
 public:
  void OnMessage(std::string) override {
    absl::MutexLock lock(&mutex_);
    ++messages_;
  }
  void OnEnd(const absl::Status& status) override {
    absl::MutexLock lock(&mutex_);
    EXPECT_EQ(ended_, std::nullopt) << "it ends once";
    ended_ = status;
  }
  int messages() const {
    absl::MutexLock lock(&mutex_);
    return messages_;
  }
  std::optional<absl::Status> ended() const {
    absl::MutexLock lock(&mutex_);
    return ended_;
  }

 private:
  mutable absl::Mutex mutex_;
  int messages_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<absl::Status> ended_ ABSL_GUARDED_BY(mutex_);
};

class Forwarding : public Echo {
 protected:
  static std::unique_ptr<Forwarder> To(int port) {
    ChannelOptions options;
    options.target = "127.0.0.1:" + std::to_string(port);
    options.tls = Files("web");
    options.server_name = "echo";
    return std::make_unique<Forwarder>(std::move(options));
  }
  static Forwarder::Outgoing Asking(const std::string& method, const EchoRequest& request,
                                    absl::Duration time = absl::Seconds(60)) {
    return {.method = "/tabadul.tests.echo.EchoService/" + method,
            .metadata = {{"x-request-id", "r-1"}},
            .deadline = absl::Now() + time,
            .request = request.SerializeAsString()};
  }
  static EchoRequest Act(const std::string& act) {
    EchoRequest request;
    request.set_act(act);
    return request;
  }
  static EchoRequest Flow(int64_t count) {
    EchoRequest request;
    request.set_count(count);
    request.set_bytes(1000);
    return request;
  }
  static absl::StatusOr<std::string> Answer(Forwarder& forwarder, Forwarder::Outgoing call) {
    absl::StatusOr<std::string> answer = Internal("not answered");
    absl::Notification answered;
    forwarder.Unary(std::move(call), [&](absl::StatusOr<std::string> got) {
      answer = std::move(got);
      answered.Notify();
    });
    answered.WaitForNotification();
    return answer;
  }
};

TEST_F(Forwarding, PassesOnWhatIsAskedAndWhatIsAnswered) {
  const auto forwarder = To(server_->port());
  EchoRequest request;
  request.set_text("سلام");
  const auto bytes = Answer(*forwarder, Asking("Open", request));
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EchoResponse response;
  ASSERT_TRUE(response.ParseFromString(*bytes));
  EXPECT_EQ(response.text(), "سلام");
  EXPECT_EQ(response.request_id(), "r-1");
  const absl::Status refused = Answer(*forwarder, Asking("Open", Act("invalid"))).status();
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_REQUIRED);
  EXPECT_EQ(ViolationsOf(refused).size(), 2u);
}

TEST_F(Forwarding, WhatGrpcItselfSaysHasAReason) {
  const auto forwarder = To(server_->port());
  const absl::Status late = Answer(*forwarder, Asking("Open", Act("wait"), absl::Milliseconds(100))).status();
  EXPECT_EQ(ReasonOf(late), ERROR_REASON_DEADLINE_EXCEEDED) << late;
  const absl::Status away = Answer(*To(1), Asking("Open", {})).status();
  EXPECT_EQ(ReasonOf(away), ERROR_REASON_UNAVAILABLE) << away;
  EXPECT_GT(RetryAfter(away), absl::ZeroDuration());
  absl::Status cancelled;
  absl::Notification ended;
  const auto call =
      forwarder->Unary(Asking("Open", Act("wait")), [&](const absl::StatusOr<std::string>& got) {
        cancelled = got.status();
        ended.Notify();
      });
  EXPECT_TRUE(Eventually([&] { return echo_->waiting > 0; }));
  call->Cancel();
  ended.WaitForNotification();
  EXPECT_EQ(ReasonOf(cancelled), ERROR_REASON_CANCELLED) << cancelled;
  call->Cancel();
}

// More than a service takes, for which gRPC has a code and no name. It may end the connection by it, on which whatever
// follows is UNAVAILABLE: so each call has one of its own.
TEST_F(Forwarding, WhatGrpcSaysOtherwiseIsAFaultOfOurs) {
  const auto large = [](Forwarder::Outgoing call) {
    call.metadata.emplace_back("x-large", std::string(40u << 10, 'x'));
    return call;
  };
  const auto one = To(server_->port()), other = To(server_->port());
  const absl::Status refused = Answer(*one, large(Asking("Open", {}))).status();
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_INTERNAL) << refused;
  EXPECT_EQ(refused.code(), absl::StatusCode::kInternal);
  EXPECT_NE(refused.ToString().find("EchoService/Open: "), std::string::npos) << "the log has where";
  const auto kept = std::make_shared<Kept>();
  const auto incoming = other->ServerStream(large(Asking("Flow", Flow(1))), kept);
  incoming->Next();
  EXPECT_TRUE(Eventually([&] { return kept->ended().has_value(); }));
  EXPECT_EQ(ReasonOf(kept->ended().value_or(absl::OkStatus())), ERROR_REASON_INTERNAL);
}

TEST_F(Forwarding, AStreamBringsWhatItIsAskedFor) {
  const auto forwarder = To(server_->port());
  const auto kept = std::make_shared<Kept>();
  const auto incoming = forwarder->ServerStream(Asking("Flow", Flow(3)), kept);
  for (int i = 1; i <= 4; ++i) {  // the Goodbye, too
    incoming->Next();
    EXPECT_TRUE(Eventually([&] { return kept->messages() == i; }));
  }
  EXPECT_EQ(kept->ended(), std::nullopt);
  incoming->Next();
  EXPECT_TRUE(Eventually([&] { return kept->ended().has_value(); }));
  EXPECT_TRUE(kept->ended()->ok()) << *kept->ended();
  incoming->Next();
  incoming->Cancel();
}

TEST_F(Forwarding, AStreamThatIsCancelledEndsThoughNobodyReadsIt) {
  const auto forwarder = To(server_->port());
  for (int i = 0; i < 100; ++i) {
    const auto kept = std::make_shared<Kept>();
    const auto incoming = forwarder->ServerStream(Asking("Flow", Flow(0)), kept);
    incoming->Next();
    EXPECT_TRUE(i % 2 == 0 || Eventually([&] { return kept->messages() == 1; }));
    incoming->Cancel();
    EXPECT_TRUE(Eventually([&] { return kept->ended().has_value(); }));
    EXPECT_EQ(ReasonOf(*kept->ended()), ERROR_REASON_CANCELLED) << *kept->ended();
    EXPECT_LE(kept->messages(), 1);
  }
  EXPECT_TRUE(Eventually([&] { return echo_->open_streams == 0; }));
}

TEST_F(Forwarding, ItsEndIsThatOfAllItsCalls) {
  auto forwarder = To(server_->port());
  absl::Notification answered;
  const auto call =
      forwarder->Unary(Asking("Open", Act("wait")), [&](const absl::StatusOr<std::string>& got) {
        EXPECT_EQ(ReasonOf(got.status()), ERROR_REASON_CANCELLED) << got.status();
        answered.Notify();
      });
  const auto kept = std::make_shared<Kept>(), unread = std::make_shared<Kept>();
  const auto incoming = forwarder->ServerStream(Asking("Flow", Flow(0)), kept);
  forwarder->ServerStream(Asking("Flow", Flow(0)), unread);
  incoming->Next();
  EXPECT_TRUE(Eventually([&] { return echo_->waiting > 0 && kept->messages() == 1; }));
  forwarder = nullptr;
  EXPECT_TRUE(answered.HasBeenNotified());
  EXPECT_TRUE(kept->ended().has_value());
  EXPECT_TRUE(unread->ended().has_value());
  call->Cancel();
  incoming->Next();
  incoming->Cancel();
}

}  // namespace
}  // namespace tabadul::rpc

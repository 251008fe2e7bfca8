// lib/platform/rpc as its users meet it: a real server and real channels in one process, over TLS on loopback.
// Calls, errors, overload, hostile messages, health, certificates that change.
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "gmock/gmock.h"
#include "google/protobuf/unknown_field_set.h"
#include "gtest/gtest.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/rpc/edge.h"
#include "tests/component/echo_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using harness::Eventually;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::echo::EchoRequest;
using tests::echo::EchoResponse;

EchoRequest Act(const std::string& act) {
  EchoRequest request;
  request.set_act(act);
  return request;
}

TEST_F(Echo, AnswersWhatWasSaid) {
  EchoRequest request;
  request.set_text("سلام");
  const auto response = Call("jobs", "Open", request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->text(), "سلام");
}

TEST_F(Echo, ARequestIdIsTakenOverOrMade) {
  EXPECT_EQ(Call("jobs", "Open", {}, {{"x-request-id", "mine-1"}})->request_id(), "mine-1");
  const auto made = Call("jobs", "Open", {}, {{"x-request-id", "not { mine"}});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->request_id().size(), 16u);
}

TEST_F(Echo, ErrorsAreToldInTheCallersLanguage) {
  const auto english = Call("jobs", "Open", Act("invalid")).status();
  const auto arabic = Call("jobs", "Open", Act("invalid"), {{"accept-language", "ar-EG, en;q=0.5"}}).status();
  EXPECT_EQ(english.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(arabic), ERROR_REASON_REQUIRED);
  EXPECT_EQ(arabic.message(), english.message());
  EXPECT_NE(LocalizedText(arabic), LocalizedText(english));
  ASSERT_EQ(ViolationsOf(arabic).size(), 2u);
  EXPECT_EQ(ViolationsOf(arabic)[1].field, "count");
  EXPECT_EQ(ViolationsOf(arabic)[1].metadata.at("maximum"), "9");
}

TEST_F(Echo, FaultsAreMaskedAndTheLogKnowsThem) {
  std::string logged;
  absl::Mutex mutex;
  log::Init({.service = "echo", .write = [&](std::string_view line) {
               absl::MutexLock lock(&mutex);
               logged += line;
             }});
  for (const char* act : {"throw", "internal"}) {
    const auto status = Call("jobs", "Open", Act(act)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_INTERNAL);
    EXPECT_THAT(status.ToString(), Not(HasSubstr("secret of the house")));
    EXPECT_THAT(status.ToString(), Not(HasSubstr("1234")));
    const std::string id = MetadataOf(status)["id"];
    EXPECT_FALSE(id.empty());
    EXPECT_TRUE(Eventually([&] {
      absl::MutexLock lock(&mutex);
      return logged.find(id) != std::string::npos;
    }));
  }
  log::Init({.service = "echo"});
  EXPECT_THAT(logged, HasSubstr("secret of the house"));
  EXPECT_TRUE(Call("jobs", "Open").ok());
}

TEST_F(Echo, AFullQueueShedsAtOnce) {
  ServerOptions options = DefaultOptions();
  options.workers = 1;
  options.queue = 1;
  StartServer(options);
  auto channel = Connect("jobs");
  std::thread first([&] { EXPECT_TRUE(Call(*channel, "Open", Act("wait")).ok()); });
  ASSERT_TRUE(Eventually([&] { return echo_->waiting == 1; }));
  std::atomic<int> shed = 0, answered = 0;
  std::vector<std::thread> more;
  for (int i = 0; i < 8; ++i) {
    more.emplace_back([&] {
      const auto status = Call(*channel, "Open").status();
      if (status.ok()) {
        ++answered;
        return;
      }
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
      EXPECT_EQ(ReasonOf(status), ERROR_REASON_OVERLOADED);
      EXPECT_GT(RetryAfter(status), absl::ZeroDuration());
      ++shed;
    });
  }
  EXPECT_TRUE(Eventually([&] { return shed >= 7; }));
  echo_->release = true;
  first.join();
  for (std::thread& thread : more) thread.join();
  EXPECT_EQ(shed + answered, 8);
  EXPECT_LE(answered, 1);  // one found the queue's place, unless the canary had it
}

TEST_F(Echo, ReadsFromMemoryDoNotQueueBehindCallsThatWait) {
  ServerOptions options = DefaultOptions();
  options.workers = 2;
  options.queue = 2;
  options.memory_workers = 1;
  Service memory(tests::echo::EchoRequest::descriptor()->file()->FindServiceByName("MemoryService"));
  memory.Unary<EchoRequest, EchoResponse>(
      "Quick", [](const rpc::Call&, const EchoRequest&) { return EchoResponse(); }, Work::kFromMemory);
  TearDown();
  echo_ = std::make_unique<EchoService>();
  server_ = std::make_unique<Server>(options, no_tokens_);
  ASSERT_TRUE(server_->Add(echo_->service()).Add(memory).Start().ok());
  auto channel = Connect("jobs");
  const auto quick = [&] {
    EchoResponse response;
    return channel->Unary(Context::WithTimeout(absl::Seconds(20)), "/tabadul.tests.echo.MemoryService/Quick",
                          EchoRequest(), &response);
  };
  std::vector<std::thread> waiting;
  std::atomic<int> shed = 0;
  for (int i = 0; i < 8; ++i) {  // two wait, two queue, four are shed and try again
    waiting.emplace_back([&] {
      while (ReasonOf(Call(*channel, "Open", Act("wait")).status()) == ERROR_REASON_OVERLOADED) {
        ++shed;
        absl::SleepFor(absl::Milliseconds(10));
      }
    });
  }
  ASSERT_TRUE(Eventually([&] { return echo_->waiting == 2 && shed >= 40; }));
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(quick().ok()) << quick();
  EXPECT_EQ(echo_->waiting, 2);
  echo_->release = true;
  for (std::thread& thread : waiting) thread.join();
  channel.reset();
  TearDown();
}

TEST_F(Echo, ACallThatExpiresInTheQueueIsNotCarriedOut) {
  ServerOptions options = DefaultOptions();
  options.workers = 1;
  StartServer(options);
  auto channel = Connect("jobs");
  std::thread first([&] { EXPECT_TRUE(Call(*channel, "Open", Act("wait")).ok()); });
  ASSERT_TRUE(Eventually([&] { return echo_->waiting == 1; }));
  const auto late = Call(*channel, "Open", Act("count"), absl::Milliseconds(200)).status();
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded);
  echo_->release = true;
  first.join();
  EXPECT_TRUE(Call(*channel, "Open").ok());  // the queue is empty again
  EXPECT_EQ(echo_->counted, 0);
}

TEST_F(Echo, ACallWithoutDeadlineGetsOne) {
  ServerOptions options = DefaultOptions();
  options.default_deadline = absl::Milliseconds(300);
  StartServer(options);
  auto channel = Connect("jobs");
  EXPECT_TRUE(Call(*channel, "Open", Act("wait"), absl::InfiniteDuration()).ok());
}

TEST_F(Echo, ACallThatNobodyWaitsForAnyMoreIsCancelled) {
  const auto cancelled = std::make_shared<std::atomic<bool>>(false);
  const Context context(absl::Now() + absl::Seconds(20), cancelled);
  auto channel = Connect("jobs");
  EchoResponse response;
  const auto ask = [&] {
    return channel->Unary(context, "/tabadul.tests.echo.EchoService/Open", Act("wait"), &response);
  };
  std::thread leaving([&] {
    EXPECT_TRUE(Eventually([&] { return echo_->waiting == 1; }));
    *cancelled = true;
  });
  EXPECT_EQ(ReasonOf(ask()), ERROR_REASON_CANCELLED);
  leaving.join();
  EXPECT_TRUE(Eventually([&] { return echo_->waiting == 0; })) << "the server was told";
  EXPECT_EQ(ReasonOf(ask()), ERROR_REASON_CANCELLED) << "nothing is sent any more";
  EXPECT_TRUE(Call(*channel, "Open").ok());
}

TEST_F(Echo, HostileMessagesHaveTheirNamedError) {
  auto channel = Connect("jobs");
  EchoRequest bad;
  bad.add_many();
  bad.add_many()->mutable_nested()->set_text("\xff\xfe");
  const auto utf8 = Call(*channel, "Open", bad).status();
  EXPECT_EQ(ReasonOf(utf8), ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(MetadataOf(utf8)["field"], "many[1].nested.text");

  EchoRequest unknown;
  auto* fields = unknown.GetReflection()->MutableUnknownFields(&unknown);
  for (int i = 0; i < 1'000'000; ++i) fields->AddVarint(9000 + i % 3, 1);
  const auto refused = Call(*channel, "Open", unknown).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(MetadataOf(refused)["numbers"], "9000, 9001, 9002");
  EXPECT_TRUE(Call(*channel, "Open").ok());
}

TEST_F(Echo, AMessageOverTheLimitIsRefusedAndTheNextOneServed) {
  auto channel = Connect("jobs");
  EchoRequest large;
  large.set_text(std::string((8u << 20) + 1, 'x'));
  const auto refused = Call(*channel, "Open", large).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_MESSAGE_TOO_LARGE);
  EXPECT_EQ(MetadataOf(refused)["limit_bytes"], std::to_string(8u << 20));
  EXPECT_TRUE(Call(*channel, "Open").ok());
}

TEST_F(Echo, AMethodThatDoesNotExistIsNamed) {
  auto channel = Connect(Files("jobs"), {{"accept-language", "ar"}});
  EchoResponse response;
  const std::string method = "/tabadul.tests.echo.EchoService/Nothing";
  const auto refused =
      channel->Unary(Context::WithTimeout(absl::Seconds(20)), method, EchoRequest(), &response);
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_METHOD_UNKNOWN);
  EXPECT_EQ(MetadataOf(refused)["method"], method);
  EXPECT_NE(LocalizedText(refused), refused.message());
  EXPECT_TRUE(Call(*channel, "Open").ok());
}

TEST_F(Echo, AStrangersCertificateGetsNoConnection) {
  const harness::Authority foreign("foreign");
  TlsFiles files = foreign.Issue("gateway");
  files.authority = Inside().certificate();  // it trusts us; we do not trust it
  auto channel = Connect(files);
  EXPECT_EQ(Call(*channel, "Open").status().code(), absl::StatusCode::kUnavailable);
  TlsFiles none;
  none.authority = Inside().certificate();
  EXPECT_EQ(Call(*Connect(none), "Open").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(Echo, AnotherServerIsNotTakenForThisOne) {
  ChannelOptions options;
  options.target = "127.0.0.1:" + std::to_string(server_->port());
  options.tls = Files("jobs");
  options.server_name = "identity";
  Channel channel(std::move(options));
  EXPECT_EQ(Call(channel, "Open").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(Echo, TakesUpNewCertificateFilesWhileItRuns) {
  const harness::TemporaryDirectory directory("tls");
  const auto use = [&](const TlsFiles& files) {
    for (const auto& [from, to] :
         {std::pair{files.certificate, "/s.crt"}, {files.key, "/s.key"}, {files.authority, "/ca.crt"}}) {
      std::filesystem::copy_file(from, directory.path() + to + ".new");
      std::filesystem::rename(directory.path() + to + ".new", directory.path() + to);
    }
  };
  use(Files("echo"));
  ServerOptions options = DefaultOptions();
  options.tls = {directory.path() + "/s.crt", directory.path() + "/s.key", directory.path() + "/ca.crt"};
  StartServer(options);
  auto open = Connect("jobs");
  ASSERT_TRUE(Call(*open, "Open").ok());
  const auto reaches = [&](const std::string& name) {
    ChannelOptions to;
    to.target = "127.0.0.1:" + std::to_string(server_->port());
    to.tls = Files("jobs");
    to.server_name = name;
    Channel channel(std::move(to));
    return Call(channel, "Open").ok();
  };
  ASSERT_TRUE(reaches("echo"));
  ASSERT_FALSE(reaches("second"));
  use(Files("second"));
  EXPECT_TRUE(Eventually([&] { return reaches("second"); }, absl::Seconds(20)));
  EXPECT_TRUE(Call(*open, "Open").ok());  // connections that stand go on
}

TEST_F(Echo, DoesNotStartWithoutAHandlerOrAPolicy) {
  const auto starts = [&](const char* service, std::vector<std::string> methods) {
    Service half(tests::echo::EchoRequest::descriptor()->file()->FindServiceByName(service));
    for (const std::string& method : methods) {
      half.Unary<EchoRequest, EchoResponse>(
          method, [](const rpc::Call&, const EchoRequest&) { return EchoResponse(); });
    }
    Server server(DefaultOptions(), no_tokens_);
    return server.Add(half).Start();
  };
  EXPECT_EQ(starts("EchoService", {"Open"}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(starts("WithoutPolicyService", {"Bare"}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(starts("EmptyPolicyService", {"Bare"}).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(Echo, DoesNotStartOnATakenPortOrWithoutItsFiles) {
  const auto starts = [&](const ServerOptions& options) {
    EchoService echo;
    Server server(options, no_tokens_);
    return server.Add(echo.service()).Start();
  };
  ServerOptions options = DefaultOptions();
  options.address = "127.0.0.1:" + std::to_string(server_->port());
  EXPECT_EQ(starts(options).code(), absl::StatusCode::kInternal);
  options = DefaultOptions();
  options.tls.key = "/nonexistent";
  EXPECT_EQ(starts(options).code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(starts(DefaultOptions()).ok());
}

// -- the plain port --------------------------------------------------------------------------------

std::string Http(int port, const std::string& request) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    [[maybe_unused]] const ssize_t sent = send(fd, request.data(), request.size(), MSG_NOSIGNAL);
    char buffer[4096];
    for (ssize_t got; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<size_t>(got));
  }
  close(fd);
  return answer;
}
std::string Get(int port, const std::string& target) {
  return Http(port, "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
}

TEST_F(Echo, ReadinessNamesWhatFails) {
  std::atomic<bool> database = false;
  EchoService echo;
  Server server(DefaultOptions(), no_tokens_);
  server.Add(echo.service()).ReadyWhen("database", [&] {
    return database ? absl::OkStatus() : Error(ERROR_REASON_UNAVAILABLE);
  });
  ASSERT_TRUE(server.Start().ok());
  const int port = server.health_port();
  EXPECT_TRUE(Eventually([&] {
    const std::string answer = Get(port, "/healthz");
    return answer.find("503") != std::string::npos && answer.find("database") != std::string::npos;
  }));
  EXPECT_THAT(Get(port, "/healthz?live"), HasSubstr("200 OK"));
  database = true;
  EXPECT_TRUE(Eventually([&] { return Get(port, "/healthz").find("200 OK") != std::string::npos; }));
}

TEST_F(Echo, HungWorkersAreNotReady) {
  ServerOptions options = DefaultOptions();
  options.workers = 1;
  StartServer(options);
  const int port = server_->health_port();
  ASSERT_TRUE(Eventually([&] { return Get(port, "/healthz").find("200 OK") != std::string::npos; }));
  auto channel = Connect("jobs");
  std::thread hung([&] { Call(*channel, "Open", Act("wait")).IgnoreError(); });
  EXPECT_TRUE(Eventually([&] { return Get(port, "/healthz").find("workers") != std::string::npos; },
                         absl::Seconds(15)));
  EXPECT_THAT(Get(port, "/healthz?live"), HasSubstr("200 OK"));
  echo_->release = true;
  hung.join();
  EXPECT_TRUE(Eventually([&] { return Get(port, "/healthz").find("200 OK") != std::string::npos; }));
}

TEST_F(Echo, ThePlainPortServesMetricsAndNothingElse) {
  ASSERT_TRUE(Call("jobs", "Open").ok());
  const int port = server_->health_port();
  EXPECT_TRUE(Eventually([&] {
    return Get(port, "/metrics")
               .find(
                   R"(tabadul_rpc_server_seconds_count{code="OK",method="tabadul.tests.echo.EchoService/Open"})") !=
           std::string::npos;
  })) << Get(port, "/metrics");
  EXPECT_THAT(Get(port, "/etc/passwd"), HasSubstr("404"));
  EXPECT_THAT(Http(port, "POST /healthz HTTP/1.1\r\n\r\n"), HasSubstr("405"));
  EXPECT_THAT(Http(port, "GET /" + std::string(20'000, 'a')), HasSubstr("431"));
  EXPECT_THAT(Get(port, "/healthz"), HasSubstr("200 OK"));
}

}  // namespace
}  // namespace tabadul::rpc

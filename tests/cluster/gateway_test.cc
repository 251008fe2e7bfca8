// The gateway as members meet it: a real HAProxy before real services.
#include <atomic>
#include <cstdlib>
#include <thread>

#include "absl/time/clock.h"
#include "lib/client/connection.h"
#include "tests/cluster/calls.h"
#include "tests/cluster/tls_connection.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::RunCommand;
using harness::RunResult;

class Gateway : public OnCluster<Gateway> {
 protected:
  static absl::StatusOr<std::string> Source(client::Connection& connection) {
    const auto answer =
        client::Ask<identity::v1::WhoAmIResponse>(connection, Soon(), kWhoAmI, identity::v1::WhoAmIRequest());
    if (!answer.ok()) return answer.status();
    return answer->source();
  }
  // A POST as curl makes it: its exit code, the head of the answer.
  static RunResult Curl(std::vector<std::string> options, const std::string& path) {
    std::vector<std::string> argv = {"curl",
                                     "-sS",
                                     "--http2",
                                     "--max-time",
                                     "10",
                                     "-D",
                                     "-",
                                     "-o",
                                     "/dev/null",
                                     "-X",
                                     "POST",
                                     "-H",
                                     "content-type: application/grpc",
                                     "--cacert",
                                     syria_->authority};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.push_back("https://localhost:" + std::to_string(cluster_->gateway_port()) + path);
    return RunCommand(argv);
  }
};

TEST_F(Gateway, KnowsMembersByTheirCertificate) {
  client::Connection connection(*syria_);
  const auto source = Source(connection);
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(*source, "SY/mosal/pes");
}

TEST_F(Gateway, TakesNobodyWithoutACertificateOfTheMembersCa) {
  EXPECT_NE(Curl({}, kWhoAmI).exit, 0);
  const std::string tls = cluster_->directory() + "/tls/";
  EXPECT_NE(Curl({"--cert", tls + "jobs.pem", "--key", tls + "jobs.key"}, kWhoAmI).exit, 0);
  EXPECT_EQ(Curl({"--cert", syria_->certificate, "--key", syria_->key}, kWhoAmI).exit, 0);
}

TEST_F(Gateway, SpeaksNothingOlderThanTls13) {
  const std::vector<std::string> member = {"--cert", syria_->certificate, "--key", syria_->key};
  std::vector<std::string> old = member;
  old.insert(old.end(), {"--tls-max", "1.2"});
  EXPECT_NE(Curl(old, kWhoAmI).exit, 0);
}

TEST_F(Gateway, ShowsTheServicesOnlyToThoseWithAnInsideCertificate) {
  const std::string port = std::to_string(cluster_->Port("JOBS_PORT"));
  EXPECT_NE(RunCommand({"curl", "-sS", "-k", "--http2", "--cert", syria_->certificate, "--key", syria_->key,
                        "--max-time", "10", "-X", "POST", "https://localhost:" + port + kSearch})
                .exit,
            0);
}

TEST_F(Gateway, DropsWhatOnlyItMaySay) {
  // Syria claims Egypt's certificate, in every spelling; the token it gets is its own.
  client::Connection egypt(*egypt_);
  const auto answer =
      client::Ask<identity::v1::WhoAmIResponse>(egypt, Soon(), kWhoAmI, identity::v1::WhoAmIRequest());
  ASSERT_TRUE(answer.ok()) << answer.status();
  const std::string forged = harness::RunCommand({"sh", "-c",
                                                  "openssl x509 -in " + egypt_->certificate +
                                                      " -outform der | openssl dgst -sha256 -binary | basenc "
                                                      "--base64url | tr -d '=\\n'"})
                                 .output;
  ASSERT_EQ(forged.size(), 43u);
  const auto syria = Raw(*syria_, {{"x-tabadul-certificate", forged},
                                   {"x-tabadul-certificate-expires", "490101000000Z"},
                                   {"x-tabadul-service", "jobs"}});
  identity::v1::IssueTokenResponse token;
  ASSERT_TRUE(syria->Unary(Soon(), kIssueToken, identity::v1::IssueTokenRequest(), &token).ok());
  const auto with_token =
      Raw(*syria_, {{"authorization", "Bearer " + token.access_token()}, {"x-tabadul-certificate", forged}});
  identity::v1::WhoAmIResponse me;
  const absl::Status status = with_token->Unary(Soon(), kWhoAmI, identity::v1::WhoAmIRequest(), &me);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(me.source(), "SY/mosal/pes");
  EXPECT_EQ(me.certificate_fingerprint() == answer->certificate_fingerprint(), false);
  // And Egypt cannot use Syria's token.
  const auto thief = Raw(*egypt_, {{"authorization", "Bearer " + token.access_token()}});
  EXPECT_EQ(ReasonOf(thief->Unary(Soon(), kWhoAmI, identity::v1::WhoAmIRequest(), &me)),
            common::v1::ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH);
}

TEST_F(Gateway, NamesMethodsThatDoNotExist) {
  const auto channel = Raw(*syria_, {{"accept-language", "fr"}});
  identity::v1::WhoAmIResponse response;
  const auto call = [&](const std::string& method) {
    return channel->Unary(Soon(), method, identity::v1::WhoAmIRequest(), &response);
  };
  const std::string method = "/tabadul.jobs.v1.JobsService/No";  // known to none of the service's RPCs
  for (const auto& name : {std::string("/tabadul.nothing.v1.NoService/No"), method}) {
    EXPECT_EQ(call(name).code(), absl::StatusCode::kUnimplemented) << name << " " << call(name);
    EXPECT_EQ(ReasonOf(call(name)), common::v1::ERROR_REASON_METHOD_UNKNOWN) << name << " " << call(name);
  }
  EXPECT_EQ(MetadataOf(call(method))["method"], method);
  EXPECT_NE(rpc::LocalizedText(call(method)).find("méthode"), std::string::npos);
  // Also when the client thinks that it is a stream, and goes on writing.
  auto stream = channel->Streaming(absl::Now() + absl::Seconds(60), method);
  ASSERT_TRUE(stream.ok());
  for (int i = 0; i < 20; ++i) (*stream)->Write(Items({Vacancy("x")}));
  (*stream)->WritesDone();
  const absl::Status ended = (*stream)->Finish();
  EXPECT_EQ(ReasonOf(ended), common::v1::ERROR_REASON_METHOD_UNKNOWN) << ended;
}

TEST_F(Gateway, NamesWhatIsNotGrpc) {
  const auto answer = [&](std::vector<std::string> options) {
    options.insert(options.end(), {"--cert", syria_->certificate, "--key", syria_->key});
    return Curl(options, kWhoAmI).output;
  };
  const std::string page = answer({"-X", "GET"});
  EXPECT_NE(page.find("grpc-status: 12"), std::string::npos) << page;
  EXPECT_NE(page.find("grpc-status-details-bin"), std::string::npos) << page;
  // Headers that are too large for it end the connection (HTTP/2 GOAWAY): the one refusal that has no name.
  identity::v1::WhoAmIResponse response;
  const auto large = Raw(*syria_, {{"x-large", std::string(20'000, 'x')}});
  EXPECT_TRUE(absl::IsUnavailable(large->Unary(Soon(), kWhoAmI, identity::v1::WhoAmIRequest(), &response)));
}

// The certificate proves who calls for as long as the connection lives; the token says until when it may.
TEST_F(Gateway, AnExpiredTokenIsRefusedAndItsStreamsEnd) {
  using namespace common::v1;  // NOLINT: reasons and actions
  cluster_->Set("TABADUL_IDENTITY_TOKEN_LIFETIME", "3s");
  cluster_->Restart("identity");
  const auto channel = Known(*syria_);
  const auto push = [&] { return BatchPush(*channel, kSyria, {Vacancy("expired")}).status(); };
  EXPECT_TRUE(push().ok()) << push();
  auto watch = channel->Streaming(absl::Now() + absl::Seconds(60), kWatch);
  ASSERT_TRUE((*watch)->Write(exchange::v1::WatchRequest()));
  auto open = channel->Streaming(absl::Now() + absl::Seconds(60), kPush);
  ASSERT_TRUE((*open)->Write(Options(kSyria)));
  exchange::v1::WatchResponse first;
  ASSERT_TRUE((*watch)->Read(&first));
  ExpectEnd(ReadToEnd<exchange::v1::WatchResponse>(**watch), ERROR_REASON_TOKEN_EXPIRED,
            GOODBYE_ACTION_RECONNECT);
  ExpectEnd(ReadToEnd<exchange::v1::PushResponse>(**open), ERROR_REASON_TOKEN_EXPIRED,
            GOODBYE_ACTION_RECONNECT);
  EXPECT_EQ(ReasonOf(push()), ERROR_REASON_TOKEN_EXPIRED) << push();
  EXPECT_FALSE(MetadataOf(push())["expired_at"].empty()) << push();
  // Visitors may search; one who shows an expired token is told.
  EXPECT_EQ(ReasonOf(Search(*channel).status()), ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_TRUE(Search(*Raw(*syria_)).ok());
  auto refused = channel->Streaming(absl::Now() + absl::Seconds(60), kPush);
  ASSERT_TRUE((*refused)->Write(Options(kSyria)));
  ExpectEnd(ReadToEnd<exchange::v1::PushResponse>(**refused), ERROR_REASON_TOKEN_EXPIRED,
            GOODBYE_ACTION_DENIED);
  // Members' programs fetch another by themselves, again and again.
  ExpectAPushSucceeds(*syria_, kSyria, "token-after-token");
  cluster_->Set("TABADUL_IDENTITY_TOKEN_LIFETIME", "");
  cluster_->Restart("identity");
}

TEST_F(Gateway, CarriesTheRequestIdToTheServicesLog) {
  const std::string id = "test-4711.request_id";
  const auto channel = Raw(*syria_, {{"x-request-id", id}});
  identity::v1::IssueTokenResponse token;
  ASSERT_TRUE(channel->Unary(Soon(), kIssueToken, identity::v1::IssueTokenRequest(), &token).ok());
  EXPECT_TRUE(Eventually([&] { return cluster_->Log("identity").find(id) != std::string::npos; }));
  EXPECT_TRUE(Eventually([&] { return cluster_->Log("haproxy").find(id) != std::string::npos; }));
}

TEST_F(Gateway, SaysUnavailableWithADelayWhenAServiceIsGone) {
  cluster_->Kill("jobs");
  const auto channel = Raw(*syria_);
  jobs::v1::SearchVacanciesResponse found;
  absl::Status status;
  // The connection that the gateway had kept may break under the first call.
  EXPECT_TRUE(Eventually([&] {
    status = channel->Unary(Soon(), kSearch, jobs::v1::SearchVacanciesRequest(), &found);
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    return ReasonOf(status) == common::v1::ERROR_REASON_UNAVAILABLE;
  })) << status;
  EXPECT_GT(RetryAfter(status), absl::ZeroDuration());
  cluster_->Start("jobs");
  client::Connection connection(*syria_);
  const auto healed = client::Ask<jobs::v1::SearchVacanciesResponse>(connection, Soon(), kSearch,
                                                                     jobs::v1::SearchVacanciesRequest());
  EXPECT_TRUE(healed.ok()) << healed.status();
}

// gRPC connects only while somebody polls: between the tries of a client, too, that must be seen to.
TEST_F(Gateway, OneThatComesBackIsFoundSoonByThoseWhoTryNowAndThen) {
  std::vector<std::unique_ptr<rpc::Channel>> channels;
  for (int i = 0; i < 5; ++i) channels.push_back(Raw(*syria_));
  const auto call = [](rpc::Channel& channel) {
    identity::v1::IssueTokenResponse token;
    return channel.Unary(Soon(), kIssueToken, identity::v1::IssueTokenRequest(), &token).ok();
  };
  for (auto& channel : channels) ASSERT_TRUE(call(*channel));
  std::atomic<bool> back = false;
  std::vector<std::thread> clients;
  for (size_t i = 0; i < channels.size(); ++i) {
    clients.emplace_back([&, i] {
      const absl::Duration pause = absl::Milliseconds(40) * (i + 1);
      for (; !back; absl::SleepFor(pause)) call(*channels[i]);
      EXPECT_TRUE(Eventually([&] { return call(*channels[i]); }, absl::Seconds(4), pause)) << pause;
    });
  }
  cluster_->Kill("haproxy");
  cluster_->Start("haproxy");
  back = true;
  for (auto& client : clients) client.join();
}

TEST_F(Gateway, ReloadsWithoutLosingACallOrAStream) {
  client::Connection connection(*syria_);
  ASSERT_TRUE(Source(connection).ok());
  auto stream = connection.Streaming(kWatch);
  ASSERT_TRUE(stream.ok()) << stream.status();
  ASSERT_TRUE((*stream)->Write(exchange::v1::WatchRequest()));
  exchange::v1::WatchResponse response;
  ASSERT_TRUE((*stream)->Read(&response));
  // Calls without the connection's own retries, before, during and after.
  identity::v1::IssueTokenResponse token;
  const auto channel = Raw(*syria_);
  std::atomic<bool> stop = false;
  std::atomic<int> calls = 0;
  absl::Status failure;
  std::thread caller([&] {
    while (!stop && failure.ok()) {
      failure = channel->Unary(Soon(), kIssueToken, identity::v1::IssueTokenRequest(), &token);
      ++calls;
    }
  });
  for (int i = 0; i < 3; ++i) cluster_->ReloadGateway();
  const int at_reload = calls;
  EXPECT_TRUE(Eventually([&] { return calls > at_reload + 20; }));
  stop = true;
  caller.join();
  EXPECT_TRUE(failure.ok()) << failure;
  EXPECT_TRUE((*stream)->Read(&response)) << "the old worker keeps its streams";
  (*stream)->Cancel();
}

exchange::v1::BatchPushRequest LongVacancies(int from, int count) {
  exchange::v1::BatchPushRequest request;
  request.mutable_options()->set_source("SY/mosal/pes");
  for (int i = 0; i < count; ++i) {
    auto& item = *request.add_items();
    item.set_item(static_cast<uint64_t>(i + 1));
    auto& record = *item.mutable_upsert();
    record.set_source("SY/mosal/pes");
    record.set_record_id("long-" + std::to_string(from + i));
    auto& vacancy = *record.mutable_vacancy();
    auto& title = *vacancy.mutable_title()->add_translations();
    title.set_language("en");
    title.set_text("Welder " + std::to_string(from + i));
    auto& description = *vacancy.mutable_description()->add_translations();
    description.set_language("en");
    for (int line = 0; line < 600; ++line) {
      *description.mutable_text() += "Line " + std::to_string((from + i) * 7919 + line * 104729) + ".\n";
    }
    vacancy.add_locations()->set_country("SY");
  }
  return request;
}

TEST_F(Gateway, OneWhoDoesNotReadDisturbsNobodyElse) {
  client::Connection syria(*syria_);
  // More than all buffers on the way hold: 4 MiB of window on each leg, and what gRPC itself takes.
  for (int i = 0; i < 1600; i += 100) {
    const auto pushed = client::Ask<exchange::v1::BatchPushResponse>(
        syria, Context::WithTimeout(absl::Seconds(30)), kBatchPush, LongVacancies(i, 100));
    ASSERT_TRUE(pushed.ok()) << pushed.status();
    ASSERT_EQ(pushed->outcomes_size(), 100);
  }
  // They never read. The others go on, for as long as it takes to fill what there is to fill.
  std::vector<std::unique_ptr<client::Connection>> connections;
  std::vector<std::unique_ptr<rpc::ClientStream>> stuck;
  for (int i = 0; i < 6; ++i) {
    connections.push_back(std::make_unique<client::Connection>(*egypt_));
    auto stream = connections.back()->Streaming(kWatch);
    ASSERT_TRUE(stream.ok()) << stream.status();
    ASSERT_TRUE((*stream)->Write(exchange::v1::WatchRequest()));
    stuck.push_back(*std::move(stream));
  }
  const absl::Time until = absl::Now() + absl::Seconds(5);
  absl::Duration slowest;
  int calls = 0;
  while (absl::Now() < until || calls <= 20) {
    client::Connection fresh(*syria_);
    const absl::Time start = absl::Now();
    const auto found = client::Ask<jobs::v1::SearchVacanciesResponse>(fresh, Soon(), kSearch,
                                                                      jobs::v1::SearchVacanciesRequest());
    ASSERT_TRUE(found.ok()) << found.status();
    slowest = std::max(slowest, absl::Now() - start);
    ++calls;
  }
  EXPECT_LT(slowest, absl::Seconds(2)) << calls << " calls";
  for (auto& stream : stuck) stream->Cancel();
}

TEST_F(Gateway, ShedsAClientThatRunsWild) {
  cluster_->ReloadGateway({{"TABADUL_CALLS_PER_10S", "30"}});
  const auto wild = Raw(*egypt_);
  identity::v1::IssueTokenResponse token;
  absl::Status status;
  int calls = 0;
  while (status.ok() && ++calls < 200) {
    status = wild->Unary(Soon(), kIssueToken, identity::v1::IssueTokenRequest(), &token);
  }
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_OVERLOADED) << status;
  EXPECT_GT(RetryAfter(status), absl::ZeroDuration());
  EXPECT_GE(calls, 25);
  const auto calm = Raw(*syria_);
  EXPECT_TRUE(calm->Unary(Soon(), kIssueToken, identity::v1::IssueTokenRequest(), &token).ok());
  cluster_->ReloadGateway();
}

TEST_F(Gateway, AnAddressHasSoManyConnectionsOfMembersWhoeverTheyAre) {
  cluster_->ReloadGateway({{"TABADUL_CONNECTIONS_OF_ADDRESS", "2"}});
  const int port = cluster_->gateway_port();
  {
    const TlsConnection first(*syria_, port, {.h2 = true}), second(*egypt_, port, {.h2 = true});
    EXPECT_TRUE(first.open() && second.open());
    EXPECT_FALSE(TlsConnection(*syria_, port, {.h2 = true}).open());
  }
  EXPECT_TRUE(Eventually([&] { return TlsConnection(*syria_, port, {.h2 = true}).open(); }));
  cluster_->ReloadGateway();
}

TEST_F(Gateway, AVisitorWhoFallsSilentInARefusedBodyIsLetGo) {
  cluster_->ReloadGateway({{"TABADUL_VISITOR_SILENCE", "2s"}});
  TlsConnection visitor(*syria_, cluster_->Port("HTTPS_PORT"), {.shows = false});
  visitor.Send(
      "POST /v1/vacancies:batchPush HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 2000000\r\n\r\n{");
  // To the end, which must come.
  const std::string answer = visitor.Read([](std::string_view) { return false; });
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
  cluster_->ReloadGateway();
}

}  // namespace
}  // namespace tabadul

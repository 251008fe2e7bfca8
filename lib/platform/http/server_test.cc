#include "lib/platform/http/server.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <future>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "lib/platform/http/raw_client.h"
#include "lib/platform/http/turn.h"
#include "lib/platform/metrics/metrics.h"
#include "tests/harness/eventually.h"

namespace tabadul::http {
namespace {

using harness::Eventually;

constexpr absl::Duration kPatience = absl::Seconds(10), kSoon = absl::Milliseconds(100);
constexpr int kReceiveBuffer = 256 << 10;  // of a client that shall be full soon

Response Text(std::string body, int status = 200) {
  return {.status = status, .fields = {}, .body = std::move(body)};
}

Response Refused(int status) { return Text(absl::StrCat("refused ", status), status); }

// Says what was asked.
void Echo(const Request& request, const std::shared_ptr<Answer>& answer) {
  answer->Send(Text(absl::StrCat(request.method, " ", request.target, "\n", request.body)));
}

// A handler that leaves answering to the test.
class Requests {
 public:
  struct One {
    Request request;
    std::shared_ptr<Answer> answer;
  };
  Handler handler() {
    return [this](Request request, std::shared_ptr<Answer> answer) {
      absl::MutexLock lock(&mutex_);
      list_.push_back({std::move(request), std::move(answer)});
      ++seen_;
    };
  }
  One Next() {
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(this, &Requests::Any), kPatience)) {
      ADD_FAILURE() << "no request came";
      return {};
    }
    One one = std::move(list_.front());
    list_.pop_front();
    return one;
  }
  int seen() const {
    absl::MutexLock lock(&mutex_);
    return seen_;
  }

 private:
  bool Any() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !list_.empty(); }
  mutable absl::Mutex mutex_;
  std::deque<One> list_ ABSL_GUARDED_BY(mutex_);
  int seen_ ABSL_GUARDED_BY(mutex_) = 0;
};

class Running {
 public:
  explicit Running(Handler handler = Echo, ServerOptions options = {})
      : server_(std::in_place, std::move(options), std::move(handler), Refused) {
    const absl::Status started = server_->Start();
    EXPECT_TRUE(started.ok()) << started;
  }
  int port() const { return server_->port(); }
  Server& server() { return *server_; }
  void End() { server_.reset(); }

 private:
  std::optional<Server> server_;
};

std::string Get(std::string_view target, std::string_view more = "") {
  return absl::StrCat("GET ", Absl(target), " HTTP/1.1\r\nHost: x\r\n", Absl(more), "\r\n");
}

// The connection does what it shall: the server has not suffered.
void ExpectServes(int port) {
  RawClient client(port, Get("/still"));
  EXPECT_EQ(client.Read().body, "GET /still\n");
}

// All may still be called, and nothing comes of it.
void ExpectSaysNothingMore(Answer& answer) {
  answer.Begin({});
  answer.Write("x");
  answer.End();
  answer.Send({});
  answer.Cut();
  EXPECT_TRUE(answer.gone());
}

// Says this and no more: the connection is over.
void ExpectLast(RawClient& client, int status) {
  const RawClient::Answer answer = client.Read();
  EXPECT_EQ(answer.status, status);
  EXPECT_EQ(answer.fields.Get("connection"), "close");
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(HttpServer, AnswersOneRequestAfterAnotherOnAConnection) {
  const Running running;
  RawClient client(running.port(), Get("/a?b"));
  const RawClient::Answer first = client.Read();
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.body, "GET /a?b\n");
  EXPECT_EQ(first.fields.Count("date"), 1u);
  EXPECT_EQ(first.fields.Count("connection"), 0u);
  client.Send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(client.Read().body, "POST /b\nhello");
  client.Send(
      "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nA: "
      "b\r\n\r\n");
  EXPECT_EQ(client.Read().body, "PUT /c\nabcde");
  client.Send(Get("/d", "Connection: close\r\n"));
  ExpectLast(client, 200);
}

TEST(HttpServer, AnswersAHeadWithTheLengthAndWithoutTheBody) {
  const Running running(
      [](const Request&, const std::shared_ptr<Answer>& answer) { answer->Send(Text("hello")); });
  RawClient client(running.port(), "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  const RawClient::Answer answer = client.Read(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.fields.Get("content-length"), "5");
  client.Send(Get("/b", "Connection: close\r\n"));
  EXPECT_EQ(client.Read().body, "hello") << "nothing lies before it";
}

TEST(HttpServer, SendsNoBodyAndNoLengthWhereTheStatusHasNone) {
  const Running running(
      [](const Request&, const std::shared_ptr<Answer>& answer) { answer->Send(Text("x", 204)); });
  RawClient client(running.port(), Get("/a", "Connection: close\r\n"));
  const std::string all = client.ReadToEnd();
  EXPECT_TRUE(absl::StartsWith(all, "HTTP/1.1 204 No Content\r\n")) << all;
  EXPECT_TRUE(absl::EndsWith(all, "\r\n\r\n")) << all;
  EXPECT_FALSE(absl::StrContains(all, "content-length")) << all;
}

TEST(HttpServer, ClosesAfterARequestOfHttp10) {
  const Running running;
  RawClient client(running.port(), "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  ExpectLast(client, 200);
}

TEST(HttpServer, DoesNotFollowAnUpgrade) {
  const Running running;
  RawClient client(
      running.port(),
      Get("/a", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n"));
  EXPECT_EQ(client.Read().status, 200);
  client.Send(Get("/b"));
  EXPECT_EQ(client.Read().body, "GET /b\n");
}

// Each with another request behind it, which nobody may see.
TEST(HttpServer, RefusesAndClosesWhatAnotherServerMightReadDifferently) {
  Requests requests;
  const Running running(requests.handler());
  for (const std::string& bytes : {
           std::string("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
                       "chunked\r\n\r\n0\r\n\r\n"),
           std::string("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
           std::string(
               "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
           std::string("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
           std::string("GET /a HTTP/1.1\nHost: x\n\n"),
           std::string("GET /a HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"),
           std::string("GET /a HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n", 36),
           std::string("GET /a HTTP/1.1\r\n\r\n"),
           std::string("GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
           std::string("GET http://x/a HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
           std::string(
               "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"),
       }) {
    RawClient client(running.port(), bytes + Get("/hidden"));
    const RawClient::Answer answer = client.Read();
    EXPECT_EQ(answer.status, 400) << bytes;
    EXPECT_EQ(answer.body, "refused 400");
    EXPECT_EQ(answer.fields.Get("connection"), "close");
    EXPECT_EQ(client.ReadToEnd(), "") << bytes;
  }
  EXPECT_EQ(requests.seen(), 0);
  RawClient other(running.port(), "GET /a HTTP/2.0\r\nHost: x\r\n\r\n");
  ExpectLast(other, 505);
}

TEST(HttpServer, RefusesWhatIsTooLarge) {
  const Running running(Echo, {.max_head_bytes = 12u << 10, .max_body_bytes = 1'000});
  RawClient line(running.port(), absl::StrCat("GET /", std::string(9'000, 'a')));
  ExpectLast(line, 414);
  RawClient head(running.port(), Get("/a", absl::StrCat("A: ", std::string(12u << 10, 'a'), "\r\n")));
  ExpectLast(head, 431);
  RawClient told(running.port(), "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n");
  ExpectLast(told, 413);
  RawClient chunked(running.port(),
                    "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n");
  ExpectLast(chunked, 413);
  RawClient allowed(
      running.port(),
      absl::StrCat("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", std::string(1'000, 'a')));
  EXPECT_EQ(allowed.Read().status, 200);
}

// Were the connection closed at once, it would be reset, and the answer lost.
TEST(HttpServer, ARefusalReachesAClientThatIsStillSending) {
  const Running running(Echo, {.max_body_bytes = 1'000});
  for (int i = 0; i < 20; ++i) {
    RawClient client(running.port(), "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");
    client.Send(std::string(500'000, 'a'));
    ExpectLast(client, 413);
  }
}

TEST(HttpServer, AnswersAnExpectationBeforeTheBodyComes) {
  const Running running(Echo, {.max_body_bytes = 1'000});
  const auto post = [](std::string_view expectation, int length) {
    return absl::StrCat("POST /a HTTP/1.1\r\nHost: x\r\nExpect: ", Absl(expectation),
                        "\r\nContent-Length: ", length, "\r\n\r\n");
  };
  RawClient client(running.port(), post("100-continue", 5));
  EXPECT_EQ(client.Read().status, 100);
  client.Send("hello");
  EXPECT_EQ(client.Read().body, "POST /a\nhello");
  client.Send(post("100-continue", 2) + "ab");
  EXPECT_EQ(client.Read().status, 200) << "whoever sends the body at once needs no word";
  RawClient large(running.port(), post("100-continue", 1'001));
  ExpectLast(large, 413);
  RawClient other(running.port(), post("200-ok", 5));
  ExpectLast(other, 417);
}

TEST(HttpServer, ServesPipelinedRequestsOneAfterTheOther) {
  Requests requests;
  const Running running(requests.handler());
  RawClient client(running.port(),
                   Get("/1") + "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab" + Get("/3"));
  for (const std::string target : {"/1", "/2", "/3"}) {
    const Requests::One one = requests.Next();
    EXPECT_EQ(one.request.target, target);
    EXPECT_EQ(requests.seen(), target[1] - '0') << "the next one waits for the answer";
    one.answer->Send(Text(target));
    EXPECT_EQ(client.Read().body, target);
  }
}

// More than the server reads ahead: the rest is read when its turn comes.
TEST(HttpServer, ReadsOnAfterManyPipelinedRequests) {
  constexpr int kMany = 3'000;
  const Running running;
  RawClient client(running.port());
  std::thread sender([&] {
    for (int i = 0; i < kMany; ++i) client.Send(Get(absl::StrCat("/", i)));
  });
  for (int i = 0; i < kMany; ++i) ASSERT_EQ(client.Read().body, absl::StrCat("GET /", i, "\n"));
  sender.join();
}

TEST(HttpServer, RefusesSlowRequestsAndClosesIdleConnections) {
  const Running running(Echo, {.head_timeout = kSoon, .body_timeout = kSoon, .idle_timeout = kPatience});
  RawClient head(running.port(), "GET /a HTTP/1.1\r\n");
  ExpectLast(head, 408);
  RawClient body(running.port(), "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhell");
  ExpectLast(body, 408);
  RawClient second(running.port(), Get("/a") + "GET /b");
  EXPECT_EQ(second.Read().status, 200);
  ExpectLast(second, 408);
  ExpectServes(running.port());

  const Running impatient(Echo, {.idle_timeout = kSoon});
  RawClient mute(impatient.port());
  EXPECT_EQ(mute.ReadToEnd(), "");
  RawClient kept(impatient.port(), Get("/a"));
  EXPECT_EQ(kept.Read().status, 200);
  EXPECT_EQ(kept.ReadToEnd(), "");
}

TEST(HttpServer, TimeForTheHandlerIsItsOwnBusiness) {
  Requests requests;
  const Running running(requests.handler(),
                        {.head_timeout = kSoon, .body_timeout = kSoon, .idle_timeout = kSoon});
  RawClient client(running.port(), Get("/slow")), other(running.port());
  const Requests::One one = requests.Next();
  EXPECT_EQ(other.ReadToEnd(), "") << "for so long at least it waits";
  one.answer->Send(Text("late"));
  EXPECT_EQ(client.Read().body, "late");
}

TEST(HttpServer, ClosesAfterTheLastRequestThatAConnectionMayMake) {
  const Running running(Echo, {.max_requests = 2});
  RawClient client(running.port(), Get("/a") + Get("/b") + Get("/c"));
  EXPECT_EQ(client.Read().fields.Count("connection"), 0u);
  ExpectLast(client, 200);
}

TEST(HttpServer, SendsAnAnswerPieceByPiece) {
  Requests requests;
  const Running running(requests.handler());
  RawClient client(running.port(), Get("/a"));
  const auto answer = requests.Next().answer;
  Response head;
  head.fields.Add("content-type", "text/plain");
  answer->Begin(std::move(head));
  answer->Write("one ");
  answer->Write("");
  answer->Write(std::string(100'000, 'x'));
  answer->End();
  const RawClient::Answer read = client.Read();
  EXPECT_TRUE(read.whole);
  EXPECT_EQ(read.fields.Get("content-type"), "text/plain");
  EXPECT_EQ(read.fields.Get("transfer-encoding"), "chunked");
  EXPECT_EQ(read.fields.Count("content-length"), 0u);
  EXPECT_EQ(read.body, "one " + std::string(100'000, 'x'));
  client.Send(Get("/b"));
  requests.Next().answer->Send(Text("next"));
  EXPECT_EQ(client.Read().body, "next");
}

TEST(HttpServer, PiecesReachTheClientBeforeTheEnd) {
  Requests requests;
  const Running running(requests.handler());
  RawClient client(running.port(), Get("/a", "Connection: close\r\n"));
  const auto answer = requests.Next().answer;
  std::atomic<int> writable = 0;
  answer->OnWritable([&] { ++writable; });
  answer->Begin({});
  for (int i = 1; i <= 3; ++i) {
    answer->Write("piece");
    EXPECT_TRUE(Eventually([&] { return writable == i; })) << "told each time that all is written";
    EXPECT_EQ(answer->Unwritten(), 0u);
  }
  answer->End();
  EXPECT_EQ(client.Read().body, "piecepiecepiece");
}

TEST(HttpServer, PiecesForAHeadAreNoBody) {
  Requests requests;
  const Running running(requests.handler());
  RawClient client(running.port(), "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + Get("/b"));
  const auto answer = requests.Next().answer;
  answer->Begin({});
  answer->Write("piece");
  answer->End();
  EXPECT_EQ(client.Read(true).status, 200);
  requests.Next().answer->Send(Text("next"));
  EXPECT_EQ(client.Read().body, "next");
}

TEST(HttpServer, AClientOfHttp10ReadsPiecesUntilTheEnd) {
  Requests requests;
  const Running running(requests.handler());
  RawClient client(running.port(), "GET /a HTTP/1.0\r\n\r\n");
  auto answer = requests.Next().answer;
  answer->Begin({});
  answer->Write("one ");
  answer->Write("two");
  answer->End();
  const RawClient::Answer read = client.Read();
  EXPECT_EQ(read.fields.Count("transfer-encoding"), 0u);
  EXPECT_EQ(read.body, "one two");
  EXPECT_TRUE(read.whole);
  RawClient cut(running.port(), "GET /a HTTP/1.0\r\n\r\n");
  answer = requests.Next().answer;
  answer->Begin({});
  answer->Write("one");
  answer->Cut();
  cut.ReadToEnd();
  EXPECT_TRUE(cut.reset()) << "the end of the connection would be the end of the answer";
}

TEST(HttpServer, AClientThatDoesNotReadHoldsUpWhoeverProduces) {
  constexpr size_t kBound = 1u << 20, kPiece = 64u << 10, kAll = 64u << 20;
  constexpr int kStandsStill = 20;  // looks
  Requests requests;
  const Running running(requests.handler());
  RawClient client(running.port(), kReceiveBuffer);
  client.Send(Get("/a"));
  const auto answer = requests.Next().answer;
  std::atomic<int> writable = 0;
  answer->OnWritable([&] { ++writable; });
  answer->Begin({});
  size_t written = 0;
  const auto produce = [&] {
    for (; written < kAll && answer->Unwritten() < kBound; written += kPiece)
      answer->Write(std::string(kPiece, 'x'));
  };
  size_t before = 0;
  int still = 0;
  ASSERT_TRUE(Eventually([&] {
    produce();
    still = written == before ? still + 1 : 0;
    before = written;
    return still == kStandsStill;
  }));
  EXPECT_LT(written, kAll);
  EXPECT_GE(answer->Unwritten(), kBound);
  EXPECT_LT(answer->Unwritten(), kBound + kPiece);
  const int writable_before = writable;
  auto read = std::async(std::launch::async, [&] { return client.Read(); });
  EXPECT_TRUE(Eventually(
      [&] {
        produce();
        return written == kAll;
      },
      absl::Seconds(60)));
  answer->End();
  const RawClient::Answer whole = read.get();
  EXPECT_TRUE(whole.whole);
  EXPECT_EQ(whole.body.size(), kAll);
  EXPECT_GT(writable, writable_before);
}

TEST(HttpServer, CutsAClientThatTakesNothing) {
  Requests requests;
  const Running running(requests.handler(), {.write_timeout = kSoon});
  RawClient client(running.port(), kReceiveBuffer);
  client.Send(Get("/a"));
  const auto answer = requests.Next().answer;
  absl::Notification gone;
  answer->OnGone([&] { gone.Notify(); });
  answer->Begin({});
  answer->Write(std::string(64u << 20, 'x'));
  EXPECT_TRUE(gone.WaitForNotificationWithTimeout(kPatience));
  EXPECT_TRUE(answer->gone());
  ExpectSaysNothingMore(*answer);
}

TEST(HttpServer, TellsThatTheClientHasGone) {
  Requests requests;
  const Running running(requests.handler());
  for (const bool pipelined : {false, true}) {
    RawClient client(running.port(), Get("/a") + (pipelined ? Get("/b") : ""));
    const auto answer = requests.Next().answer;
    absl::Notification gone;
    answer->OnGone([&] { gone.Notify(); });
    EXPECT_FALSE(answer->gone());
    client.Close();
    EXPECT_TRUE(gone.WaitForNotificationWithTimeout(kPatience));
    EXPECT_TRUE(answer->gone());
    bool again = false;
    answer->OnGone([&] { again = true; });
    EXPECT_TRUE(again) << "whoever asks late is told at once";
    ExpectSaysNothingMore(*answer);
  }
  EXPECT_EQ(requests.seen(), 2) << "nobody waits for what came behind";
}

TEST(HttpServer, NobodyIsToldOfAClientThatHasItsAnswer) {
  Requests requests;
  Running running(requests.handler());
  std::atomic<int> told = 0;
  std::weak_ptr<Answer> kept;
  {
    RawClient client(running.port(), Get("/a"));
    auto answer = requests.Next().answer;
    kept = answer;
    answer->OnGone([&told, answer] { ++told; });
    answer->Send(Text("x"));
    answer.reset();
    EXPECT_EQ(client.Read().status, 200);
    EXPECT_TRUE(kept.expired()) << "what was to be called is let go";
  }
  running.End();
  EXPECT_EQ(told, 0);
}

TEST(HttpServer, AnAnswerThatIsDroppedIsAnError) {
  Requests requests;
  const Running running(requests.handler());
  RawClient client(running.port(), Get("/a"));
  requests.Next().answer.reset();
  const RawClient::Answer answer = client.Read();
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, "refused 500");
  client.Send(Get("/b"));
  auto begun = requests.Next().answer;
  begun->Begin({});
  begun->Write("half");
  begun.reset();
  const RawClient::Answer half = client.Read();
  EXPECT_EQ(half.status, 200);
  EXPECT_EQ(half.body, "half");
  EXPECT_FALSE(half.whole);
}

TEST(HttpServer, AnAnswerThatIsCutDoesNotLookWhole) {
  Requests requests;
  const Running running(requests.handler());
  RawClient client(running.port(), Get("/a"));
  const auto answer = requests.Next().answer;
  answer->Begin({});
  answer->Write("half");
  answer->Cut();
  answer->End();
  const RawClient::Answer half = client.Read();
  EXPECT_EQ(half.body, "half");
  EXPECT_FALSE(half.whole);
  RawClient nothing(running.port(), Get("/b"));
  requests.Next().answer->Cut();
  EXPECT_EQ(nothing.ReadToEnd(), "");
  RawClient third(running.port(), Get("/c"));
  requests.Next().answer->Send(Text("c"));
  EXPECT_EQ(third.Read().body, "c");
}

TEST(HttpServer, WhatCannotBeAnAnswerIsAnError) {
  const Running running([](const Request& request, const std::shared_ptr<Answer>& answer) {
    Response response = Text("x", request.target == "/status" ? 99 : 200);
    response.fields.Add("location", "/a\r\nset-cookie: b");
    request.target == "/begin" ? answer->Begin(std::move(response)) : answer->Send(std::move(response));
  });
  for (const char* const target : {"/field", "/status", "/begin"}) {
    RawClient client(running.port(), Get(target));
    const RawClient::Answer answer = client.Read();
    EXPECT_EQ(answer.status, 500) << target;
    EXPECT_EQ(answer.fields.Count("set-cookie"), 0u) << target;
  }
}

TEST(HttpServer, AnswersFromAnyThreadAtOnce) {
  constexpr int kClients = 16, kRequests = 50;
  Requests requests;
  const Running running(requests.handler(), {.threads = 4});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kClients * kRequests / 4; ++n) {
        const Requests::One one = requests.Next();
        if (one.answer == nullptr) return;
        one.answer->Begin({});
        one.answer->Write(one.request.target);
        one.answer->End();
      }
    });
  }
  for (int i = 0; i < kClients; ++i) {
    threads.emplace_back([&, i] {
      RawClient client(running.port());
      for (int n = 0; n < kRequests; ++n) {
        const std::string target = absl::StrCat("/", i, "/", n);
        client.Send(Get(target));
        EXPECT_EQ(client.Read().body, target);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(HttpServer, AnAnswerMayOutliveTheServer) {
  Requests requests;
  Running running(requests.handler());
  RawClient client(running.port(), Get("/a"));
  const Requests::One one = requests.Next();
  RawClient streaming(running.port(), Get("/b"));
  const Requests::One other = requests.Next();
  other.answer->Begin({});
  absl::Notification gone;
  one.answer->OnGone([&] { gone.Notify(); });
  running.End();
  EXPECT_TRUE(gone.HasBeenNotified());
  EXPECT_TRUE(other.answer->gone());
  EXPECT_EQ(client.ReadToEnd(), "");
  ExpectSaysNothingMore(*one.answer);
  ExpectSaysNothingMore(*other.answer);
}

TEST(HttpServer, DrainsWhatIsUnderWayAndTakesNothingNew) {
  Requests requests;
  Running running(requests.handler());
  RawClient busy(running.port(), Get("/busy")), idle(running.port(), Get("/idle")),
      half(running.port(), Get("/half") + "GET /never HTTP/1.1\r\n"),
      piped(running.port(), Get("/piped") + Get("/never"));
  std::shared_ptr<Answer> last, last_of_piped;
  for (int i = 0; i < 4; ++i) {
    const Requests::One one = requests.Next();
    if (one.request.target == "/busy") {
      last = one.answer;
    } else if (one.request.target == "/piped") {
      last_of_piped = one.answer;
    } else {
      one.answer->Send(Text("done"));
    }
  }
  EXPECT_EQ(idle.Read().body, "done");
  EXPECT_EQ(half.Read().body, "done");
  auto drained = std::async(std::launch::async, [&] { running.server().Drain(absl::Seconds(60)); });
  EXPECT_EQ(idle.ReadToEnd(), "");
  ExpectLast(half, 503);
  EXPECT_TRUE(Eventually([&] { return !RawClient(running.port()).connected(); }));
  last->Send(Text("the last"));
  const RawClient::Answer answer = busy.Read();
  EXPECT_EQ(answer.body, "the last");
  EXPECT_EQ(answer.fields.Get("connection"), "close");
  EXPECT_EQ(busy.ReadToEnd(), "");
  busy.Close();
  last_of_piped->Send(Text("the last"));
  EXPECT_EQ(piped.Read().body, "the last");
  EXPECT_EQ(piped.ReadToEnd(), "") << "what came behind it is not taken";
  for (RawClient* const client : {&idle, &half, &piped}) client->Close();
  EXPECT_EQ(drained.wait_for(std::chrono::seconds(30)), std::future_status::ready);
  EXPECT_EQ(requests.seen(), 4);
}

TEST(HttpServer, WhoeverAnswersWithoutEndIsToldThatItDrains) {
  Requests requests;
  Running running(requests.handler());
  RawClient client(running.port(), Get("/a")), gone(running.port(), Get("/b"));
  const auto answer = requests.Next().answer, other = requests.Next().answer;
  for (const auto& one : {answer, other}) {
    one->OnDrain([&one = *one] {
      one.Write("and that is all");
      one.End();
    });
    one->Begin({});
  }
  gone.Close();
  EXPECT_TRUE(Eventually([&] { return answer->gone() || other->gone(); }));
  auto drained = std::async(std::launch::async, [&] { running.server().Drain(absl::Seconds(60)); });
  const RawClient::Answer read = client.Read();
  EXPECT_EQ(read.body, "and that is all");
  EXPECT_TRUE(read.whole);
  EXPECT_EQ(client.ReadToEnd(), "");
  client.Close();
  EXPECT_EQ(drained.wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

TEST(HttpTurn, ADrainIsToldOnceAndNotAfterTheEnd) {
  Turn turn, over;
  int told = 0;
  turn.OnDrain([&] { ++told; });
  turn.Drain();
  turn.Drain();
  EXPECT_EQ(told, 1);
  turn.OnDrain([&] { ++told; });
  EXPECT_EQ(told, 2) << "whoever asks late is told at once";
  over.OnDrain([&] { ++told; });
  over.End();
  over.Drain();
  over.OnDrain([&] { ++told; });
  EXPECT_EQ(told, 2);
}

TEST(HttpServer, CutsWhatDoesNotEndInTheTimeOfADrain) {
  Requests requests;
  Running running(requests.handler());
  RawClient client(running.port(), Get("/a"));
  const auto answer = requests.Next().answer;
  absl::Notification gone;
  answer->OnGone([&] { gone.Notify(); });
  running.server().Drain(kSoon);
  EXPECT_TRUE(gone.WaitForNotificationWithTimeout(kPatience));
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(HttpServer, TakesNoMoreConnectionsThanItMay) {
  const Running running(Echo, {.max_connections = 2});
  RawClient first(running.port(), Get("/a")), second(running.port(), Get("/b"));
  EXPECT_EQ(first.Read().status, 200);
  EXPECT_EQ(second.Read().status, 200);
  RawClient third(running.port());
  EXPECT_EQ(third.ReadToEnd(), "");
  first.Close();
  EXPECT_TRUE(Eventually([&] { return RawClient(running.port(), Get("/c")).Read().status == 200; }));
  second.Send(Get("/d"));
  EXPECT_EQ(second.Read().body, "GET /d\n");
}

// What a handler takes of a body that streams, a piece at a time as the test asks for it.
class Pieces {
 public:
  explicit Pieces(std::shared_ptr<Body> body) : body_(std::move(body)) {}
  void Ask() {
    body_->Next([this](Body::Piece piece) {
      absl::MutexLock lock(&mutex_);
      come_.push_back(std::move(piece));
    });
  }
  Body::Piece Next() {
    Ask();
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(this, &Pieces::Any), kPatience)) {
      ADD_FAILURE() << "no piece came";
      return {.refusal = -1};
    }
    Body::Piece piece = std::move(come_.front());
    come_.pop_front();
    return piece;
  }
  bool any() const {
    absl::MutexLock lock(&mutex_);
    return Any();
  }
  // To the last piece or a refusal.
  Body::Piece Rest() {
    Body::Piece all;
    while (!all.last && all.refusal == 0) {
      Body::Piece piece = Next();
      all.bytes += piece.bytes;
      all.last = piece.last;
      all.refusal = piece.refusal;
    }
    return all;
  }

 private:
  bool Any() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !come_.empty(); }
  const std::shared_ptr<Body> body_;
  mutable absl::Mutex mutex_;
  std::deque<Body::Piece> come_ ABSL_GUARDED_BY(mutex_);
};

constexpr size_t kMostStreamed = 64u << 20;

ServerOptions Streaming(ServerOptions options = {}) {
  options.max_body_bytes = 1'000;
  options.streams = [](const Request& head) {
    return head.path() == "/stream" ? std::optional<size_t>(kMostStreamed) : std::nullopt;
  };
  return options;
}

std::string Post(std::string_view target, size_t length, std::string_view more = "") {
  return absl::StrCat("POST ", Absl(target), " HTTP/1.1\r\nHost: x\r\nContent-Length: ", length, "\r\n",
                      Absl(more), "\r\n");
}

TEST(HttpServer, ABodyThatStreamsIsTakenBeforeItIsWhole) {
  Requests requests;
  const Running running(requests.handler(), Streaming());
  RawClient client(running.port(), Post("/stream", 2'000) + std::string(500, 'a'));
  const Requests::One one = requests.Next();
  ASSERT_NE(one.request.stream, nullptr);
  EXPECT_EQ(one.request.method, "POST");
  EXPECT_EQ(one.request.target, "/stream");
  EXPECT_EQ(one.request.fields.Get("content-length"), "2000");
  EXPECT_EQ(one.request.body, "");
  Pieces pieces(one.request.stream);
  std::string body;
  while (body.size() < 500) {
    const Body::Piece piece = pieces.Next();
    ASSERT_EQ(piece.refusal, 0);
    EXPECT_FALSE(piece.last);
    body += piece.bytes;
  }
  client.Send(std::string(1'500, 'b') + Get("/next"));
  const Body::Piece rest = pieces.Rest();
  EXPECT_TRUE(rest.last);
  EXPECT_EQ(body + rest.bytes, std::string(500, 'a') + std::string(1'500, 'b'));
  one.answer->Send(Text("taken"));
  const RawClient::Answer answer = client.Read();
  EXPECT_EQ(answer.body, "taken");
  EXPECT_EQ(answer.fields.Count("connection"), 0u);
  EXPECT_EQ(requests.Next().request.target, "/next") << "the connection goes on";
}

TEST(HttpServer, ABodyThatStreamsMayComeInChunksOrBeEmpty) {
  Requests requests;
  const Running running(requests.handler(), Streaming());
  RawClient client(running.port(),
                   "POST /stream HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
                   "chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n" +
                       Post("/stream", 0) + Post("/other", 2) + "xy");
  const Requests::One chunked = requests.Next();
  EXPECT_EQ(Pieces(chunked.request.stream).Rest().bytes, "abcde");
  chunked.answer->Send(Text("1"));
  const Requests::One empty = requests.Next();
  const Body::Piece nothing = Pieces(empty.request.stream).Rest();
  EXPECT_TRUE(nothing.last);
  EXPECT_EQ(nothing.bytes, "");
  empty.answer->Send(Text("2"));
  const Requests::One other = requests.Next();
  EXPECT_EQ(other.request.stream, nullptr);
  EXPECT_EQ(other.request.body, "xy");
  other.answer->Send(Text("3"));
  for (const char* const body : {"1", "2", "3"}) EXPECT_EQ(client.Read().body, body);
}

TEST(HttpServer, WhoeverAsksForNothingHoldsUpTheClient) {
  constexpr size_t kAll = 32u << 20;
  Requests requests;
  const Running running(requests.handler(), Streaming());
  RawClient client(running.port(), Post("/stream", kAll));
  std::atomic<size_t> sent = 0;
  std::thread sender([&] {
    const std::string piece(64u << 10, 'x');
    while (sent < kAll && client.Send(piece)) sent += piece.size();
  });
  const Requests::One one = requests.Next();
  Pieces pieces(one.request.stream);
  size_t before = 0;
  int still = 0;
  EXPECT_TRUE(Eventually([&] {
    const size_t now = sent;
    still = now == before ? still + 1 : 0;
    before = now;
    return still == 20;
  }));
  EXPECT_LT(sent, kAll) << "the kernel has no room for all of it";
  EXPECT_LT(pieces.Next().bytes.size(), 128u << 10) << "nor is it in the server's memory";
  size_t taken = 0;
  for (bool last = false; !last;) {
    const Body::Piece piece = pieces.Next();
    EXPECT_EQ(piece.refusal, 0);
    taken += piece.bytes.size();
    last = piece.last || piece.refusal != 0;
  }
  EXPECT_GT(taken, kAll - (128u << 10));
  sender.join();
  one.answer->Send(Text("taken"));
  EXPECT_EQ(client.Read().body, "taken");
}

TEST(HttpServer, ABodyThatIsTooLargeIsRefusedBeforeItIsRead) {
  Requests requests;
  const Running running(requests.handler(), Streaming());
  RawClient told(running.port(), Post("/stream", kMostStreamed + 1, "Expect: 100-continue\r\n"));
  const Requests::One one = requests.Next();
  EXPECT_EQ(Pieces(one.request.stream).Next().refusal, 413);
  one.answer->Send(Text("too large", 413));
  ExpectLast(told, 413);
  RawClient chunked(
      running.port(),
      "POST /stream HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4000001\r\n");
  const Requests::One other = requests.Next();
  EXPECT_EQ(Pieces(other.request.stream).Rest().refusal, 413);
  other.answer->Send(Text("too large", 413));
  ExpectLast(chunked, 413);
}

TEST(HttpServer, ABodyThatStreamsAndIsNoneIsTheHandlersToRefuse) {
  Requests requests;
  const Running running(requests.handler(), Streaming());
  RawClient client(
      running.port(),
      "POST /stream HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd" + Get("/hidden"));
  const Requests::One one = requests.Next();
  EXPECT_EQ(Pieces(one.request.stream).Rest().refusal, 400);
  one.answer->Send(Text("broken", 400));
  ExpectLast(client, 400);
  EXPECT_EQ(requests.seen(), 1);
}

// Longer than a body may take that comes whole, and than a window.
TEST(HttpServer, ABodyThatStreamsMayTakeLongButNotForEver) {
  constexpr size_t kAll = 1u << 20;
  const absl::Duration window = 5 * kSoon;
  Requests requests;
  const Running running(requests.handler(),
                        Streaming({.body_timeout = kSoon, .stream_bytes = 2, .stream_window = window}));
  RawClient slow(running.port(), Post("/stream", kAll));
  const Requests::One one = requests.Next();
  Pieces pieces(one.request.stream);
  size_t sent = 0;
  for (const absl::Time until = absl::Now() + 2 * window; absl::Now() < until; sent += 2) {
    slow.Send("ab");
    ASSERT_EQ(pieces.Next().refusal, 0) << "after " << sent << " bytes";
  }
  slow.Send(std::string(kAll - sent, 'c'));
  EXPECT_TRUE(pieces.Rest().last);
  one.answer->Send(Text("slow"));
  EXPECT_EQ(slow.Read().body, "slow");

  RawClient stuck(running.port(), Post("/stream", kAll) + "a");
  const Requests::One other = requests.Next();
  EXPECT_EQ(Pieces(other.request.stream).Rest().refusal, 408);
  other.answer->Send(Text("too slow", 408));
  ExpectLast(stuck, 408);
}

TEST(HttpServer, AnAnswerBeforeTheBodyIsWholeIsTheLast) {
  Requests requests;
  const Running running(requests.handler(), Streaming());
  RawClient client(running.port(), Post("/stream", 1'000'000) + std::string(100'000, 'x'));
  const Requests::One one = requests.Next();
  one.answer->Send(Text("not you", 403));
  client.Send(std::string(900'000, 'x'));
  ExpectLast(client, 403);
  EXPECT_EQ(requests.seen(), 1) << "its body is no request";
}

TEST(HttpServer, AClientIsToldToGoOnWhenItsBodyIsAskedFor) {
  Requests requests;
  const Running running(requests.handler(), Streaming());
  RawClient client(running.port(), Post("/stream", 5, "Expect: 100-continue\r\n"));
  const Requests::One one = requests.Next();
  Pieces pieces(one.request.stream);
  pieces.Ask();
  EXPECT_EQ(client.Read().status, 100);
  client.Send("hello");
  EXPECT_TRUE(Eventually([&] { return pieces.any(); }));
  one.answer->Send(Text("taken"));
  EXPECT_EQ(client.Read().status, 200);
}

TEST(HttpServer, WhoeverWaitsForABodyIsToldThatTheClientHasGone) {
  Requests requests;
  const Running running(requests.handler(), Streaming());
  auto client = std::make_unique<RawClient>(running.port(), Post("/stream", 1'000) + "half");
  Requests::One one = requests.Next();
  absl::Notification gone;
  one.answer->OnGone([&] { gone.Notify(); });
  const auto held = std::make_shared<int>(1);
  std::atomic<int> told = 0;
  EXPECT_EQ(Pieces(one.request.stream).Next().bytes, "half");
  one.request.stream->Next([held, &told](const Body::Piece&) { ++told; });
  client.reset();
  EXPECT_TRUE(gone.WaitForNotificationWithTimeout(kPatience));
  EXPECT_TRUE(Eventually([&] { return held.use_count() == 1; })) << "what was to be called is let go";
  EXPECT_EQ(told, 0);
  one.request.stream->Next([&told](const Body::Piece&) { ++told; });
  ExpectServes(Running(Echo).port());
  EXPECT_EQ(told, 0);
}

TEST(HttpServer, CountsConnectionsAndRefusals) {
  const auto shows = [](std::string_view line) {
    return absl::StrContains(metrics::Serialize(), absl::StrCat("\n", Absl(line), "\n"));
  };
  Running running(Echo, {.max_body_bytes = 1});
  {
    RawClient client(running.port(), Get("/a"));
    EXPECT_EQ(client.Read().status, 200);
    EXPECT_TRUE(Eventually([&] { return shows("tabadul_http_open_connections 1"); }));
  }
  EXPECT_TRUE(Eventually([&] { return shows("tabadul_http_open_connections 0"); }));
  RawClient client(running.port(), Get("/a", "Expect: another\r\n"));
  ExpectLast(client, 417);
  EXPECT_TRUE(absl::StrContains(metrics::Serialize(), "tabadul_http_refused_requests_total{status=\"417\"}"));
}

TEST(HttpServer, SaysWhyItCannotStart) {
  const Running running;
  for (const std::string& address :
       {absl::StrCat("127.0.0.1:", running.port()), std::string("127.0.0.1"), std::string("127.0.0.1:x"),
        std::string("127.0.0.1:65536"), std::string("nowhere.invalid:0")}) {
    Server server({.address = address}, Echo, Refused);
    EXPECT_EQ(server.Start().code(), absl::StatusCode::kInternal) << address;
  }
}

}  // namespace
}  // namespace tabadul::http

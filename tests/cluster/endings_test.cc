// Streams that are refused, shed or drained tell their client the truth through the gateway: the Goodbye in-band, and
// the same as the final status, while the client still writes. Not once by luck, but every time.
#include <atomic>
#include <thread>

#include "lib/client/connection.h"
#include "tests/cluster/calls.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using namespace common::v1;    // NOLINT: reasons and actions
using namespace exchange::v1;  // NOLINT: the messages of the exchange
using harness::Eventually;

constexpr int kTimes = 50;
constexpr int kMaxStreams = 8, kMaxOfOne = 5;

class Endings : public OnCluster<Endings> {
 public:
  static harness::ClusterOptions ClusterSettings() {
    return {.settings = {{"TABADUL_JOBS_MAX_STREAMS", std::to_string(kMaxStreams)},
                         {"TABADUL_JOBS_MAX_STREAMS_OF_ONE", std::to_string(kMaxOfOne)}}};
  }

 protected:
  void TearDown() override {
    static int pushed = 0;
    ExpectAPushSucceeds(*egypt_, kEgypt, "after-" + std::to_string(++pushed));
  }

  using Streams = std::vector<std::unique_ptr<rpc::ClientStream>>;
  // The hub may still be letting go of earlier ones.
  static Streams HoldPushes(rpc::Channel& channel, const std::string& source, int count) {
    Streams open;
    EXPECT_TRUE(Eventually([&] {
      auto stream = channel.Streaming(absl::Now() + absl::Seconds(60), kPush);
      PushResponse first;
      const bool started =
          stream.ok() && (*stream)->Write(Options(source)) && (*stream)->Read(&first) && first.has_started();
      if (started) open.push_back(*std::move(stream));
      return static_cast<int>(open.size()) == count;
    }));
    return open;
  }

  static void EndInOrder(Streams& open) {
    for (auto& stream : open) {
      stream->WritesDone();
      const End end = ReadToEnd<PushResponse>(*stream);
      EXPECT_TRUE(end.finished.ok()) << end.finished;
      ASSERT_TRUE(end.goodbye.has_value());
      EXPECT_EQ(end.goodbye->action(), GOODBYE_ACTION_DONE);
    }
  }

  // Another Push is told to wait, for want of room in `queue`.
  static void ExpectNoRoom(rpc::Channel& channel, const std::string& source, const std::string& queue) {
    for (int i = 0; i < kTimes && !HasFailure(); ++i) {
      const End end = PushRegardless(channel, source);
      ExpectEnd(end, ERROR_REASON_OVERLOADED, GOODBYE_ACTION_OVERLOADED);
      EXPECT_EQ(MetadataOf(end.said)["queue"], queue);
      EXPECT_GT(RetryAfter(end.said), absl::ZeroDuration()) << end.said;
      EXPECT_GT(RetryAfter(end.finished), absl::ZeroDuration()) << end.finished;
    }
  }

  // A Push whose client writes on and on, whatever it is told, until it can no more.
  static End PushRegardless(rpc::Channel& channel, const std::string& source) {
    auto stream = channel.Streaming(absl::Now() + absl::Seconds(20), kPush);
    if (!stream.ok()) return {.finished = stream.status()};
    std::atomic<bool> enough = false;
    std::thread writer([&] {
      if (!(*stream)->Write(Options(source))) return;
      for (uint64_t i = 0; i < 500 && !enough; ++i) {
        if (!(*stream)->Write(Items({Vacancy("x")}, i + 1))) return;
      }
    });
    End end = ReadToEnd<PushResponse>(**stream);
    enough = true;
    writer.join();
    return end;
  }
  static End WatchOnce(rpc::Channel& channel) {
    auto stream = channel.Streaming(absl::Now() + absl::Seconds(20), kWatch);
    if (!stream.ok()) return {.finished = stream.status()};
    (*stream)->Write(WatchRequest());
    return ReadToEnd<WatchResponse>(**stream);
  }
};

TEST_F(Endings, WritingForAnotherIsDeniedEveryTime) {
  const auto channel = Known(*syria_);
  for (int i = 0; i < kTimes && !HasFailure(); ++i) {
    ExpectEnd(PushRegardless(*channel, kEgypt), ERROR_REASON_NOT_OWNER, GOODBYE_ACTION_DENIED);
  }
}

TEST_F(Endings, WithoutTheScopeItIsDeniedEveryTime) {
  const client::Profile& reader = Member("TN/aneti/reader", "vacancy.read");
  const auto channel = Known(reader);
  for (int i = 0; i < kTimes && !HasFailure(); ++i) {
    ExpectEnd(PushRegardless(*channel, "TN/aneti/reader"), ERROR_REASON_SCOPE_MISSING, GOODBYE_ACTION_DENIED);
  }
}

TEST_F(Endings, ARevokedCertificateIsDeniedEveryTimeAndItsOpenStreamsEnd) {
  const client::Profile& revoked = Member("DZ/anem/pes");
  const auto channel = Known(revoked);
  identity::v1::WhoAmIResponse me;
  ASSERT_TRUE(channel->Unary(Soon(), kWhoAmI, identity::v1::WhoAmIRequest(), &me).ok());
  auto open = channel->Streaming(absl::Now() + absl::Seconds(30), kWatch);
  ASSERT_TRUE((*open)->Write(WatchRequest()));
  WatchResponse first;
  ASSERT_TRUE((*open)->Read(&first));
  const auto told = cluster_->Tabadul(cluster_->operator_profile(),
                                      {"admin", "revoke", "--certificate", me.certificate_fingerprint()});
  ASSERT_EQ(told.exit, 0) << told.errors;
  ExpectEnd(ReadToEnd<WatchResponse>(**open), ERROR_REASON_CERTIFICATE_REVOKED, GOODBYE_ACTION_DENIED);
  for (int i = 0; i < kTimes && !HasFailure(); ++i) {
    ExpectEnd(PushRegardless(*channel, "DZ/anem/pes"), ERROR_REASON_CERTIFICATE_REVOKED,
              GOODBYE_ACTION_DENIED);
    ExpectEnd(WatchOnce(*channel), ERROR_REASON_CERTIFICATE_REVOKED, GOODBYE_ACTION_DENIED);
  }
}

TEST_F(Endings, BeyondTheLimitAStreamIsToldToWaitAndThenLetIn) {
  const auto syria = Known(*syria_), egypt = Known(*egypt_);
  auto open = HoldPushes(*syria, kSyria, kMaxOfOne);
  for (auto& stream : HoldPushes(*egypt, kEgypt, kMaxStreams - kMaxOfOne)) open.push_back(std::move(stream));
  ExpectNoRoom(*egypt, kEgypt, "rpc");
  EndInOrder(open);
}

TEST_F(Endings, OneMemberCannotHoldAllStreams) {
  const auto syria = Known(*syria_);
  auto open = HoldPushes(*syria, kSyria, kMaxOfOne);
  ExpectNoRoom(*syria, kSyria, "streams");
  // Nor does it by not going when it is told to: of those that wait for their end there may be as many, others are cut.
  Streams refused;
  int told = 0;
  for (int i = 0; i < 2 * kMaxOfOne; ++i) {
    refused.push_back(*syria->Streaming(absl::Now() + absl::Seconds(60), kPush));
    refused.back()->Write(Options(kSyria));
    PushResponse response;
    if (refused.back()->Read(&response) && response.has_goodbye()) ++told;
  }
  EXPECT_GT(told, 0);
  EXPECT_LT(told, 2 * kMaxOfOne);
  ExpectAPushSucceeds(*egypt_, kEgypt, "beside-one-that-holds-all-it-can");
  refused.clear();
  EndInOrder(open);
  ExpectAPushSucceeds(*syria_, kSyria, "after-it-let-go");
}

TEST_F(Endings, ADrainAnswersWhatItTookAndAsksToReconnect) {
  for (int round = 0; round < 3 && !HasFailure(); ++round) {
    const auto channel = Known(*syria_);
    auto watch = channel->Streaming(absl::Now() + absl::Seconds(60), kWatch);
    ASSERT_TRUE((*watch)->Write(WatchRequest()));
    End watched;
    std::thread watcher([&] { watched = ReadToEnd<WatchResponse>(**watch); });

    auto push = channel->Streaming(absl::Now() + absl::Seconds(60), kPush);
    std::atomic<uint64_t> answered = 0;
    std::thread writer([&] {
      if (!(*push)->Write(Options(kSyria))) return;
      for (uint64_t i = 1; i < 1'000'000; ++i) {
        const std::string id = "drain-" + std::to_string(round) + "-" + std::to_string(i);
        while (i > answered + 3000) absl::SleepFor(absl::Milliseconds(1));  // credits
        if (!(*push)->Write(Items({Vacancy(id)}, i))) return;
      }
    });
    std::vector<uint64_t> numbers;
    End pushed;
    std::thread reader([&] {
      pushed = ReadToEnd<PushResponse>(**push, [&](const PushResponse& response) {
        for (const auto& outcome : response.outcomes().outcomes()) {
          EXPECT_EQ(outcome.outcome(), OUTCOME_CREATED);
          numbers.push_back(outcome.item());
        }
        answered = numbers.size();
      });
      answered = UINT64_MAX / 2;  // the writer need not wait any more
    });
    EXPECT_TRUE(Eventually([&] { return answered > 200; }, absl::Seconds(20)));
    cluster_->Stop("jobs");
    reader.join();
    writer.join();
    watcher.join();
    ExpectEnd(pushed, ERROR_REASON_DRAINING, GOODBYE_ACTION_RECONNECT);
    ExpectEnd(watched, ERROR_REASON_DRAINING, GOODBYE_ACTION_RECONNECT);
    cluster_->Start("jobs");

    // What was answered is there, each in its order; nothing else was promised.
    ASSERT_GT(numbers.size(), 200u);
    for (size_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], i + 1);
    std::vector<PushItem> again;
    for (size_t i = numbers.size() - 100; i < numbers.size(); ++i) {
      again.push_back(Vacancy("drain-" + std::to_string(round) + "-" + std::to_string(i + 1)));
    }
    absl::StatusOr<BatchPushResponse> repeated;
    ASSERT_TRUE(Eventually([&] { return (repeated = BatchPush(*Known(*syria_), kSyria, again)).ok(); }))
        << repeated.status();
    for (const auto& outcome : repeated->outcomes()) EXPECT_EQ(outcome.outcome(), OUTCOME_UNCHANGED);
  }
}

TEST_F(Endings, AReloadOfTheGatewayDropsNothing) {
  client::Connection connection(*syria_);
  client::PushSettings settings;
  settings.options.set_source(kSyria);
  std::atomic<int> interruptions = 0;
  settings.on_interruption = [&](const absl::Status& why, absl::Duration) {
    ADD_FAILURE() << why;
    ++interruptions;
  };
  std::atomic<uint64_t> created = 0;
  client::Pusher pusher(connection, settings, [&](const ItemOutcome& outcome) {
    EXPECT_EQ(outcome.outcome(), OUTCOME_CREATED);
    ++created;
  });
  std::atomic<bool> stop = false;
  uint64_t pushed = 0;
  std::thread producer([&] {
    while (!stop && pusher.Push(Vacancy("reload-" + std::to_string(pushed))).ok()) {
      ++pushed;
      absl::SleepFor(absl::Milliseconds(1));
    }
  });
  EXPECT_TRUE(Eventually([&] { return created > 0; }));
  for (int i = 0; i < 3; ++i) {
    cluster_->ReloadGateway();
    const uint64_t now = created;
    EXPECT_TRUE(Eventually([&] { return created > now + 50; }));
  }
  stop = true;
  producer.join();
  const absl::Status finished = pusher.Finish();
  EXPECT_TRUE(finished.ok()) << finished;
  EXPECT_EQ(created, pushed);
  EXPECT_EQ(pusher.state().streams, 1) << "the old worker keeps its streams";
  EXPECT_EQ(interruptions, 0);
}

}  // namespace
}  // namespace tabadul

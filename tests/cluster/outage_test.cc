// Parts of the cluster go and come back: what needs them says so at once and in its own words, what does not need them
// goes on, and all heals without a restart of anything else.
#include <atomic>
#include <thread>

#include "lib/client/connection.h"
#include "lib/client/follow.h"
#include "tests/cluster/calls.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using namespace common::v1;    // NOLINT: reasons and actions
using namespace exchange::v1;  // NOLINT: the messages of the exchange
using harness::Eventually;

constexpr char kMorocco[] = "MA/anapec/pes";
constexpr absl::Duration kStale = absl::Seconds(10);
constexpr int kQueueMib = 8;

class Outage : public OnCluster<Outage> {
 public:
  static harness::ClusterOptions ClusterSettings() {
    return {.settings = {{"TABADUL_JOBS_REVOCATIONS_STALE", absl::FormatDuration(kStale)},
                         {"TABADUL_JOBS_QUEUE_MIB", std::to_string(kQueueMib)}}};
  }

 protected:
  void SetUp() override {
    jobs_ = cluster_->Pid("jobs");
    channel_ = Known(*syria_);
  }
  void TearDown() override {
    EXPECT_EQ(cluster_->Pid("jobs"), jobs_) << "healed by nothing but itself";
    ExpectAPushSucceeds(*egypt_, kEgypt, ::testing::UnitTest::GetInstance()->current_test_info()->name());
  }

  void ExpectSearchesGoOn(int times) {
    absl::Duration slowest;
    for (int i = 0; i < times; ++i) {
      const absl::Time start = absl::Now();
      const auto found = Search(*channel_, "Welder");
      ASSERT_TRUE(found.ok()) << "search " << i << ": " << found.status();
      slowest = std::max(slowest, absl::Now() - start);
    }
    EXPECT_LT(slowest, absl::Seconds(1));
  }

  pid_t jobs_ = 0;
  std::unique_ptr<rpc::Channel> channel_;
};

// A push and a follower that run through an outage, as members' programs do.
class Members {
 public:
  Members(const client::Profile& profile, const std::string& source, std::string prefix)
      : pushing_(profile),
        watching_(profile),
        pusher_(pushing_, Settings(source), [this](const ItemOutcome& outcome) {
          EXPECT_TRUE(outcome.outcome() == OUTCOME_CREATED || outcome.outcome() == OUTCOME_UNCHANGED)
              << Outcome_Name(outcome.outcome());
          ++answered;
        }) {
    producer_ = std::thread([this, prefix] {
      while (!enough_) {
        const absl::Status status = pusher_.Push(Vacancy(prefix + std::to_string(pushed_)));
        EXPECT_TRUE(status.ok()) << status;
        if (!status.ok()) return;
        ++pushed_;
        absl::SleepFor(absl::Milliseconds(2));
      }
    });
    follower_ = std::thread([this, source] {
      client::FollowSettings settings;
      settings.filter.add_sources(source);
      const absl::Status ended = client::Follow(watching_, settings, copy_, stop_.get_token());
      EXPECT_TRUE(absl::IsCancelled(ended)) << ended;
    });
  }
  // All that was pushed is answered and has arrived.
  void ExpectComplete() {
    enough_ = true;
    producer_.join();
    const absl::Status finished = pusher_.Finish();
    EXPECT_TRUE(finished.ok()) << finished;
    EXPECT_EQ(answered, pushed_);
    EXPECT_TRUE(Eventually([&] { return copy_.size() == pushed_; }, absl::Seconds(20)))
        << copy_.size() << " of " << pushed_;
    stop_.request_stop();
    follower_.join();
  }
  size_t held() const { return copy_.size(); }
  std::atomic<uint64_t> answered = 0;

 private:
  static client::PushSettings Settings(const std::string& source) {
    client::PushSettings settings;
    settings.options.set_source(source);
    return settings;
  }
  client::Connection pushing_, watching_;
  client::Pusher pusher_;
  client::MemoryFollower copy_;
  std::atomic<bool> enough_ = false;
  std::atomic<uint64_t> pushed_ = 0;
  std::stop_source stop_;
  std::thread producer_, follower_;
};

TEST_F(Outage, WithoutPostgresWritesAreUnavailableSearchesGoOnAndAllHeals) {
  Members members(*egypt_, kEgypt, "stopped-");
  ASSERT_TRUE(Eventually([&] { return members.answered > 100 && members.held() > 100; }));
  const auto first = BatchPush(*channel_, kSyria, {Vacancy("first")});
  ASSERT_TRUE(first.ok()) << first.status();
  auto open = channel_->Streaming(absl::Now() + absl::Seconds(60), kPush);
  ASSERT_TRUE((*open)->Write(Options(kSyria)));
  PushResponse started;
  ASSERT_TRUE((*open)->Read(&started));

  cluster_->Stop("postgres");
  const absl::Time stopped = absl::Now();
  const absl::Status refused = BatchPush(*channel_, kSyria, {Vacancy("second")}).status();
  EXPECT_LT(absl::Now() - stopped, absl::Seconds(5));
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable) << refused;
  EXPECT_EQ(ReasonOf(refused), ERROR_REASON_UNAVAILABLE) << refused;
  EXPECT_EQ(MetadataOf(refused)["part"], "database") << refused;
  EXPECT_GT(RetryAfter(refused), absl::ZeroDuration()) << refused;

  ASSERT_TRUE((*open)->Write(Items({Vacancy("third")})));
  const End end = ReadToEnd<PushResponse>(**open);
  ExpectEnd(end, ERROR_REASON_UNAVAILABLE, GOODBYE_ACTION_RECONNECT);
  EXPECT_EQ(MetadataOf(end.said)["part"], "database") << end.said;

  jobs::v1::GetVacancyRequest get;
  get.set_hub_id(first->outcomes(0).hub_id());
  jobs::v1::GetVacancyResponse got;
  const absl::Status no_get = channel_->Unary(Soon(), kGetVacancy, get, &got);
  EXPECT_EQ(ReasonOf(no_get), ERROR_REASON_UNAVAILABLE) << no_get;
  EXPECT_GT(RetryAfter(no_get), absl::ZeroDuration()) << no_get;
  ExpectSearchesGoOn(400);

  cluster_->Start("postgres");
  EXPECT_TRUE(
      Eventually([&] { return BatchPush(*channel_, kSyria, {Vacancy("second")}).ok(); }, absl::Seconds(30)));
  EXPECT_TRUE(Eventually([&] { return channel_->Unary(Soon(), kGetVacancy, get, &got).ok(); }));
  members.ExpectComplete();
}

TEST_F(Outage, WithAFrozenPostgresDeadlinesAreHeldAndAllHeals) {
  const auto other = Known(*egypt_);
  Members members(Member(kMorocco), kMorocco, "frozen-");
  ASSERT_TRUE(Eventually([&] { return members.answered > 100 && members.held() > 100; }));
  const auto first = BatchPush(*other, kEgypt, {Vacancy("before-the-frost")});
  ASSERT_TRUE(first.ok()) << first.status();

  cluster_->Freeze("postgres");
  // More at once than there are workers, each with its own deadline, and again: no thread stays behind.
  for (int round = 0; round < 2; ++round) {
    std::vector<std::thread> callers;
    for (int i = 0; i < 40; ++i) {
      callers.emplace_back([&, i] {
        const absl::Time start = absl::Now();
        absl::Status status;
        if (i % 2 == 0) {
          status = BatchPush(*other, kEgypt, {Vacancy("never")}, absl::Seconds(2)).status();
        } else {
          jobs::v1::GetVacancyRequest get;
          get.set_hub_id(first->outcomes(0).hub_id());
          jobs::v1::GetVacancyResponse got;
          status = other->Unary(In(absl::Seconds(2)), kGetVacancy, get, &got);
        }
        EXPECT_TRUE(absl::IsDeadlineExceeded(status) || absl::IsUnavailable(status) ||
                    ReasonOf(status) == ERROR_REASON_OVERLOADED)
            << status;
        EXPECT_LT(absl::Now() - start, absl::Seconds(4)) << "a call outlived its deadline";
      });
    }
    ExpectSearchesGoOn(100);
    for (auto& caller : callers) caller.join();
  }
  ExpectSearchesGoOn(200);
  cluster_->Thaw("postgres");
  EXPECT_TRUE(
      Eventually([&] { return BatchPush(*other, kEgypt, {Vacancy("thawed")}).ok(); }, absl::Seconds(30)));
  members.ExpectComplete();
}

TEST_F(Outage, SearchesDoNotQueueBehindCallsThatWaitForAFrozenPostgres) {
  const auto other = Known(*egypt_);
  const auto first = BatchPush(*other, kEgypt, {Vacancy("before-the-queue")});
  ASSERT_TRUE(first.ok()) << first.status();
  cluster_->Freeze("postgres");
  std::atomic<int> waiting = 0, given_up = 0;
  std::vector<std::thread> callers;
  const auto call = [&](const std::function<void()>& body) {
    callers.emplace_back([&waiting, body] {
      ++waiting;
      body();
      --waiting;
    });
  };
  for (int i = 0; i < 20; ++i) {
    call([&] {
      jobs::v1::GetVacancyRequest get;
      get.set_hub_id(first->outcomes(0).hub_id());
      jobs::v1::GetVacancyResponse got;
      const absl::Status status = other->Unary(In(absl::Seconds(60)), kGetVacancy, get, &got);
      const bool hangs = ReasonOf(status) == ERROR_REASON_UNAVAILABLE &&
                         MetadataOf(status)["part"] == "database" &&
                         RetryAfter(status) > absl::ZeroDuration();
      EXPECT_TRUE(status.ok() || hangs) << status;
      if (!status.ok()) ++given_up;
    });
  }
  // The database has eight connections for them: who gets none is told so, long before its own deadline. The others
  // stay, and those that want to write come to them.
  EXPECT_TRUE(Eventually([&] { return given_up >= 10; }, absl::Seconds(30))) << given_up;
  for (int i = 0; i < 20; ++i)
    call([&] { BatchPush(*other, kEgypt, {Vacancy("waits")}, absl::Seconds(60)).IgnoreError(); });
  EXPECT_GE(waiting, 4) << "else nothing was in the way of the searches";
  ExpectSearchesGoOn(100);
  cluster_->Thaw("postgres");
  for (auto& caller : callers) caller.join();
}

// Together they have more than four times as much as the hub's queue takes, and it takes nothing out of it for a while.
TEST_F(Outage, WritersWhoFillTheQueueWaitAndNoneIsSentAway) {
  struct Writer {
    explicit Writer(const client::Profile& profile, client::PushSettings settings)
        : connection(profile), pusher(connection, std::move(settings), [this](const ItemOutcome& outcome) {
            EXPECT_EQ(outcome.outcome(), OUTCOME_CREATED) << Outcome_Name(outcome.outcome());
            ++answered;
          }) {}
    client::Connection connection;
    std::atomic<int> answered = 0;
    client::Pusher pusher;
  };
  constexpr int kEach = 250, kBytes = 40'000;
  std::atomic<int> interrupted = 0;
  std::vector<std::unique_ptr<Writer>> writers;
  const std::vector<std::string> sources = {kEgypt, kSyria, kMorocco, "SN/anpej/pes"};
  for (const std::string& source : sources) {
    client::PushSettings settings;
    settings.options.set_source(source);
    settings.message_bytes = 200'000;
    settings.on_interruption = [&](const absl::Status& why, absl::Duration) {
      ADD_FAILURE() << why;
      ++interrupted;
    };
    writers.push_back(std::make_unique<Writer>(Member(source), std::move(settings)));
  }
  const auto push = [&](int from, int to) {
    for (const auto& writer : writers) {
      for (int i = from; i < to; ++i) {
        auto item = Vacancy("crowd-" + std::to_string(i));
        auto& text = *item.mutable_upsert()->mutable_vacancy()->mutable_description();
        text.mutable_translations(0)->set_text(std::string(kBytes, 'x'));
        EXPECT_TRUE(writer->pusher.Push(std::move(item)).ok());
      }
    }
  };
  push(0, 1);  // a stream's number comes from the database
  for (const auto& writer : writers) ASSERT_TRUE(Eventually([&] { return writer->answered == 1; }));
  cluster_->Freeze("postgres");
  push(1, kEach);
  static_assert(4 * kEach * kBytes > 4 * (kQueueMib << 20));
  // All read what they may meanwhile. Who were refused would be told when the rest of his stream is answered.
  EXPECT_FALSE(Eventually([&] { return interrupted > 0; }, absl::Seconds(3)));
  cluster_->Thaw("postgres");
  for (const auto& writer : writers) {
    EXPECT_TRUE(writer->pusher.Finish().ok());
    EXPECT_EQ(writer->answered, kEach);
  }
  EXPECT_EQ(interrupted, 0);
}

TEST_F(Outage, WithoutIdentityTokensStayGoodUntilRevocationsAreStale) {
  const absl::Time killed = absl::Now();
  cluster_->Kill("identity");
  EXPECT_TRUE(BatchPush(*channel_, kSyria, {Vacancy("without-identity")}).ok());
  ExpectSearchesGoOn(100);

  absl::Status stale;
  EXPECT_TRUE(Eventually(
      [&] {
        stale = BatchPush(*channel_, kSyria, {Vacancy("stale")}).status();
        return ReasonOf(stale) == ERROR_REASON_REVOCATIONS_STALE;
      },
      3 * kStale, absl::Milliseconds(50)));
  EXPECT_EQ(ReasonOf(stale), ERROR_REASON_REVOCATIONS_STALE) << stale;
  EXPECT_GT(RetryAfter(stale), absl::ZeroDuration()) << stale;
  EXPECT_GE(absl::Now() - killed, kStale / 2) << "a heartbeat comes every 5 s";
  auto stream = channel_->Streaming(absl::Now() + absl::Seconds(20), kPush);
  (*stream)->Write(Options(kSyria));
  ExpectEnd(ReadToEnd<PushResponse>(**stream), ERROR_REASON_REVOCATIONS_STALE, GOODBYE_ACTION_RECONNECT);
  ExpectSearchesGoOn(100);  // also with a token: reading goes on

  cluster_->Start("identity");
  EXPECT_TRUE(Eventually([&] { return BatchPush(*channel_, kSyria, {Vacancy("healed")}).ok(); }));
}

}  // namespace
}  // namespace tabadul

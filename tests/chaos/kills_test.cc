// A push of many records while jobs, PostgreSQL and HAProxy are killed (kill -9) in turn. The push ends by itself,
// every record is in the hub once, and a follower that watched from the start holds exactly the live set, proven by
// the mark.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <random>
#include <thread>

#include "google/protobuf/util/json_util.h"
#include "lib/client/connection.h"
#include "lib/client/follow.h"
#include "lib/client/pusher.h"
#include "lib/client/set_tracker.h"
#include "nlohmann/json.hpp"
#include "tests/cluster/calls.h"
#include "tests/harness/cluster.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using client::Connection;
using harness::Eventually;

constexpr char kKeys[] = "/tabadul.identity.v1.IdentityService/ListSigningKeys";
// The ledger last: a push goes on without it.
const std::vector<std::string> kParts = {"jobs", "postgres", "haproxy", "ledger"};

// TABADUL_SEED repeats a run's kill points.
unsigned Seed() {
  const char* chosen = std::getenv("TABADUL_SEED");
  return chosen != nullptr ? static_cast<unsigned>(std::stoul(chosen)) : std::random_device()();
}

exchange::v1::PushItem Numbered(uint64_t number) {
  exchange::v1::PushItem item = Vacancy("r" + std::to_string(number), "Welder " + std::to_string(number));
  item.mutable_upsert()->set_version(1);
  item.mutable_upsert()->mutable_vacancy()->mutable_description()->mutable_translations(0)->set_text(
      "Welds pipes in shipyard number " + std::to_string(number % 97) + ".");
  return item;
}

// Follows from the start, and checks every mark: its copy is what the hub holds.
class ProvingFollower {
 public:
  explicit ProvingFollower(const client::Profile& profile) : connection_(profile) {
    thread_ = std::thread([this] {
      client::FollowSettings settings;
      settings.on_mark = [this](const exchange::v1::SignedMark& mark) { return Prove(mark); };
      const absl::Status ended = client::Follow(connection_, settings, copy_, stop_.get_token());
      EXPECT_TRUE(absl::IsCancelled(ended)) << ended;
    });
  }
  ~ProvingFollower() { End(); }
  // Waits until all are there and proven, then ends.
  void ExpectExactly(uint64_t records) {
    const bool reached =
        Eventually([&] { return proven_head_ >= records && copy_.size() == records; }, absl::Minutes(2));
    End();
    EXPECT_TRUE(reached) << copy_.size() << " of " << records << ", proven head " << proven_head_;
    EXPECT_EQ(copy_.tracker.count(), records);
    std::set<std::string> ids;
    for (const auto& [hub_id, stored] : copy_.Records()) ids.insert(stored.record().record_id());
    EXPECT_EQ(ids.size(), records) << "doubled or lost";
    EXPECT_GT(proofs_, 0u);
    std::printf("followed: %zu records, %lu proofs\n", copy_.size(),
                static_cast<unsigned long>(proofs_.load()));
  }
  uint64_t held() const { return copy_.size(); }

 private:
  struct Copy final : client::MemoryFollower {
    absl::Status Apply(const client::ChangeList& changes, const std::string& cursor) override {
      for (const auto& change : changes) RETURN_IF_ERROR(tracker.Apply(change));
      return client::MemoryFollower::Apply(changes, cursor);
    }
    absl::Status Restart() override {
      ADD_FAILURE() << "the epoch changed, though no database was restored";
      tracker.Clear();
      return client::MemoryFollower::Restart();
    }
    client::SetTracker tracker;
  };

  void End() {
    stop_.request_stop();
    if (thread_.joinable()) thread_.join();
  }
  absl::Status Prove(const exchange::v1::SignedMark& mark) {
    const auto keys = client::Ask<identity::v1::ListSigningKeysResponse>(
        connection_, Context::WithTimeout(absl::Minutes(1)), kKeys, identity::v1::ListSigningKeysRequest());
    if (!keys.ok()) return absl::OkStatus();  // identity's way is down: the next mark proves
    const auto proof = copy_.tracker.Check(mark, {keys->keys().begin(), keys->keys().end()});
    EXPECT_TRUE(proof.ok()) << proof.status();
    if (!proof.ok()) return absl::OkStatus();
    EXPECT_TRUE(proof->proven()) << "at head " << proof->mark.head();
    ++proofs_;
    proven_head_ = proof->mark.head();
    return absl::OkStatus();
  }

  Connection connection_;
  Copy copy_;
  std::atomic<uint64_t> proofs_ = 0, proven_head_ = 0;
  std::stop_source stop_;
  std::thread thread_;
};

// The kills: each part in turn, at a point of the push that the seed chooses within each one's share of it. `done` says
// how many records are in, `over` that the push has ended; `killed` is told how many kills there were.
void KillInTurn(harness::Cluster& cluster, unsigned seed, uint64_t records, uint64_t kills,
                const std::function<uint64_t()>& done, const std::function<bool()>& over,
                const std::function<void(uint64_t)>& killed) {
  std::mt19937 random(seed);
  for (uint64_t kill = 0; kill < kills; ++kill) {
    const uint64_t share = records / kills, at = share * kill + random() % (share / 2);
    Eventually([&] { return done() >= at || over(); }, absl::Minutes(3), absl::Milliseconds(1));
    ASSERT_FALSE(over()) << "the push ended before all was killed";
    const std::string& part = kParts[kill % kParts.size()];
    std::printf("kill -9 %s after %lu records\n", part.c_str(), static_cast<unsigned long>(done()));
    cluster.Kill(part);
    cluster.Start(part);
    killed(kill + 1);
  }
}

// Long: every kill waits for its share of the push, and the push for its kill.
TEST(Kills, ALongPushCutManyTimesLosesAndDoublesNothing) {
  constexpr uint64_t kRecords = 200'000, kKills = 9;
  const unsigned seed = Seed();
  std::printf("seed %u, %lu records\n", seed, static_cast<unsigned long>(kRecords));
  harness::Cluster cluster({.durable = true});
  const client::Profile profile = Load(cluster.Member(kEgypt));
  ProvingFollower follower(profile);

  Connection pushing(profile);
  std::vector<uint8_t> answers(kRecords + 1);
  std::atomic<uint64_t> answered = 0, kills = 0;
  client::PushSettings push;
  push.options.set_source(kEgypt);
  client::Pusher pusher(pushing, push, [&](const exchange::v1::ItemOutcome& outcome) {
    ASSERT_LE(outcome.item(), kRecords);
    EXPECT_EQ(answers[outcome.item()]++, 0) << "item " << outcome.item() << " was answered twice";
    EXPECT_TRUE(outcome.outcome() == exchange::v1::OUTCOME_CREATED ||
                outcome.outcome() == exchange::v1::OUTCOME_UNCHANGED)
        << exchange::v1::Outcome_Name(outcome.outcome());
    ++answered;
  });
  std::atomic<bool> over = false;
  absl::Status finished;
  std::thread producer([&] {
    for (uint64_t number = 1; number <= kRecords && finished.ok(); ++number) {
      while (number > kRecords * (kills + 1) / kKills) absl::SleepFor(absl::Milliseconds(1));
      finished = pusher.Push(Numbered(number));
    }
    if (finished.ok()) finished = pusher.Finish();
    over = true;
  });
  KillInTurn(
      cluster, seed, kRecords, kKills, [&] { return answered.load(); }, [&] { return over.load(); },
      [&](uint64_t count) { kills = count; });
  kills = kKills;
  producer.join();
  EXPECT_TRUE(finished.ok()) << finished;
  EXPECT_EQ(answered, kRecords);
  std::printf("streams opened by the push: %d\n", pusher.state().streams);
  follower.ExpectExactly(kRecords);
}

// The command as a ministry uses it: it ends by itself, its summary adds up, and it alarmed nobody.
TEST(Kills, TheCommandEndsByItselfThoughEachPartIsKilled) {
  constexpr uint64_t kRecords = 20'000;
  const unsigned seed = Seed();
  std::printf("seed %u, %lu records\n", seed, static_cast<unsigned long>(kRecords));
  harness::Cluster cluster({.durable = true});
  const std::string path = cluster.Member(kEgypt);
  ProvingFollower follower(Load(path));
  const std::string file = cluster.directory() + "/vacancies.jsonl", log = cluster.directory() + "/push.log";
  std::ofstream lines(file);
  for (uint64_t number = 1; number <= kRecords; ++number) {
    std::string line;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(Numbered(number).upsert(), &line).ok());
    lines << line << '\n';
  }
  lines.close();

  harness::Process push({.argv = cluster.TabadulCommand(path, {"push", file, "--json"}), .log = log});
  KillInTurn(
      cluster, seed, kRecords, kParts.size(), [&] { return follower.held(); },
      [&] { return !push.Running(); }, [](uint64_t) {});
  EXPECT_EQ(push.Wait(absl::Minutes(2)), 0) << harness::Tail(log);
  const std::string said = harness::ReadFile(log);
  const auto summary = nlohmann::json::parse(said.substr(said.find("\n{") + 1), nullptr, false);
  ASSERT_FALSE(summary.is_discarded()) << said;
  EXPECT_EQ(summary["rows"], kRecords);
  EXPECT_EQ(summary["created"].get<uint64_t>() + summary["unchanged"].get<uint64_t>(), kRecords);
  EXPECT_GT(summary["streams"], 1);
  std::printf("the command said:\n%s", said.c_str());
  follower.ExpectExactly(kRecords);
}

}  // namespace
}  // namespace tabadul

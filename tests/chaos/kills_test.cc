// A push of many records while jobs, PostgreSQL and HAProxy are killed in turn (kill -9), again and again. The push
// ends by itself, and a follower that watched from the start holds exactly the live set, proven by the mark.
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "lib/client/connection.h"
#include "lib/client/follow.h"
#include "lib/client/pusher.h"
#include "lib/client/set_tracker.h"
#include "tests/harness/cluster.h"

namespace tabadul {
namespace {

using client::Connection;

constexpr char kSource[] = "EG/momp/pes";
constexpr char kKeys[] = "/tabadul.identity.v1.IdentityService/ListSigningKeys";

uint64_t RecordsToPush() {
  const char* chosen = std::getenv("TABADUL_KILL_RECORDS");
  return chosen != nullptr ? std::stoull(chosen) : 200'000;
}

exchange::v1::PushItem Vacancy(uint64_t number) {
  exchange::v1::PushItem item;
  auto& record = *item.mutable_upsert();
  record.set_record_id("r" + std::to_string(number));
  record.set_version(1);
  auto* title = record.mutable_vacancy()->mutable_title()->add_translations();
  title->set_language("en");
  title->set_text("Welder " + std::to_string(number));
  auto* description = record.mutable_vacancy()->mutable_description()->add_translations();
  description->set_language("en");
  description->set_text("Welds pipes in shipyard number " + std::to_string(number % 97) + ".");
  record.mutable_vacancy()->add_locations()->set_country("EG");
  return item;
}

// Keeps the set, and the answer to every proof.
class ProvingFollower final : public client::MemoryFollower {
 public:
  absl::Status Apply(const client::ChangeList& changes, const std::string& cursor) override {
    for (const auto& change : changes) tracker_.Apply(change);
    return client::MemoryFollower::Apply(changes, cursor);
  }
  absl::Status Restart() override {
    ADD_FAILURE() << "the epoch changed, though no database was restored";
    tracker_.Clear();
    return client::MemoryFollower::Restart();
  }
  const client::SetTracker& tracker() const { return tracker_; }

 private:
  client::SetTracker tracker_;
};

client::Profile LoadProfile(const std::string& path) {
  auto profile = client::LoadProfile(path);
  EXPECT_TRUE(profile.ok()) << profile.status();
  return *profile;
}

TEST(Kills, APushCutByKillsLosesAndDoublesNothing) {
  const auto seed = std::random_device()();
  const uint64_t records = RecordsToPush();
  std::printf("seed %u, %lu records\n", seed, static_cast<unsigned long>(records));
  std::mt19937 random(seed);
  harness::ClusterOptions options;
  options.durable = true;
  harness::Cluster cluster(options);
  const client::Profile profile = LoadProfile(cluster.Member(kSource));

  // The follower, from the start.
  Connection watching(profile);
  ProvingFollower follower;
  std::atomic<uint64_t> proofs = 0, equal = 0;
  uint64_t proven_head = 0;
  absl::Mutex mutex;
  client::FollowSettings follow;
  follow.on_mark = [&](const exchange::v1::SignedMark& mark) {
    const auto keys = client::Ask<identity::v1::ListSigningKeysResponse>(
        watching, Context::WithTimeout(absl::Minutes(1)), kKeys, identity::v1::ListSigningKeysRequest());
    if (!keys.ok()) return absl::OkStatus();  // identity's way is down: the next mark proves
    const auto proof = follower.tracker().Check(mark, {keys->keys().begin(), keys->keys().end()});
    EXPECT_TRUE(proof.ok()) << proof.status();
    if (!proof.ok()) return absl::OkStatus();
    EXPECT_TRUE(proof->proven()) << "at head " << proof->mark.head();
    ++proofs;
    equal += proof->proven();
    absl::MutexLock lock(&mutex);
    proven_head = proof->mark.head();
    return absl::OkStatus();
  };
  std::stop_source stop;
  std::thread watcher([&] {
    const absl::Status ended = client::Follow(watching, follow, follower, stop.get_token());
    EXPECT_TRUE(absl::IsCancelled(ended)) << ended;
  });

  // The push.
  Connection pushing(profile);
  std::vector<uint8_t> answers(records + 1);
  std::atomic<uint64_t> answered = 0;
  client::PushSettings push;
  push.options.set_source(kSource);
  client::Pusher pusher(pushing, push, [&](const exchange::v1::ItemOutcome& outcome) {
    ASSERT_LE(outcome.item(), records);
    EXPECT_EQ(answers[outcome.item()]++, 0) << "item " << outcome.item() << " was answered twice";
    EXPECT_TRUE(outcome.outcome() == exchange::v1::OUTCOME_CREATED ||
                outcome.outcome() == exchange::v1::OUTCOME_UNCHANGED)
        << exchange::v1::Outcome_Name(outcome.outcome());
    ++answered;
  });
  // The producer waits for each kill before it goes far beyond it: no kill comes after the end.
  constexpr uint64_t kKills = 9;
  std::atomic<uint64_t> kills = 0;
  absl::Status finished;
  std::thread producer([&] {
    for (uint64_t number = 1; number <= records; ++number) {
      while (number > records * (kills + 1) / kKills) absl::SleepFor(absl::Milliseconds(1));
      if (finished = pusher.Push(Vacancy(number)); !finished.ok()) return;
    }
    finished = pusher.Finish();
  });

  // The kills: each part in turn, at a point of the push that the seed chooses, more often as there is time.
  const std::vector<std::string> parts = {"jobs", "postgres", "haproxy"};
  for (uint64_t kill = 0; kill < kKills; ++kill) {
    const uint64_t at = records * kill / kKills + random() % (records / kKills / 2);
    const absl::Time deadline = absl::Now() + absl::Minutes(3);
    while (answered < at && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(1));
    EXPECT_LT(answered, records);
    const std::string& part = parts[kill % parts.size()];
    std::printf("kill -9 %s after %lu answers\n", part.c_str(), static_cast<unsigned long>(answered.load()));
    cluster.Kill(part);
    cluster.Start(part);
    ++kills;
  }
  producer.join();
  EXPECT_TRUE(finished.ok()) << finished;
  EXPECT_EQ(answered, records);
  std::printf("streams opened by the push: %d\n", pusher.state().streams);

  // The follower reaches the head of everything answered, proves it, and holds each record once.
  const absl::Time deadline = absl::Now() + absl::Minutes(2);
  const auto reached = [&] {
    absl::MutexLock lock(&mutex);
    return proven_head >= records && follower.size() == records;
  };
  while (!reached() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(20));
  stop.request_stop();
  watcher.join();
  EXPECT_EQ(follower.tracker().count(), records);
  EXPECT_TRUE(reached());
  EXPECT_GT(proofs, 0u);
  EXPECT_EQ(equal, proofs);
  std::set<std::string> ids;
  for (const auto& [hub_id, stored] : follower.Records()) ids.insert(stored.record().record_id());
  EXPECT_EQ(ids.size(), records) << "doubled or lost";
  std::printf("%lu records, %lu kills, %lu proofs\n", static_cast<unsigned long>(follower.size()),
              static_cast<unsigned long>(kills.load()), static_cast<unsigned long>(proofs.load()));
}

}  // namespace
}  // namespace tabadul

// A thousand followers through the gateway: what each costs, how soon all have a change, what a reload of the gateway
// and what one that never reads do.
#include <algorithm>
#include <functional>

#include "absl/time/clock.h"
#include "tests/bench/exchange/parts.h"
#include "tests/harness/crowd.h"
#include "tests/harness/eventually.h"

namespace tabadul::bench {
namespace {

using harness::Crowd;
using harness::Eventually;

constexpr absl::Duration kPatience = absl::Minutes(2);
constexpr int kChanges = 20;
constexpr size_t kNeverReading = 20;
constexpr absl::Duration kUntilGivenBack =
    absl::Seconds(15);  // services/allocator.cc: a second after it is freed
// KiB: what any follower may cost, and twice a page of 512 KiB with the largest record that the hub takes.
constexpr double kOfAFollower = 64, kOfOneThatNeverReads = kOfAFollower + 2 * (512 + 256);

void MustAll(const Crowd& crowd, const char* what, const std::function<size_t()>& count) {
  if (!Eventually([&] { return count() == crowd.size(); }, kPatience))
    Die(std::to_string(count()) + " of " + std::to_string(crowd.size()) + " followers " + what);
}

// Pushes one record and waits until all have it: the time after its acknowledgement.
absl::Duration Spread(const client::Profile& writer, const Crowd& crowd, const std::string& id) {
  const Pushed pushed = Push(writer, kEgypt, MakeItems(id, 1), 1);
  const absl::Time acknowledged = absl::Now();
  MustAll(crowd, "have a change", [&] { return crowd.reached(pushed.sequence); });
  return absl::Now() - acknowledged;
}

// What one that asks for the feed and never reads makes the service keep, while everything is written anew.
void NeverReading(Stage& stage, const client::Profile& writer, const client::Profile& reader) {
  const uint64_t count = Records() / 2;
  auto items = MakeItems("w", count);
  const int bytes = MeanBytes(items);
  AwaitIndex(writer, Push(writer, kEgypt, std::move(items)).token);
  const pid_t jobs = stage.cluster().Pid("jobs");
  {
    // What pages need while they are made, the service has had before, and keeps: it is not of one follower.
    const Crowd readers(reader, kNeverReading);
    MustAll(readers, "have read all", [&] { return readers.marked(); });
  }
  absl::SleepFor(kUntilGivenBack);
  const uint64_t before = ResidentBytes(jobs);
  const Crowd crowd(reader, kNeverReading, false);
  uint64_t most = before, after = before;
  for (absl::Time end = absl::Now() + kUntilGivenBack; absl::Now() < end;
       absl::SleepFor(absl::Milliseconds(50))) {
    after = ResidentBytes(jobs);
    most = std::max(most, after);
  }
  const auto each = [&](uint64_t now) {
    return static_cast<double>(now - std::min(before, now)) / 1024 / kNeverReading;
  };
  stage.Add({"memory for a follower that never reads", each(after), "KiB", kOfOneThatNeverReads, kGateway,
             kNeverReading, bytes, "bound: a page of 512 KiB and a record, once queued and once in gRPC",
             Bound::kAtMost});
  stage.Add({"the most meanwhile, over their number",
             each(most),
             "KiB",
             {},
             kGateway,
             kNeverReading,
             bytes,
             "with what eight workers need to make the pages"});
}

}  // namespace

void Followers(Stage& stage) {
  const size_t size = Setting("TABADUL_BENCH_FOLLOWERS", 1'000);
  const client::Profile writer = stage.Member();
  const client::Profile reader = stage.Member("MA/anapec/pes");
  auto items = MakeItems("c", 100);
  const int bytes = MeanBytes(items);
  AwaitIndex(writer, Push(writer, kEgypt, std::move(items)).token);
  const int clients = static_cast<int>(size);
  const pid_t jobs = stage.cluster().Pid("jobs");
  const uint64_t before = ResidentBytes(jobs);

  const absl::Time begun = absl::Now();
  const Crowd crowd(reader, size);
  MustAll(crowd, "have reached the head", [&] { return crowd.marked(); });
  stage.Add({"followers that have reached the head", static_cast<double>(crowd.marked()), "", 1'000, kGateway,
             clients, bytes, "each with a TLS connection of its own"});
  stage.Add(
      {"until all have", absl::ToDoubleSeconds(absl::Now() - begun), "s", {}, kGateway, clients, bytes, ""});

  std::vector<double> spread;
  for (int i = 0; i < kChanges; ++i)
    spread.push_back(absl::ToDoubleMilliseconds(Spread(writer, crowd, "d" + std::to_string(i))));
  std::sort(spread.begin(), spread.end());
  stage.Add({"memory of the service for a follower",
             static_cast<double>(ResidentBytes(jobs) - before) / 1024 / static_cast<double>(size), "KiB",
             kOfAFollower, kGateway, clients, bytes, "after the changes", Bound::kAtMost});
  stage.Add({"acknowledged to seen by all, median",
             spread[kChanges / 2],
             "ms",
             {},
             kGateway,
             clients,
             bytes,
             std::to_string(kChanges) + " changes, one by one"});
  stage.Add({"acknowledged to seen by all, slowest", spread.back(), "ms", {}, kGateway, clients, bytes, ""});

  const absl::Duration cpu = CpuTime(jobs);
  constexpr absl::Duration kIdle = absl::Seconds(10);
  absl::SleepFor(kIdle);
  stage.Add({"the service's processor time while nothing changes",
             100 * absl::FDivDuration(CpuTime(jobs) - cpu, kIdle),
             "% of a core",
             {},
             kGateway,
             clients,
             bytes,
             "heartbeats, each with a mark"});

  stage.cluster().ReloadGateway();
  Spread(writer, crowd, "e");
  stage.Add({"followers dropped by a reload of the gateway", static_cast<double>(crowd.ended()), "", 0,
             kGateway, clients, bytes, "all have seen a change after it", Bound::kAtMost});
  NeverReading(stage, writer, reader);
}

}  // namespace tabadul::bench

#include "tests/chaos/exchange/faults.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <thread>

#include "lib/exchange/boundaries.h"
#include "tests/chaos/exchange/exporter.h"
#include "tests/chaos/exchange/granter.h"
#include "tests/harness/eventually.h"

namespace tabadul::chaos {
namespace {

using harness::Eventually;

// Until items are answered again, or for so long.
void AwaitProgress(Cast& cast, uint64_t items, absl::Duration most) {
  const uint64_t before = cast.world.answered;
  Eventually([&] { return cast.world.answered >= before + items; }, most);
}

harness::TcpGate& AGate(Cast& cast) {
  const uint64_t all = cast.writers.size() + cast.watchers.size(), one = Below(cast.random, all);
  return one < cast.writers.size() ? cast.writers[one]->gate()
                                   : cast.watchers[one - cast.writers.size()]->gate();
}

void EachGate(Cast& cast, const std::function<void(harness::TcpGate&)>& change) {
  for (const auto& writer : cast.writers) change(writer->gate());
  for (const auto& watcher : cast.watchers) change(watcher->gate());
}

void KillAndRevive(Cast& cast, const std::string& part) {
  cast.world.Kill(part);
  ++cast.kills[part];
  cast.world.Revive(part);
}

// -- at a boundary ---------------------------------------------------------------------------------------

// Who has to act so that the point is reached, once; null: the writers do.
void (*ActorOf(const std::string& boundary))(World&, int) {
  if (boundary.starts_with("run_")) return Export;
  if (boundary.starts_with("share_") || boundary.starts_with("resequence_")) return Regrant;
  return nullptr;
}

// What makes the point be reached, where waiting is not enough.
void Provoke(Cast& cast, const std::string& boundary) {
  if (boundary.starts_with("start_") || boundary.starts_with("epoch_")) {
    cast.world.Kill("jobs");
    ++cast.kills["jobs"];
  }
  if (boundary.starts_with("epoch_"))
    KillAndRevive(cast, "postgres");  // an epoch is opened at each start of it
  if (boundary.starts_with("expiry_")) {
    cast.world.history()->ClockLeaps();
    cast.world.page().SetClock(absl::Hours(72));
  }
}

bool StrikeBoundary(Cast& cast, const std::string& boundary) {
  World& world = cast.world;
  const bool starting = boundary.starts_with("start_") || boundary.starts_with("epoch_");
  const bool rare = boundary.starts_with("expiry_") || ActorOf(boundary) != nullptr;
  const uint64_t dice = Below(cast.random, 10);
  const std::string other = boundary.ends_with("_ledger") ? "ledger" : dice < 8 ? "postgres" : "haproxy";
  const std::string victim = starting || dice < 6 ? "jobs" : other;
  const bool dies = victim == "jobs";
  world.page().Arm(boundary, dies ? fault::Action::kDie : fault::Action::kStop,
                   starting || rare ? 0 : static_cast<int>(Below(cast.random, 3)));
  Provoke(cast, boundary);
  std::optional<std::jthread> acting;
  if (const auto act = ActorOf(boundary); act != nullptr) {
    acting.emplace([&world, act, number = ++cast.exports](const std::stop_token& stop) {
      for (int more = 0; more < 20 && !stop.stop_requested(); ++more) act(world, 20 * number + more);
    });
  }
  if (starting) {
    world.Revive("jobs");  // dies once on the way
  } else if (!world.page().AwaitFired(absl::Seconds(12))) {
    world.page().Disarm();
    world.page().SetClock(absl::ZeroDuration());
    return false;
  }
  if (!world.page().Fired()) return false;
  if (dies) {
    if (!starting) Eventually([&] { return !world.cluster().Runs("jobs"); });
    ++cast.kills["jobs"];
  } else {
    world.Kill(victim);
    ++cast.kills[victim];
    world.page().Go();
    if (Chance(cast.random, 0.3)) absl::SleepFor(absl::Milliseconds(Below(cast.random, 1500)));
  }
  world.page().SetClock(absl::ZeroDuration());
  world.ReviveAll();
  return true;
}

// -- elsewhere -------------------------------------------------------------------------------------------

void CutTcp(Cast& cast) {
  for (int cuts = 0; cuts < 5; ++cuts) {
    AGate(cast).CloseAll();
    AwaitProgress(cast, 5, absl::Seconds(1));
  }
}

void CutInTheMiddle(Cast& cast) {
  EachGate(cast, [&](harness::TcpGate& gate) { gate.CloseAfter(1 + Below(cast.random, 4000)); });
  absl::SleepFor(absl::Milliseconds(700));
}

void Delay(Cast& cast) {
  EachGate(cast, [&](harness::TcpGate& gate) { gate.Delay(absl::Milliseconds(Below(cast.random, 300))); });
  AwaitProgress(cast, 50, absl::Seconds(3));
}

void HalfOpen(Cast& cast) {
  for (int i = 0; i < 3; ++i) AGate(cast).Drop();
  absl::SleepFor(absl::Seconds(2));
}

void OneByteAtATime(Cast& cast) {
  for (int i = 0; i < 3; ++i) AGate(cast).Slice(1);
  AwaitProgress(cast, 30, absl::Seconds(3));
}

void Stalled(Cast& cast) {
  for (int i = 0; i < 3; ++i) AGate(cast).Stall();
  absl::SleepFor(absl::Seconds(2));
}

void FreezeParts(Cast& cast) {
  const std::vector<std::string> parts = {"jobs", "postgres", "ledger", "haproxy", "identity"};
  const std::string& part = parts[Below(cast.random, parts.size())];
  cast.world.cluster().Freeze(part);
  absl::SleepFor(absl::Milliseconds(500 + Below(cast.random, 2500)));
  cast.world.cluster().Thaw(part);
}

// The commit takes place; whoever waited for the answer has given up.
void CommitThenTimeOut(Cast& cast) {
  FaultsPage& page = cast.world.page();
  page.Arm("after_commit_before_answer", fault::Action::kStop, static_cast<int>(Below(cast.random, 3)));
  if (page.AwaitFired(absl::Seconds(10))) absl::SleepFor(absl::Seconds(7));  // above the writers' patience
  page.Disarm();
  page.Go();
}

// A backend of PostgreSQL ends under the transaction.
void EndBackends(Cast& cast) {
  FaultsPage& page = cast.world.page();
  page.Arm(Chance(cast.random, 0.5) ? "before_commit" : "after_write_rows", fault::Action::kStop, 1);
  if (page.AwaitFired(absl::Seconds(10))) {
    const std::string directory = cast.world.cluster().Value("PG_DIR");
    harness::RunCommand(
        {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "psql", "-h", directory, "-U",
         "postgres", "-qAtc",
         "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'jobs'"});
  }
  page.Disarm();
  page.Go();
}

void ClockBack(Cast& cast) {
  cast.world.page().SetClock(-absl::Hours(1));
  absl::SleepFor(absl::Milliseconds(Below(cast.random, 2000)));
  if (Chance(cast.random, 0.5)) KillAndRevive(cast, "jobs");
  AwaitProgress(cast, 50, absl::Seconds(2));
  cast.world.page().SetClock(absl::ZeroDuration());
}

std::string Ballast(World& world) { return world.cluster().Value("PG_DIR") + "/ballast"; }

void DiskFull(Cast& cast) {
  if (!cast.world.has_disk()) return;
  const int file = open(Ballast(cast.world).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const std::string block(1 << 20, '\0');
  size_t part = block.size();
  while (part > 0) {
    if (write(file, block.data(), part) <= 0) part /= 2;  // to the last byte
  }
  close(file);
  absl::SleepFor(absl::Seconds(3));
  std::filesystem::remove(Ballast(cast.world));
}

void Reload(Cast& cast) { cast.world.cluster().ReloadGateway(); }

void StopInGoodOrder(Cast& cast) {
  cast.world.cluster().Stop("jobs");
  cast.world.Revive("jobs");
}

void IdentityDies(Cast& cast) { KillAndRevive(cast, "identity"); }

// Erasures wait, the rest goes on.
void LedgerDies(Cast& cast) {
  cast.world.Kill("ledger");
  ++cast.kills["ledger"];
  AwaitProgress(cast, 100, absl::Seconds(5));
  cast.world.Revive("ledger");
}

// Both at once: nothing is read or written until it is known whether this is the database that it was.
void LedgerAndPostgresDie(Cast& cast) {
  for (const char* const part : {"ledger", "postgres"}) {
    cast.world.Kill(part);
    ++cast.kills[part];
  }
  cast.world.Revive("postgres");
  absl::SleepFor(absl::Milliseconds(Below(cast.random, 1500)));
  cast.world.Revive("ledger");
}

struct Fault {
  const char* name;
  void (*strike)(Cast& cast);
};
constexpr Fault kFaults[] = {
    {"tcp_cut", CutTcp},
    {"tcp_cut_in_the_middle", CutInTheMiddle},
    {"tcp_delay", Delay},
    {"tcp_half_open", HalfOpen},
    {"tcp_one_byte_at_a_time", OneByteAtATime},
    {"tcp_stalled", Stalled},
    {"frozen", FreezeParts},
    {"commit_then_time_out", CommitThenTimeOut},
    {"backends_ended", EndBackends},
    {"clock_back_an_hour", ClockBack},
    {"disk_full", DiskFull},
    {"gateway_reload", Reload},
    {"stop_in_good_order", StopInGoodOrder},
    {"identity_killed", IdentityDies},
    {"ledger_killed", LedgerDies},
    {"ledger_and_postgres_killed", LedgerAndPostgresDie},
};

}  // namespace

std::vector<std::string> Deck(Cast& cast) {
  std::vector<std::string> names;
  for (const exchange::Boundary& boundary : exchange::kBoundaries) names.emplace_back(boundary.name);
  for (const Fault& fault : kFaults) names.emplace_back(fault.name);
  std::shuffle(names.begin(), names.end(), cast.random);
  return names;
}

void Strike(Cast& cast, const std::string& name) {
  const absl::Time begun = absl::Now();
  bool done = false, found = false;
  for (const Fault& fault : kFaults) {
    if (name != fault.name) continue;
    fault.strike(cast);
    found = done = true;
  }
  if (!found) done = StrikeBoundary(cast, name);
  if (done) ++cast.struck[name];
  Heal(cast);
  std::printf("  %-28s %s %4.1f s, %lu items answered\n", name.c_str(), done ? "struck     " : "not reached",
              absl::ToDoubleSeconds(absl::Now() - begun),
              static_cast<unsigned long>(cast.world.answered.load()));
  AwaitProgress(cast, 20, absl::Seconds(10));
}

void Heal(Cast& cast) {
  cast.world.page().Disarm();
  cast.world.page().Go();
  cast.world.page().SetClock(absl::ZeroDuration());
  EachGate(cast, [](harness::TcpGate& gate) { gate.Pass(); });
  if (cast.world.has_disk()) std::filesystem::remove(Ballast(cast.world));
  cast.world.ReviveAll();
}

}  // namespace tabadul::chaos

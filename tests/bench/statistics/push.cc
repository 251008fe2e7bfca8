// All observations into the hub, by several clients at once, and what that costs.
#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "tests/bench/statistics/parts.h"

namespace tabadul::bench {
namespace {

constexpr char kPush[] = "/tabadul.statistics.v1.SeriesExchangeService/Push";
constexpr double kBar = 100'000;  // observations a second, durable
// One client each, for every fourth country.
constexpr const char* kSources[] = {"EG/bench/stat", "ID/bench/stat", "NG/bench/stat", "TR/bench/stat"};
constexpr size_t kClients = std::size(kSources);

CpuTimes TimesOfProcesses(Hub& hub) {
  CpuTimes times = {{"client", CpuTime(getpid())}};
  for (const char* const part : {"haproxy", "statistics", "postgres", "ledger", "identity"})
    times[part] = CpuTimeOfTree(hub.stage().cluster().Pid(part));
  return times;
}

// The series of the countries of one client, made as they are sent. The bytes of their payloads.
uint64_t PushShare(const Observations& observations, const client::Profile& member, size_t client) {
  client::Connection connection(member);
  client::PushSettings settings = Receipted(kSources[client]);
  settings.method = kPush;
  std::atomic<uint64_t> created = 0;
  client::Pusher pusher(connection, settings, [&](const exchange::v1::ItemOutcome& outcome) {
    created += outcome.outcome() == exchange::v1::OUTCOME_CREATED;
  });
  uint64_t pushed = 0, bytes = 0;
  for (uint64_t number = 0; number < observations.series(); ++number) {
    if (number % Observations::countries() % kClients != client) continue;
    exchange::v1::PushItem item = observations.ItemOf(number);
    bytes += item.upsert().series().ByteSizeLong();
    Check(pusher.Push(std::move(item)));
    ++pushed;
  }
  Check(pusher.Finish());
  if (created != pushed) Die("not all series were written");
  return bytes;
}

uint64_t PushAll(Hub& hub) {
  std::vector<client::Profile> members;
  for (const char* const source : kSources) members.push_back(hub.stage().Member(source));
  std::atomic<uint64_t> bytes = 0;
  std::vector<std::thread> clients;
  for (size_t client = 0; client < kClients; ++client)
    clients.emplace_back([&, client] { bytes += PushShare(hub.observations(), members[client], client); });
  for (std::thread& client : clients) client.join();
  return bytes;
}

}  // namespace

void PushObservations(Hub& hub, Report& report) {
  const auto observations = static_cast<double>(hub.observations().observations());
  const auto series = static_cast<double>(hub.observations().series());
  const pid_t pid = hub.pid();
  const CpuTimes processes = TimesOfProcesses(hub), threads = CpuTimeOfThreads(pid);
  const absl::Duration machine = CpuTime();
  const absl::Time start = absl::Now();
  const uint64_t bytes = PushAll(hub);
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  const absl::Duration used = CpuTime() - machine;
  CpuTimes of_processes, of_threads;
  AddGrowth(processes, TimesOfProcesses(hub), of_processes);
  AddGrowth(threads, CpuTimeOfThreads(pid), of_threads);
  const double shown = hub.AwaitShown();

  const auto add = [&](const char* figure, double value, const char* unit, std::optional<double> bar,
                       const std::string& note) {
    report.Add({figure, value, unit, bar, kGateway, static_cast<int>(kClients),
                static_cast<int>(static_cast<double>(bytes) / series), note});
  };
  add("push, durable", observations / seconds, "obs/s", kBar,
      fmt::format("receipts kept; {:.0f} observations in {:.0f} s, made meanwhile", observations, seconds));
  add("push, durable, series", series / seconds, "records/s", {},
      fmt::format("of {:.0f} observations each in the mean", observations / series));
  add("push: processor time of an observation, whole machine",
      absl::ToDoubleMicroseconds(used) / observations, "us", {},
      "first series to last acknowledgement; " + Told(of_processes));
  add("push: processor time of an observation, statistics alone",
      absl::ToDoubleMicroseconds(of_processes["statistics"]) / observations, "us", {}, Told(of_threads));
  add("push: last acknowledgement to all shown", shown, "s", {}, "by the service's own count");
}

}  // namespace tabadul::bench

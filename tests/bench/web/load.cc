#include "tests/bench/web/load.h"

#include <unistd.h>

#include <atomic>
#include <thread>
#include <utility>

#include "absl/time/clock.h"

namespace tabadul::bench {
namespace {

constexpr int kRounds = 3;
constexpr absl::Duration kRound = absl::Seconds(4), kWarmUp = absl::Seconds(1);

}  // namespace

// What one client got.
struct Load::Answers {
  std::vector<double> milliseconds;
  uint64_t bytes = 0;
  absl::Status status;  // of the one that failed
};

Load::Load(Stage& stage, std::string name, const char* path, Ask ask)
    : stage_(stage), name_(std::move(name)), path_(path), ask_(std::move(ask)) {}

std::vector<Load::Answers> Load::Run(absl::Duration time) const {
  std::vector<Answers> all(kClients);
  std::atomic<bool> failed = false;
  const absl::Time end = absl::Now() + time;
  std::vector<std::thread> threads;
  for (size_t client = 0; client < kClients; ++client) {
    threads.emplace_back([&, client] {
      Answers& mine = all[client];
      for (absl::Time begun = absl::Now(); begun < end && !failed;) {
        const absl::StatusOr<size_t> bytes = ask_(client);
        if (!bytes.ok()) {
          mine.status = bytes.status();
          failed = true;
          return;
        }
        const absl::Time answered = absl::Now();
        mine.milliseconds.push_back(absl::ToDoubleMilliseconds(answered - begun));
        mine.bytes += *bytes;
        begun = answered;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (const Answers& each : all) Check(each.status);
  return all;
}

CpuTimes Load::TimesOfProcesses() const {
  CpuTimes times = {{"client", CpuTime(getpid())}};
  for (const char* const part : {"haproxy", "web", "jobs", "postgres", "redis"})
    times[part] = CpuTimeOfTree(stage_.cluster().Pid(part));
  return times;
}

void Load::WarmUp() const { Run(kWarmUp); }

void Load::Round() {
  const pid_t web = stage_.cluster().Pid("web");
  const CpuTimes processes = TimesOfProcesses(), threads = CpuTimeOfThreads(web);
  const absl::Duration machine = CpuTime();
  const absl::Time begun = absl::Now();
  const std::vector<Answers> all = Run(kRound);
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begun);
  machine_ += CpuTime() - machine;
  AddGrowth(threads, CpuTimeOfThreads(web), threads_of_web_);
  AddGrowth(processes, TimesOfProcesses(), processes_);
  const size_t before = milliseconds_.size();
  for (const Answers& each : all) {
    milliseconds_.insert(milliseconds_.end(), each.milliseconds.begin(), each.milliseconds.end());
    bytes_ += each.bytes;
  }
  rates_.push_back(static_cast<double>(milliseconds_.size() - before) / seconds);
}

double Load::rate() const { return Quantile(rates_, 0.5); }
int Load::bytes() const { return static_cast<int>(bytes_ / milliseconds_.size()); }
double Load::Each(absl::Duration time) const {
  return absl::ToDoubleMicroseconds(time) / static_cast<double>(milliseconds_.size());
}

void Load::AddRows(const std::string& unit, std::optional<double> bar, const std::string& note) const {
  const std::string rounds = "median of " + std::to_string(kRounds) + " rounds, by turns";
  const int clients = static_cast<int>(kClients);
  stage_.Add({name_, rate(), unit + "/s", bar, path_, clients, bytes(),
              note.empty() ? rounds : note + "; " + rounds});
  for (const auto& [name, share] : {std::pair(", p50", 0.5), std::pair(", p99", 0.99)})
    stage_.Add({name_ + name, Quantile(milliseconds_, share), "ms", {}, path_, clients, bytes(), ""});
}

void Load::AddCosts(const std::string& what) const {
  const auto add = [&](const std::string& of, absl::Duration time, const std::string& note) {
    stage_.Add({"processor time of " + what + ", " + of,
                Each(time),
                "us",
                {},
                path_,
                static_cast<int>(kClients),
                bytes(),
                note});
  };
  add("whole machine", machine_, "");
  for (const auto& [process, time] : processes_)
    add(process, time, process == "web" ? Told(threads_of_web_) : "");
}

void ByTurns(const std::vector<Load*>& loads) {
  for (const Load* const load : loads) load->WarmUp();
  for (int round = 0; round < kRounds; ++round) {
    for (Load* const load : loads) load->Round();
  }
}

}  // namespace tabadul::bench

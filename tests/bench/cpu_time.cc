#include "tests/bench/cpu_time.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

namespace tabadul::bench {
namespace {

absl::Duration OfTicks(int64_t ticks) {
  return absl::Seconds(static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Stat {
  std::string name;
  pid_t parent = 0;
  int64_t own = 0, waited = 0;  // ticks: its own, and of its children that have ended
};

// Of a process or a thread; none if it has gone.
std::optional<Stat> StatOf(const std::string& directory) {
  const std::string line = Read(directory + "/stat");
  const size_t open = line.find('('), close = line.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return std::nullopt;
  Stat stat{.name = line.substr(open + 1, close - open - 1)};
  std::istringstream fields(line.substr(close + 1));
  std::string field;
  for (int number = 3; fields >> field && number <= 17; ++number) {
    if (number == 4) stat.parent = std::stoi(field);
    if (number == 14 || number == 15) stat.own += std::stoll(field);
    if (number == 16 || number == 17) stat.waited += std::stoll(field);
  }
  return stat;
}

std::string DirectoryOf(pid_t pid) { return "/proc/" + std::to_string(pid); }

}  // namespace

absl::Duration CpuTime() {
  std::istringstream all(Read("/proc/stat"));
  std::string name;
  // user, nice, system; then idle and waiting, which are no work; then interrupts, hard and soft
  int64_t ticks[7] = {};
  all >> name;
  for (int64_t& each : ticks) all >> each;
  return OfTicks(ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]);
}

absl::Duration CpuTime(pid_t pid) {
  const auto stat = StatOf(DirectoryOf(pid));
  return stat ? OfTicks(stat->own) : absl::ZeroDuration();
}

absl::Duration ThreadCpuTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

absl::Duration CpuTimeOfTree(pid_t root) {
  std::map<pid_t, Stat> processes;
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry("/proc", ignored), end; entry != end;
       entry.increment(ignored)) {
    const pid_t pid = std::atoi(entry->path().filename().c_str());
    if (pid <= 0) continue;
    if (auto stat = StatOf(entry->path())) processes.emplace(pid, *std::move(stat));
  }
  std::vector<pid_t> tree = {root};
  int64_t ticks = 0;
  for (size_t i = 0; i < tree.size(); ++i) {
    for (const auto& [pid, stat] : processes) {
      if (pid == tree[i]) ticks += stat.own + stat.waited;
      if (stat.parent == tree[i]) tree.push_back(pid);
    }
  }
  return OfTicks(ticks);
}

CpuTimes CpuTimeOfThreads(pid_t pid) {
  CpuTimes times;
  std::error_code ignored;
  for (std::filesystem::directory_iterator entry(DirectoryOf(pid) + "/task", ignored), end; entry != end;
       entry.increment(ignored)) {
    if (const auto stat = StatOf(entry->path())) times[stat->name] += OfTicks(stat->own);
  }
  return times;
}

void AddGrowth(const CpuTimes& before, const CpuTimes& after, CpuTimes& sum) {
  for (const auto& [name, time] : after) {
    const auto old = before.find(name);
    const absl::Duration growth = old == before.end() ? time : time - old->second;
    sum[name] += std::max(growth, absl::ZeroDuration());  // a thread of the name may have ended
  }
}

std::string Told(const CpuTimes& times) {
  constexpr absl::Duration kLeast = absl::Milliseconds(50);
  std::vector<std::pair<absl::Duration, std::string>> sorted;
  for (const auto& [name, time] : times) {
    if (time >= kLeast) sorted.emplace_back(time, name);
  }
  std::sort(sorted.rbegin(), sorted.rend());
  std::string told;
  for (const auto& [time, name] : sorted)
    told += fmt::format("{}{} {:.1f} s", told.empty() ? "" : ", ", name, absl::ToDoubleSeconds(time));
  return told;
}

}  // namespace tabadul::bench

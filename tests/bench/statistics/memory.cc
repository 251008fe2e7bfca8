// What an observation costs in memory, and how long the service reads until it is ready.
#include "absl/time/clock.h"
#include "fmt/format.h"
#include "tests/bench/statistics/parts.h"

namespace tabadul::bench {
namespace {

constexpr double kCubeBar = 16;  // bytes of an observation

double Mebi(double bytes) { return bytes / 1024 / 1024; }

class Memory {
 public:
  Memory(Hub& hub, Report& report) : hub_(hub), report_(report) {}

  void AddCubes() const {
    const double bytes = hub_.Metric("tabadul_statistics_memory_bytes");
    Add("memory of the cubes for an observation", bytes, kCubeBar, "by the service's own count");
  }
  // `when`: what it has done before.
  void AddProcess(const std::string& when) const {
    const double resident = static_cast<double>(ResidentBytes(hub_.pid()));
    const double own = static_cast<double>(AnonymousBytes(hub_.pid()));
    Add("memory of the process for an observation, " + when, resident, {},
        fmt::format("resident, all else that it has included; {:.0f} MiB of it its own, not of files",
                    Mebi(own)));
  }

 private:
  void Add(const std::string& figure, double bytes, std::optional<double> bar,
           const std::string& note) const {
    const double observations = hub_.Metric("tabadul_statistics_observations");
    report_.Add({figure, bytes / observations, "bytes", bar, "", 1, 0,
                 fmt::format("{:.0f} MiB for {:.0f} observations; {}", Mebi(bytes), observations, note),
                 Bound::kAtMost});
  }

  Hub& hub_;
  Report& report_;
};

}  // namespace

void MemoryAndStart(Hub& hub, Report& report) {
  const Memory memory(hub, report);
  memory.AddCubes();
  memory.AddProcess("which has taken all of them in");
  hub.stage().cluster().Kill("statistics");
  const absl::Time start = absl::Now();
  hub.stage().cluster().Start("statistics");
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  report.Add({"start until ready, from PostgreSQL",
              seconds,
              "s",
              {},
              "",
              1,
              0,
              fmt::format("{:.0f} thousand observations a second; its --migrate before it included",
                          static_cast<double>(hub.observations().observations()) / seconds / 1'000)});
  hub.AwaitShown();
  memory.AddProcess("which has read them at its start");
  hub.Connect();
}

}  // namespace tabadul::bench

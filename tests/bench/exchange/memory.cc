// Memory over the size of what is pushed and pulled: the slope of the peaks, for the command and for the service.
#include <algorithm>
#include <fstream>

#include "absl/time/clock.h"
#include "google/protobuf/util/json_util.h"
#include "tests/bench/corpus.h"
#include "tests/bench/exchange/parts.h"

namespace tabadul::bench {
namespace {

constexpr uint64_t kIds = 10'000;
constexpr uint64_t kSmall = 1, kLarge = 6;  // times so many rows
// Of a file's size: what a list of its rows would cost is far above, noise far below.
constexpr double kConstant = 10;  // KiB of memory per MiB of file

double Mebi(uint64_t bytes) { return static_cast<double>(bytes) / 1024 / 1024; }

// Each row a record of its own, or each of the ids so often with another version and text: then the index does not
// grow with the file.
uint64_t WriteFile(const std::string& path, uint64_t times, bool versions, uint64_t first_version) {
  std::ofstream file(path);
  uint64_t bytes = 0;
  for (uint64_t row = 0; row < times * kIds; ++row) {
    auto record = MakeVacancy(versions ? "v" : "p", versions ? row % kIds : row);
    if (versions) Rewrite(record, row / kIds + first_version);
    std::string line;
    if (!google::protobuf::util::MessageToJsonString(record, &line).ok()) Die("a record has no JSON");
    file << line << '\n';
    bytes += line.size() + 1;
  }
  return bytes;
}

struct Peaks {
  uint64_t command = 0, service = 0;
};

// Runs the command to its end.
Peaks Run(Stage& stage, const std::string& profile, std::vector<std::string> arguments) {
  const pid_t jobs = stage.cluster().Pid("jobs");
  ResetPeak(jobs);
  const std::string log = stage.cluster().directory() + "/command.log";
  harness::Process process(
      {.argv = stage.cluster().TabadulCommand(profile, std::move(arguments)), .log = log});
  Peaks peaks;
  while (process.Running()) {
    peaks.command = std::max(peaks.command, PeakBytes(process.pid()));
    absl::SleepFor(absl::Milliseconds(2));
  }
  if (process.Wait() != 0) Die(harness::Tail(log));
  peaks.service = PeakBytes(jobs);
  return peaks;
}

void AddSlope(Stage& stage, const std::string& what, uint64_t small, uint64_t large, uint64_t small_file,
              uint64_t large_file) {
  const double grown = Mebi(large) - Mebi(small);
  const std::string note = std::to_string(static_cast<int>(Mebi(small))) + " MiB at a file of " +
                           std::to_string(static_cast<int>(Mebi(small_file))) + " MiB, " +
                           std::to_string(static_cast<int>(Mebi(large))) + " MiB at " +
                           std::to_string(static_cast<int>(Mebi(large_file))) + " MiB";
  stage.Add({what, std::max(0.0, 1024 * grown / (Mebi(large_file) - Mebi(small_file))), "KiB/MiB", kConstant,
             kGateway, 1, static_cast<int>(large_file / (kLarge * kIds)), note, Bound::kAtMost});
}

}  // namespace

void Memory(Stage& stage) {
  const std::string profile = stage.cluster().Member(kEgypt);
  const std::string small = stage.cluster().directory() + "/small.jsonl";
  const std::string large = stage.cluster().directory() + "/large.jsonl";
  // What the service keeps of newest changes is full from here on.
  WriteFile(large, kLarge, true, 1);
  Run(stage, profile, {"push", large});
  const uint64_t small_versions = WriteFile(small, kSmall, true, kLarge + 1);
  const Peaks few = Run(stage, profile, {"push", small});
  const uint64_t large_versions = WriteFile(large, kLarge, true, kLarge + kSmall + 1);
  const Peaks many = Run(stage, profile, {"push", large});
  AddSlope(stage, "tabadul push: the command's memory over the file", few.command, many.command,
           small_versions, large_versions);
  AddSlope(stage, "tabadul push: the service's memory over the file", few.service, many.service,
           small_versions, large_versions);

  const std::string pulled = stage.cluster().directory() + "/pulled.jsonl";
  const Peaks pulled_few = Run(stage, profile, {"pull", "--to", pulled});
  const uint64_t rows = WriteFile(large, kLarge - 1, false, 1);
  Run(stage, profile, {"push", large});
  const pid_t jobs = stage.cluster().Pid("jobs");
  const uint64_t before = ResidentBytes(jobs);
  const Peaks pulled_many = Run(stage, profile, {"pull", "--to", pulled, "--anew"});
  AddSlope(stage, "tabadul pull: the command's memory over the file", pulled_few.command, pulled_many.command,
           small_versions, small_versions + rows);
  stage.Add({"tabadul pull: what the service needs for it",
             Mebi(pulled_many.service - std::min(before, pulled_many.service)),
             "MiB",
             {},
             kGateway,
             1,
             static_cast<int>(rows / ((kLarge - 1) * kIds)),
             "peak less what it had before"});
}

}  // namespace tabadul::bench

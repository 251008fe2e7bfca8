// Memory over the size of what is pushed and pulled: how far the peaks of the command and of the service rise between
// the first third of it and its end.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "absl/time/clock.h"
#include "google/protobuf/util/json_util.h"
#include "tests/bench/corpus.h"
#include "tests/bench/exchange/parts.h"

namespace tabadul::bench {
namespace {

namespace fs = std::filesystem;

constexpr char kPrefix[] = "m";
constexpr uint64_t kBatch = 20'000;  // records that this process holds at once
// Of a file's size: what a list of its rows would cost is far above, noise far below.
constexpr double kConstant = 10;  // KiB of memory per MiB of file

double Mebi(uint64_t bytes) { return static_cast<double>(bytes) / 1024 / 1024; }

exchange::v1::Record Make(uint64_t number, uint64_t version) {
  auto record = MakeVacancy(kPrefix, number);
  Rewrite(record, version);
  return record;
}

// All of them with this version, by the library. Returns when the index has them.
void PushAll(const client::Profile& member, uint64_t count, uint64_t version) {
  std::string token;
  for (uint64_t from = 0; from < count; from += kBatch) {
    std::vector<exchange::v1::PushItem> items(std::min(kBatch, count - from));
    for (uint64_t i = 0; i < items.size(); ++i) *items[i].mutable_upsert() = Make(from + i, version);
    token = Push(member, kEgypt, std::move(items)).token;
  }
  AwaitIndex(member, token);
}

// The same as JSON Lines. Its size.
uint64_t WriteFile(const std::string& path, uint64_t count, uint64_t version) {
  std::ofstream file(path);
  for (uint64_t number = 0; number < count; ++number) {
    std::string line;
    if (!google::protobuf::util::MessageToJsonString(Make(number, version), &line).ok())
      Die("a record has no JSON");
    file << line << '\n';
  }
  file.close();
  if (!file.good()) Die("the file cannot be written");
  return fs::file_size(path);
}

// How far a process has read a file; 0 while it does not hold it.
uint64_t ReadSoFar(pid_t pid, const std::string& path) {
  const std::string process = "/proc/" + std::to_string(pid);
  std::error_code gone;  // it may end at any moment
  for (fs::directory_iterator open(process + "/fd", gone), end; !gone && open != end; open.increment(gone)) {
    std::error_code closed;
    if (fs::read_symlink(open->path(), closed) != path) continue;
    std::istringstream about(harness::ReadFile(process + "/fdinfo/" + open->path().filename().string()));
    std::string name;
    uint64_t position = 0;
    if (about >> name >> position && name == "pos:") return position;
  }
  return 0;
}

// A look at a command at work: bytes of its file behind it, and the largest memory of either side until then.
struct Look {
  uint64_t done = 0, command = 0, service = 0;
};

// Runs the command to its end, looking at it again and again.
std::vector<Look> Run(Stage& stage, const std::string& profile, std::vector<std::string> arguments,
                      const std::function<uint64_t(pid_t)>& done) {
  const pid_t jobs = stage.cluster().Pid("jobs");
  const std::string log = stage.cluster().directory() + "/command.log";
  harness::Process process(
      {.argv = stage.cluster().TabadulCommand(profile, std::move(arguments)), .log = log});
  std::vector<Look> looks(1);
  while (process.Running()) {
    const Look now{done(process.pid()), PeakBytes(process.pid()), PeakBytes(jobs)};
    // A process that has just ended has none of them any more.
    looks.push_back({std::max(now.done, looks.back().done), std::max(now.command, looks.back().command),
                     std::max(now.service, looks.back().service)});
    absl::SleepFor(absl::Milliseconds(5));
  }
  if (process.Wait() != 0) Die(harness::Tail(log));
  return looks;
}

void AddGrowth(Stage& stage, const std::string& what, const std::vector<Look>& looks, uint64_t Look::*memory,
               uint64_t records) {
  const Look& end = looks.back();
  const auto third = std::find_if(looks.begin(), looks.end(), [&](const Look& look) {
    return look.done * 3 >= end.done && look.done > 0;
  });
  if (third == looks.end() || third->done == end.done) Die(what + ": the command was seen at its end only");
  const double grown = Mebi(end.*memory) - Mebi((*third).*memory);
  const std::string note = std::to_string(records) + " records, " + std::to_string(int(Mebi(end.done))) +
                           " MiB: peak " + std::to_string(int(Mebi((*third).*memory))) + " MiB at a third, " +
                           std::to_string(int(Mebi(end.*memory))) + " MiB at the end";
  stage.Add({what, 1024 * grown / (Mebi(end.done) - Mebi(third->done)), "KiB/MiB", kConstant, kGateway, 1,
             static_cast<int>(end.done / records), note, Bound::kAtMost});
}

}  // namespace

void Memory(Stage& stage) {
  const uint64_t records = 2 * Records();
  const std::string profile = stage.cluster().Member(kEgypt);
  const auto member = client::LoadProfile(profile);
  Check(member.status());
  const pid_t jobs = stage.cluster().Pid("jobs");
  // The file changes records that are there, each once, so that the index does not grow with it. What the service needs
  // to change them all (segments that die, the newest changes) it has had before: the peak until then counts.
  PushAll(*member, records, 1);
  ResetPeak(jobs);
  PushAll(*member, records, 2);
  const std::string file = stage.cluster().directory() + "/memory.jsonl";
  const uint64_t bytes = WriteFile(file, records, 3);
  const auto pushed = Run(stage, profile, {"push", file}, [&](pid_t pid) { return ReadSoFar(pid, file); });
  if (pushed.back().done != bytes) Die("the file was not read to its end");
  AddGrowth(stage, "tabadul push: the command's memory over the file", pushed, &Look::command, records);
  AddGrowth(stage, "tabadul push: the service's memory over the file", pushed, &Look::service, records);
  fs::remove(file);

  const std::string copy = stage.cluster().directory() + "/pulled.jsonl";
  const uint64_t before = ResidentBytes(jobs);
  ResetPeak(jobs);
  const auto pulled = Run(stage, profile, {"pull", "--to", copy}, [&](pid_t) -> uint64_t {
    std::error_code none;
    const uintmax_t size = fs::file_size(copy + ".mirror", none);
    return none ? 0 : size;
  });
  AddGrowth(stage, "tabadul pull: the command's memory over its copy", pulled, &Look::command, records);
  stage.Add({"tabadul pull: what the service needs for it",
             Mebi(pulled.back().service - std::min(before, pulled.back().service)),
             "MiB",
             {},
             kGateway,
             1,
             static_cast<int>(pulled.back().done / records),
             "peak less what it had before"});
}

}  // namespace tabadul::bench

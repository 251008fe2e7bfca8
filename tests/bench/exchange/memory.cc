// Memory over the size of what is pushed and pulled: how far that of the command and of the service rises from the second
// third of it to the last.
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

// A look at a command at work: bytes of its file behind it, and the memory of either side. A process that has just ended has
// none.
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
    const Look now{done(process.pid()), AnonymousBytes(process.pid()), AnonymousBytes(jobs)};
    looks.push_back({std::max(now.done, looks.back().done), now.command, now.service});
    absl::SleepFor(absl::Milliseconds(5));
  }
  if (process.Wait() != 0) Die(harness::Tail(log));
  return looks;
}

// The median while this third of the file was at work. Peaks would rise with their number alone.
uint64_t MedianOf(const std::vector<Look>& looks, uint64_t Look::*memory, uint64_t third) {
  std::vector<double> values;
  for (const Look& look : looks) {
    if (look.done > 0 && look.done * 3 / (looks.back().done + 1) == third && look.*memory > 0)
      values.push_back(static_cast<double>(look.*memory));
  }
  return static_cast<uint64_t>(Quantile(std::move(values), 0.5));
}

void AddGrowth(Stage& stage, const std::string& what, const std::vector<Look>& looks, uint64_t Look::*memory,
               uint64_t records) {
  const double second = Mebi(MedianOf(looks, memory, 1)), last = Mebi(MedianOf(looks, memory, 2));
  const double file = Mebi(looks.back().done);
  const std::string note = std::to_string(records) + " records, " + std::to_string(int(file)) +
                           " MiB: median " + std::to_string(int(second)) + " MiB in the second third, " +
                           std::to_string(int(last)) + " MiB in the last";
  stage.Add({what, 1024 * (last - second) / (file / 3), "KiB/MiB", kConstant, kGateway, 1,
             static_cast<int>(looks.back().done / records), note, Bound::kAtMost});
}

}  // namespace

void Memory(Stage& stage) {
  const uint64_t records = 2 * Records();
  const std::string profile = stage.cluster().Member(kEgypt);
  const auto member = client::LoadProfile(profile);
  Check(member.status());
  const pid_t jobs = stage.cluster().Pid("jobs");
  // The file changes records that are there, each once, so that the index does not grow with it. What the service needs
  // to change them all (segments that die, the newest changes) it has had before.
  PushAll(*member, records, 1);
  PushAll(*member, records, 2);
  const std::string file = stage.cluster().directory() + "/memory.jsonl";
  const uint64_t bytes = WriteFile(file, records, 3);
  const auto pushed = Run(stage, profile, {"push", file}, [&](pid_t pid) { return ReadSoFar(pid, file); });
  if (pushed.back().done != bytes) Die("the file was not read to its end");
  AddGrowth(stage, "tabadul push: the command's memory over the file", pushed, &Look::command, records);
  AddGrowth(stage, "tabadul push: the service's memory over the file", pushed, &Look::service, records);
  fs::remove(file);

  const std::string copy = stage.cluster().directory() + "/pulled.jsonl";
  const uint64_t before = AnonymousBytes(jobs);
  const auto pulled = Run(stage, profile, {"pull", "--to", copy}, [&](pid_t) -> uint64_t {
    std::error_code none;
    const uintmax_t size = fs::file_size(copy + ".mirror", none);
    return none ? 0 : size;
  });
  AddGrowth(stage, "tabadul pull: the command's memory over its copy", pulled, &Look::command, records);
  uint64_t most = before;
  for (const Look& look : pulled) most = std::max(most, look.service);
  stage.Add({"tabadul pull: what the service needs for it",
             Mebi(most - before),
             "MiB",
             {},
             kGateway,
             1,
             static_cast<int>(pulled.back().done / records),
             "peak less what it had before"});
}

}  // namespace tabadul::bench

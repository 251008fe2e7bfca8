// Memory over the size of what is pushed and pulled: how far that of the command and of the service rises from the second
// third of it to the last.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "absl/time/clock.h"
#include "google/protobuf/util/json_util.h"
#include "tests/bench/corpus.h"
#include "tests/bench/exchange/parts.h"

namespace tabadul::bench {
namespace {

namespace fs = std::filesystem;

constexpr char kPrefix[] = "m";
// Of a file's size: what a list of its rows would cost is far above, noise far below.
constexpr double kConstant = 10;  // KiB of memory per MiB of file

double Mebi(uint64_t bytes) { return static_cast<double>(bytes) / 1024 / 1024; }

// One of a thousand titles: the coder learns each new one for minutes afterwards, up to a bound of its own
// (docs/operations.md#memory).
exchange::v1::Record Make(uint64_t number, uint64_t version) {
  constexpr uint64_t kTitles = 1'000;
  auto record = MakeVacancy(kPrefix, number);
  *record.mutable_vacancy()->mutable_title() = MakeVacancy(kPrefix, number % kTitles).vacancy().title();
  record.set_version(version);
  auto& description = *record.mutable_vacancy()->mutable_description()->mutable_translations(0);
  description.set_text(description.text() + " " + std::to_string(version));
  return record;
}

// All of them with these versions, one after the other, by one stream of the library. Returns when the index has them.
// `pushed`: the bytes of those that were given to it so far.
void PushAll(const client::Profile& member, uint64_t count, const std::vector<uint64_t>& versions,
             std::atomic<uint64_t>& pushed) {
  client::Connection connection(member);
  std::atomic<uint64_t> changed = 0;
  client::Pusher pusher(connection, Receipted(kEgypt), [&](const exchange::v1::ItemOutcome& outcome) {
    changed += outcome.outcome() == exchange::v1::OUTCOME_CREATED ||
               outcome.outcome() == exchange::v1::OUTCOME_UPDATED;
  });
  for (const uint64_t version : versions) {
    for (uint64_t number = 0; number < count; ++number) {
      exchange::v1::PushItem item;
      *item.mutable_upsert() = Make(number, version);
      pushed += item.ByteSizeLong();
      Check(pusher.Push(std::move(item)));
    }
  }
  Check(pusher.Finish());
  if (changed != count * versions.size()) Die("not all records were written");
  AwaitIndex(member, pusher.state().token);
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

// Looks at the service while `work`, which counts what is done, is at work.
std::vector<Look> LookAtService(Stage& stage, const std::function<void(std::atomic<uint64_t>& done)>& work) {
  const pid_t jobs = stage.cluster().Pid("jobs");
  std::atomic<uint64_t> done = 0;
  std::atomic<bool> ended = false;
  std::vector<Look> looks(1);
  std::thread looking([&] {
    while (!ended) {
      looks.push_back({done, 0, AnonymousBytes(jobs)});
      absl::SleepFor(absl::Milliseconds(5));
    }
  });
  work(done);
  ended = true;
  looking.join();
  return looks;
}

// The median while this third of it was at work. Peaks would rise with their number alone.
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
  std::atomic<uint64_t> unseen = 0;
  PushAll(*member, records, {1}, unseen);
  const std::string file = stage.cluster().directory() + "/memory.jsonl";
  const uint64_t bytes = WriteFile(file, records, 2);
  const auto pushed = Run(stage, profile, {"push", file}, [&](pid_t pid) { return ReadSoFar(pid, file); });
  if (pushed.back().done != bytes) Die("the file was not read to its end");
  AddGrowth(stage, "tabadul push: the command's memory over the file", pushed, &Look::command, records);
  fs::remove(file);

  // One stream changes records that are there, so that the index does not grow with it, and each third of it changes them all
  // three times: what an index keeps of replaced documents until it merges them away rises and falls with that.
  const std::vector<uint64_t> versions = {3, 4, 5, 6, 7, 8, 9, 10, 11};
  const auto streamed =
      LookAtService(stage, [&](std::atomic<uint64_t>& done) { PushAll(*member, records, versions, done); });
  AddGrowth(stage, "a stream of pushes: the service's memory over it", streamed, &Look::service,
            versions.size() * records);

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

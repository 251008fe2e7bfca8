// ./dev bench exchange [PART…]: the figures of the exchange, each group on a real cluster of its own with a durable
// PostgreSQL. Both sides of a ratio are measured in one run. docs/benches.md says what each row means.
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/bench/exchange/parts.h"
#include "tests/harness/crowd.h"
#include "tests/harness/process.h"

namespace tabadul::bench {
namespace {

constexpr char kHere[] = "--here";  // PART behind it: in this process

struct Part {
  const char* name;
  void (*run)(Stage&);
  const char* what;
};

constexpr Part kParts[] = {
    {"push", PushAgainstCopy, "push against COPY, 500, 16 and 1 items a message"},
    {"far", PushFarAway, "push at 200 ms round trip"},
    {"fair", PushBesideOthers, "four clients that push at once"},
    {"fresh", Freshness, "from the acknowledgement to followers and searches"},
    {"snapshot", Snapshots, "everything out, direct and through the gateway, after three rewrites"},
    {"reconcile", Reconciling, "ten differences in a million records"},
    {"unary", Unary, "calls through the gateway and direct, search against an empty call"},
    {"memory", Memory, "memory of the command and the service over the size of a file"},
    {"followers", Followers, "a thousand followers through the gateway"},
};

void Usage(FILE* out) {
  std::fprintf(out, "usage: bench_exchange [PART…]     without PART: all\n");
  for (const Part& part : kParts) std::fprintf(out, "  %-10s %s\n", part.name, part.what);
}

const Part* Find(const std::string& name) {
  const auto found =
      std::find_if(std::begin(kParts), std::end(kParts), [&](const Part& part) { return name == part.name; });
  return found == std::end(kParts) ? nullptr : found;
}

int RunHere(const Part& part) {
  harness::Crowd::AllowFiles();  // the cluster inherits it
  Report report(part.name);
  Stage stage(report);
  part.run(stage);
  return report.Finish();
}

// In a process of its own: whatever ends it, the other parts are measured, and none begins with the memory of another.
bool RunApart(const Part& part) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  harness::Process process({.argv = {self, kHere, part.name}});
  siginfo_t ended;
  // Without looking again and again beside what is measured; the child is left for Wait.
  while (waitid(P_PID, static_cast<id_t>(process.pid()), &ended, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
  }
  const int code = process.Wait().value_or(-1);
  if (code != 0) std::fprintf(stderr, "bench: the part %s has died (exit code %d)\n", part.name, code);
  return code == 0;
}

int Run(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == kHere && Find(arguments[1]) != nullptr)
    return RunHere(*Find(arguments[1]));
  const std::set<std::string> wanted(arguments.begin(), arguments.end());
  for (const std::string& name : wanted) {
    if (Find(name) != nullptr) continue;
    Usage(name == "--help" ? stdout : stderr);
    return name == "--help" ? 0 : 2;
  }
  bool all = true;
  for (const Part& part : kParts) {
    if (wanted.empty() || wanted.contains(part.name)) all = RunApart(part) && all;
  }
  Report report("kill");
  report.Add({.figure = "kill -9: records lost, doubled, missed by a follower",
              .bar = 0,
              .note = "counted by ./dev chaos exchange --kills 500 --each 20 (docs/chaos.md)",
              .bound = Bound::kElsewhere});
  const int written = report.Finish();
  return all ? written : 1;
}

}  // namespace
}  // namespace tabadul::bench

int main(int argc, char** argv) { return tabadul::bench::Run({argv + 1, argv + argc}); }

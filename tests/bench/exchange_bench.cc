// ./dev bench exchange [PART…]: the figures of the exchange, each group on a real cluster of its own with a durable
// PostgreSQL. Both sides of a ratio are measured in one run. docs/benches.md says what each row means.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <set>
#include <string>

#include "tests/bench/exchange/parts.h"
#include "tests/harness/crowd.h"

namespace tabadul::bench {
namespace {

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

bool IsPart(const std::string& name) {
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&](const Part& part) { return name == part.name; });
}

int Run(const std::set<std::string>& wanted) {
  for (const std::string& name : wanted) {
    if (IsPart(name)) continue;
    Usage(name == "--help" ? stdout : stderr);
    return name == "--help" ? 0 : 2;
  }
  harness::Crowd::AllowFiles();  // the clusters inherit it
  Report report("exchange");
  for (const Part& part : kParts) {
    if (!wanted.empty() && !wanted.contains(part.name)) continue;
    Stage stage(report);
    part.run(stage);
  }
  report.Add({.figure = "kill -9: records lost, doubled, missed by a follower",
              .bar = 0,
              .note = "counted by ./dev chaos exchange --kills 500 --each 20 (docs/chaos.md)",
              .bound = Bound::kElsewhere});
  return report.Finish();
}

}  // namespace
}  // namespace tabadul::bench

int main(int argc, char** argv) { return tabadul::bench::Run({argv + 1, argv + argc}); }

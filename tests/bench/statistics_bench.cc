// ./dev bench statistics [PART…]: the figures of the statistics service, on one real cluster into which ten million observations are
// pushed first. Both sides of a ratio are measured in one run. docs/benches.md says what each row means.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <set>
#include <string>

#include "tests/bench/statistics/parts.h"

namespace tabadul::bench {
namespace {

constexpr char kFirst[] = "push";  // the others are about what it brings

struct Part {
  const char* name;
  void (*run)(Hub&, Report&);
  const char* what;
};

// The last one ends the service that the others ask.
constexpr Part kParts[] = {
    {kFirst, PushObservations, "all observations, durable, by four clients; goes before any other part"},
    {"availability", Availability, "for which codes there are data"},
    {"series", OneSeries, "one series by its key"},
    {"rows", ManyRows, "a million rows of SDMX-CSV beside COPY, and in other forms"},
    {"mix", QuestionMix, "analytic questions beside PostgreSQL alone and DuckDB"},
    {"memory", MemoryAndStart, "memory of an observation, start until ready"},
};

void Usage(FILE* out) {
  std::fprintf(out, "usage: bench_statistics [PART…]     without PART: all\n");
  for (const Part& part : kParts) std::fprintf(out, "  %-12s %s\n", part.name, part.what);
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
  Report unused("");  // each part has its own
  Stage stage(unused);
  Hub hub(stage);
  int failed = 0;
  for (const Part& part : kParts) {
    if (!wanted.empty() && !wanted.contains(part.name) && part.name != std::string_view(kFirst)) continue;
    Report report(part.name);
    part.run(hub, report);
    failed |= report.Finish();
  }
  return failed;
}

}  // namespace
}  // namespace tabadul::bench

int main(int argc, char** argv) { return tabadul::bench::Run({argv + 1, argv + argc}); }

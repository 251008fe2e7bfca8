// ./dev bench web [PART…]: the figures of the HTTP face, each group on a real cluster of its own, but for the transcoder, which
// needs none. Both sides of a ratio are measured in one run. docs/benches.md says what each row means.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "tests/bench/web/parts.h"

namespace tabadul::bench {
namespace {

struct Part {
  const char* name;
  void (*run)(Report&);
  const char* what;
};

constexpr Part kParts[] = {
    {"transcoder", Transcoding, "JSON to messages and back, against protobuf's json_util"},
    {"search", JsonSearch, "distinct searches by JSON beside the same by gRPC"},
    {"page", VacancyPages, "vacancy pages beside an answer without a body, and where their time goes"},
    {"load", FirstLoads, "bytes of a first visit"},
};

void Usage(FILE* out) {
  std::fprintf(out, "usage: bench_web [PART…]     without PART: all\n");
  for (const Part& part : kParts) std::fprintf(out, "  %-10s %s\n", part.name, part.what);
}

bool IsPart(const std::string& name) {
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&](const Part& part) { return name == part.name; });
}

int Run(const std::vector<std::string>& arguments) {
  const std::set<std::string> wanted(arguments.begin(), arguments.end());
  for (const std::string& name : wanted) {
    if (IsPart(name)) continue;
    Usage(name == "--help" ? stdout : stderr);
    return name == "--help" ? 0 : 2;
  }
  int failed = 0;
  for (const Part& part : kParts) {
    if (!wanted.empty() && !wanted.contains(part.name)) continue;
    Report report(part.name);
    part.run(report);
    failed |= report.Finish();
  }
  return failed;
}

}  // namespace
}  // namespace tabadul::bench

int main(int argc, char** argv) { return tabadul::bench::Run({argv + 1, argv + argc}); }

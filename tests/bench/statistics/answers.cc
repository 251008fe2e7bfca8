// Answers that come at once: for which codes there are data, and one series by its key. One client that asks again and again,
// directly and through the gateway by turns.
#include <numeric>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "fmt/format.h"
#include "tests/bench/statistics/parts.h"

namespace tabadul::bench {
namespace {

constexpr char kFlowPath[] = "TABADUL,DF_EMPLOYMENT_STRUCTURE,1.0";
constexpr char kStructures[] = "application/vnd.sdmx.structure+xml;version=2.1";
constexpr char kGeneric[] = "application/vnd.sdmx.genericdata+xml;version=2.1";
constexpr double kAvailableBar = 15, kSeriesBar = 2;  // ms
constexpr uint64_t kAvailabilities = 300, kSeries = 2'000;
constexpr uint64_t kWarmUp = 20;  // that are asked before, and not counted

// What the answers to one kind of request took.
class Answers {
 public:
  Answers(std::string name, const char* path) : name_(std::move(name)), path_(path) {}

  // Each must say `expected`.
  template <class Get>
  void Ask(const Get& get, std::string_view expected, bool counts) {
    body_.clear();
    const absl::Time begun = absl::Now();
    get([this](std::string_view piece) { body_ += piece; });
    const double took = absl::ToDoubleMilliseconds(absl::Now() - begun);
    if (!absl::StrContains(body_, Absl(expected)))
      Die(fmt::format("{}: an answer without {}", name_, expected));
    if (!counts) return;
    milliseconds_.push_back(took);
    bytes_ += body_.size();
  }

  void Add(Report& report, std::optional<double> bar_of_median, std::optional<double> bar_of_most,
           const std::string& note) const {
    const auto bytes = static_cast<int>(bytes_ / milliseconds_.size());
    report.Add({name_ + ", p50", Quantile(milliseconds_, 0.5), "ms", bar_of_median, path_, 1, bytes, note,
                Bound::kAtMost});
    report.Add({name_ + ", p99", Quantile(milliseconds_, 0.99), "ms", bar_of_most, path_, 1, bytes, "",
                Bound::kAtMost});
  }

 private:
  const std::string name_;
  const char* const path_;
  std::vector<double> milliseconds_;
  std::string body_;
  uint64_t bytes_ = 0;
};

// Both ways by turns. `request`: of a number, with what its answer says.
template <class Request>
void Measure(Hub& hub, Report& report, const std::string& name, uint64_t count, const Request& request,
             std::optional<double> bar_of_median, std::optional<double> bar_of_most,
             const std::string& note) {
  Answers direct(name + ", direct", kDirect), gateway(name + ", through the gateway", kHttp);
  for (uint64_t number = 0; number < kWarmUp + count; ++number) {
    const auto [asked, expected] = request(number);
    const bool counts = number >= kWarmUp;
    direct.Ask([&, &what = asked](const Take& take) { hub.GetDirect(what, take); }, expected, counts);
    gateway.Ask([&, &what = asked](const Take& take) { hub.GetThroughGateway(what, take); }, expected,
                counts);
  }
  direct.Add(report, bar_of_median, bar_of_most, note);
  gateway.Add(report, bar_of_median, bar_of_most, note);
}

}  // namespace

void Availability(Hub& hub, Report& report) {
  const std::string path = fmt::format("/availableconstraint/{}", kFlowPath);
  const std::string counted = fmt::format("<com:AnnotationTitle>{}<", hub.observations().observations());
  Measure(
      hub, report, "availability of the whole dataflow", kAvailabilities,
      [&](uint64_t) {
        return std::pair(Asked{path, "references=none", kStructures}, counted);
      },
      kAvailableBar, kAvailableBar, fmt::format("{} observations", hub.observations().observations()));
  // As an explorer asks once a reader has chosen.
  Measure(
      hub, report, "availability beside a choice of three codes", kAvailabilities,
      [&](uint64_t number) {
        const Key key = hub.observations().KeyOf(number);
        const std::string chosen = fmt::format("/{}.{}..{}......", key[kFreq], key[kArea], key[kSex]);
        return std::pair(Asked{path + chosen, "mode=available&references=none", kStructures}, key[kArea]);
      },
      kAvailableBar, kAvailableBar, "mode=available");
}

void OneSeries(Hub& hub, Report& report) {
  // From one to the next, so that all countries, kinds and lengths have their turn and none comes twice.
  constexpr uint64_t kStep = 7'919;
  const uint64_t series = hub.observations().series();
  if (std::gcd(kStep, series) != 1) Die("the step does not reach every series");
  Measure(
      hub, report, "one series by its key", kSeries,
      [&](uint64_t number) {
        const Key key = hub.observations().KeyOf(number * kStep % series);
        return std::pair(Asked{fmt::format("/data/{}/{}", kFlowPath, absl::StrJoin(key, ".")), "", kGeneric},
                         fmt::format("id=\"OCU\" value=\"{}\"", key[kOcu]));
      },
      kSeriesBar, {}, "generic SDMX-ML; each another one, of all lengths");
}

}  // namespace tabadul::bench

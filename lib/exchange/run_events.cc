#include "lib/exchange/run_events.h"

#include "lib/evidence/digest.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::exchange {
namespace {

const metrics::Counter& CameTo() {
  static const auto* counter = new metrics::Counter(
      "tabadul_exchange_runs_total", "Runs by the state that they came to.", {"kind", "state"});
  return *counter;
}

}  // namespace

void TellOfRuns(const std::string& kind, const std::vector<RunRow>& runs) {
  for (const RunRow& run : runs) {
    const std::string state = StateName(run.state);
    CameTo().With({kind, state}).Increment();
    log::Info("run", {{"kind", kind},
                      {"source", run.source},
                      {"run", evidence::Hex(run.id)},
                      {"state", state},
                      {"implicit", run.implicit},
                      {"to_close", run.to_close},
                      {"closed", run.closed}});
  }
}

}  // namespace tabadul::exchange

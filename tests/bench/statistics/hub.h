// A cluster with observations in it, and the two ways to it: directly to the service statistics, and as a visitor through the
// gateway. One thread, but for push.cc. What fails ends the bench.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "lib/client/connection.h"
#include "tests/bench/exchange/stage.h"
#include "tests/bench/statistics/observations.h"
#include "tests/bench/statistics/visitor.h"

namespace tabadul::bench {

// How often, if not said otherwise, what is compared has its turn.
inline constexpr int kRounds = 5;

// What is asked of SDMX REST 1.5: below its root, without and with what stands behind the "?".
struct Asked {
  std::string path, query;
  std::string accept;
};
// Takes the body piece by piece.
using Take = std::function<void(std::string_view)>;

class Hub {
 public:
  explicit Hub(Stage& stage);

  Stage& stage() { return stage_; }
  const Observations& observations() const { return observations_; }
  std::string database() const;  // of statistics: libpq keywords
  pid_t pid() const { return stage_.cluster().Pid("statistics"); }
  // What the service shows of itself; the sum of the lines of that name.
  double Metric(const std::string& name) const;
  // Until it shows all observations, by its own count: how many seconds.
  double AwaitShown() const;

  // Without the gateway: as the gateway itself, with its certificate, for a visitor.
  client::Connection& direct() { return *direct_; }
  void Connect();  // anew
  void GetDirect(const Asked& asked, const Take& take);
  void GetThroughGateway(const Asked& asked, const Take& take, bool gzip = false);

 private:
  Stage& stage_;
  const Observations observations_;
  std::unique_ptr<client::Connection> direct_;
  std::unique_ptr<Visitor> visitor_;
};

}  // namespace tabadul::bench

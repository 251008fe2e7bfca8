// When a run whose work has failed is tried again: after `first`, then after twice as long each time, `most` at the most. By
// the machine's clock, which the caller tells: the one of the rules may be set back. Not thread-safe.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "lib/exchange/run_store.h"

namespace tabadul::exchange {

class RunRetries {
 public:
  using Time = std::chrono::steady_clock::time_point;

  RunRetries(absl::Duration first, absl::Duration most) : first_(first), most_(most) {}

  bool MayTry(const std::string& run, Time now) const {
    const auto failed = failed_.find(run);
    return failed == failed_.end() || now >= failed->second.again;
  }
  // Answers how long it waits now.
  absl::Duration Failed(const std::string& run, Time now) {
    const auto [failed, fresh] = failed_.try_emplace(run);
    Failing& one = failed->second;
    one.wait = fresh ? std::min(first_, most_) : std::min(2 * one.wait, most_);
    one.again = now + absl::ToChronoNanoseconds(one.wait);
    return one.wait;
  }
  void Succeeded(const std::string& run) { failed_.erase(run); }
  // The others need no work any more, or another process has done it.
  void KeepOnly(const std::vector<RunRow>& due) {
    if (failed_.empty()) return;
    absl::flat_hash_set<std::string> ids;
    for (const RunRow& run : due) ids.insert(run.id);
    absl::erase_if(failed_, [&](const auto& one) { return !ids.contains(one.first); });
  }

 private:
  struct Failing {
    absl::Duration wait;
    Time again;
  };
  const absl::Duration first_, most_;
  absl::flat_hash_map<std::string, Failing> failed_;  // by run
};

}  // namespace tabadul::exchange

// From what a file says to what is written: each series merged into its former state, as items of the exchange, in batches.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/platform/rpc/call.h"
#include "services/statistics/submission/reading.h"
#include "services/statistics/submission/report.h"
#include "services/statistics/submission/standing_series.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::statistics {

// Exchange::Write of the series.
using WriteItems = std::function<absl::StatusOr<exchange::v1::BatchPushResponse>(
    const rpc::Call&, const exchange::v1::PushOptions&, std::vector<std::string>)>;

struct WritingOrder {
  std::string source;
  bool validate_only = false;
  // Before each batch; an error ends the writing and is returned.
  std::function<absl::Status(uint64_t answered)> before_batch;
};

// Writes all series of `content` that no mistaken row spoils, and those that stand and that it speaks of by a part of their
// key; what becomes of them, and the mistakes of the file, go into `report`. An error leaves some written and others not: repeated,
// those are UNCHANGED. Batches that the exchange is too busy for are repeated for some seconds. Blocking.
absl::Status WriteSeries(const rpc::Call& call, const WritingOrder& order, const FileContent& content,
                         const StandingSeries& standing, const WriteItems& write, Report& report);

}  // namespace tabadul::statistics

#include "services/statistics/indicators/live_writer.h"

#include <algorithm>

#include "fmt/format.h"
#include "lib/exchange/own.h"
#include "services/statistics/indicators/live_flow.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kBatch = 250;

rpc::Call LiveCall(const Context& context) {
  rpc::Caller caller;
  caller.kind = rpc::Caller::Kind::kSystem;
  caller.source = kLiveSource;
  caller.organisation = exchange::OrganisationOf(caller.source);
  return rpc::Call("tabadul.statistics.v1.SeriesExchangeService/BatchPush", "live", "en", std::move(caller),
                   context);
}

bool IsWritten(exchange::v1::Outcome outcome) {
  return outcome == exchange::v1::OUTCOME_CREATED || outcome == exchange::v1::OUTCOME_UPDATED ||
         outcome == exchange::v1::OUTCOME_UNCHANGED;
}

}  // namespace

absl::Status WriteLive(const WriteItems& write, const Context& context, absl::Span<const v1::Series> series) {
  const rpc::Call call = LiveCall(context);
  exchange::v1::PushOptions options;
  options.set_source(kLiveSource);
  for (size_t begin = 0; begin < series.size(); begin += kBatch) {
    std::vector<std::string> items;
    for (const v1::Series& one : series.subspan(begin, kBatch)) {
      exchange::v1::PushItem item;
      item.set_item(items.size() + 1);
      item.mutable_upsert()->set_record_id(SeriesId(one));
      *item.mutable_upsert()->mutable_series() = one;
      items.push_back(item.SerializeAsString());
    }
    ASSIGN_OR_RETURN(const exchange::v1::BatchPushResponse response, write(call, options, std::move(items)));
    for (const exchange::v1::ItemOutcome& outcome : response.outcomes()) {
      if (IsWritten(outcome.outcome())) continue;
      const auto& errors = outcome.errors();
      return Internal(fmt::format("live series refused: {} {}", errors.empty() ? "" : errors[0].field(),
                                  errors.empty() ? "" : ReasonName(errors[0].reason())));
    }
  }
  return absl::OkStatus();
}

}  // namespace tabadul::statistics

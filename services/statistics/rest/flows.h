// Which dataflows a data query asks, and whose series of them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/holdings.h"
#include "services/statistics/rest/data_query.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics::rest {

inline constexpr size_t kMaxFlows = 100;  // of one answer

struct AskedFlow {
  ArtefactPtr dataflow;
  std::shared_ptr<const Layout> layout;
  std::optional<HeldFlow> held;        // absent: there are no series of it
  std::vector<std::string> providers;  // whose series; none: all
};

// Those that are there, in the order of their names. Of a dataflow that 1.5 names without its agency the hub's own, else the
// first. NOT_FOUND as NothingFound; TOO_MANY over kMaxFlows.
absl::StatusOr<std::vector<AskedFlow>> FindFlows(const Holdings& holdings, const Structures& structures,
                                                 const DataQuery& query, Rest rest);

// Whether series of the source are those of the provider: a ministry's system is its country's ("EGY" is "EG/momp/pes"), the
// hub's are those of the provider TABADUL.
bool IsOfProvider(std::string_view source, std::string_view provider);
// Of any of them; of all if there are none.
bool IsOfProviders(std::string_view source, const std::vector<std::string>& providers);

}  // namespace tabadul::statistics::rest

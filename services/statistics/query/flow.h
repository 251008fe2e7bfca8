// The dataflow that a request names, with what is held of it. Pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/statistics/holdings.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics::query {

struct Flow {
  std::shared_ptr<const Structures> structures;
  ArtefactPtr dataflow;
  std::shared_ptr<const Layout> layout;
  std::shared_ptr<const Snapshot> snapshot;  // null: there are no series of it
  absl::Time changed;                        // the series; of no meaning without them
};

// "DF_A" (the hub's), "AGENCY:DF_A", "AGENCY:DF_A(1.0)"; without a version the newest. A violation at "dataflow": REQUIRED,
// MALFORMED; NOT_FOUND {what: structure, structure}.
absl::StatusOr<Flow> FindFlow(const Holdings& holdings, std::string_view name);

// Of a dataflow that there is.
absl::StatusOr<Flow> OpenFlow(const Holdings& holdings, const HeldStructures& structures,
                              ArtefactPtr dataflow);

// What of the layouts has a meaning here: ids of the core structures.
inline constexpr std::string_view kArea = "REF_AREA", kIndicator = "INDICATOR", kFrequency = "FREQ";

}  // namespace tabadul::statistics::query

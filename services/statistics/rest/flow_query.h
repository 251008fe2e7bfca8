// A data query against the structure of one dataflow: what is asked of its cube, and what of its series is left out after that.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/rest/flows.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/series/cube_query.h"

namespace tabadul::statistics::rest {

// What the cube cannot tell apart. Of attributes and of the measure by their numbers in the layout.
struct LaidCondition {
  int attribute = -1;  // -1: the measure
  bool of_observation = true;
  Condition condition;
};

struct FlowQuery {
  std::shared_ptr<const Layout> layout;
  CubeQuery cube;
  Keys keys;  // what of them the cube does not say
  std::vector<LaidCondition> conditions;
  std::optional<TimeCondition> time;  // where its range is not all of it
  std::optional<TimeRange> range;     // of what comes from no cube
  // Observations that are counted after all others are out; both 0: the cube counts them, or all are sent.
  size_t first = 0, last = 0;
  std::vector<bool> attributes;  // that are sent, by number; empty: all
  bool observations = true;      // are needed
  bool nothing = false;          // there is no such provider: nothing fits

  sdmx::Detail detail = sdmx::Detail::kFull;
  std::string at;  // dimension at the observation
};

// UNKNOWN_CODE {field, code} for a component, attribute, measure or dimension that the structure does not have; CONTRADICTION of
// KeysOf.
absl::StatusOr<FlowQuery> MakeFlowQuery(const AskedFlow& flow, const DataQuery& query, Rest rest);

}  // namespace tabadul::statistics::rest

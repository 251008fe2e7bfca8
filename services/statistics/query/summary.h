// A dataflow in a few words. Pure.
#pragma once

#include <string_view>

#include "services/statistics/query/flow.h"
#include "services/statistics/series/cube_query.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::statistics::query {

// `available`: of the whole flow.
v1::DataflowSummary SummaryOf(const Flow& flow, const Availability& available, std::string_view language);

// All of it, with nothing chosen; empty without series.
Availability WholeOf(const Flow& flow);

}  // namespace tabadul::statistics::query

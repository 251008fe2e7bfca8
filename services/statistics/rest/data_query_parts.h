// The parameters of data queries. Internal to data_query.cc. Pure.
#pragma once

#include "absl/status/status.h"
#include "services/statistics/rest/data_query.h"

namespace tabadul::statistics::rest {

// Which data: periods, components, changes. Those of availability queries too.
absl::Status ParseFilters(Request& request, DataQuery& query);
// How they are packed, how many, and of which time.
absl::Status ParseShape(Request& request, DataQuery& query);

}  // namespace tabadul::statistics::rest

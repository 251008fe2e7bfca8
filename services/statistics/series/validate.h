// The rules of proto/tabadul/statistics/v1/series.proto against the layout of the series' dataflow, and what its constraints
// let in. Pure.
#pragma once

#include "lib/platform/base/status.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

// Reports every mistake, paths from the series: "dataflow", "key[2]", "periods[3]", "columns[0].at[5]". Without a layout only
// what needs none is looked at. A missing attribute is told at "attributes" or "columns" with {component}.
void ValidateSeries(const v1::Series& series, const Layouts& layouts, Violations& v);

}  // namespace tabadul::statistics

// The rules of a series' attributes. Internal to validate.cc. Pure.
#pragma once

#include "lib/platform/base/status.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

void CheckSeriesAttributes(const v1::Series& series, const Layout& layout, Violations& v);
void CheckColumns(const v1::Series& series, const Layout& layout, Violations& v);
// What the constraints of the layout let in beside the key, which they let in.
void CheckAllowedAttributes(const v1::Series& series, const Layout& layout, Violations& v);

}  // namespace tabadul::statistics

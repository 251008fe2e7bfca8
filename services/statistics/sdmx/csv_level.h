// What a row of SDMX-CSV describes, told from which of its cells are filled (the rule stands in csv_data.h). Pure.
#pragma once

#include <optional>

#include "services/statistics/sdmx/data.h"

namespace tabadul::statistics::sdmx {

// Sets row.level. REQUIRED of the dimension that is missing, if the row says something that needs it, or nothing at all.
std::optional<Violation> FindLevel(const Layout& layout, DataRow& row);

}  // namespace tabadul::statistics::sdmx

// The rows of a table as rows of data, by a mapping. Constant memory at any number of rows.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/structure/layout.h"
#include "services/statistics/submission/table_mapping.h"

namespace tabadul::statistics {

// Mistakes of the mapping against the structure, below "mapping.components" and "mapping.spread": UNKNOWN_FIELD {by} (no
// component has that name), REQUIRED (of a dimension, the time, the measure), CONTRADICTION {other} (of a component that is spread).
absl::Status CheckMapping(const TableMapping& mapping, const Layout& layout);

// Reads the file `path` and tells `receiver` one data set of `layout`, which the mapping fits. A row that says nothing (no value
// and no attribute of the observation) is passed over; of one that cannot be read its mistake is told: as lib/ingest has it,
// and MALFORMED {form} at a column that a step cannot take. PRECONDITION {columns, file} if the file has not all columns; the
// errors of ingest::OpenRows; what the receiver answers.
absl::Status ReadTable(const std::string& path, const TableMapping& mapping,
                       const std::shared_ptr<const Layout>& layout, sdmx::DataReceiver& receiver);

}  // namespace tabadul::statistics

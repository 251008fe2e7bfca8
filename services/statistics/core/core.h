// The structures that the hub brings with it: those of data/structures, the code lists published from lib/taxonomy, a data
// provider for each member state and its provision agreements. Agency TABADUL; names in Arabic, English and French.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

// Whole: every reference leads to another of them. An error is a fault of the build: the embedded files cannot be read.
absl::StatusOr<std::vector<Artefact>> CoreArtefacts();

}  // namespace tabadul::statistics

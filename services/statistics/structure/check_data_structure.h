// Checks of a data structure's components. Part of checks.h.
#pragma once

#include "lib/platform/base/status.h"
#include "services/statistics/structure/item_index.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics {

// REQUIRED, MALFORMED, ALREADY_EXISTS, UNKNOWN_CODE. `all`: where the concepts are.
void CheckDataStructure(const DataStructure& structure, const Structures& all, ItemIndex& index,
                        Violations& violations);

}  // namespace tabadul::statistics

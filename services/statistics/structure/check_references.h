// Checks of what artefacts refer to. Part of checks.h.
#pragma once

#include "lib/platform/base/status.h"
#include "services/statistics/structure/item_index.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics {

// PRECONDITION, UNKNOWN_CODE, WRONG_KIND. `all`: the artefacts that may be referred to.
void CheckReferences(const Artefact& artefact, const Structures& all, ItemIndex& index,
                     Violations& violations);

}  // namespace tabadul::statistics

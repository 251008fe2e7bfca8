// Who provides data to the hub: the labour authority of each member state, the demonstration, and the hub itself for what it
// computes.
#pragma once

#include <vector>

#include "absl/types/span.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

// Adds a provider for each member state (its ISO alpha-3 code) to the hub's scheme of data providers; leaves any other artefact
// as it is.
void AppendProviders(Artefact& scheme);

// A provision agreement for each of the dataflows with each of the providers among `artefacts`: "LABOUR_FORCE_SAU" of
// DF_LABOUR_FORCE and SAU; of what the hub computes (hub.h) with the hub alone. Of the dataflow's agency and version 1.0.
std::vector<Artefact> MakeAgreements(absl::Span<const Artefact> artefacts);

}  // namespace tabadul::statistics

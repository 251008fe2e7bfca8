// What an artefact refers to, and from where.
#pragma once

#include <functional>
#include <string_view>

#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

// `visit` every reference of the artefact, in its own order, some more than once. `part`: the place in the artefact, as
// Violations name places ("dimensions[SEX].concept"); valid during the call.
using VisitReference = std::function<void(const Reference& reference, std::string_view part)>;
void ForEachReference(const Artefact& artefact, const VisitReference& visit);

}  // namespace tabadul::statistics

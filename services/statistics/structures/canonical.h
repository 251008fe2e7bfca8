// An artefact as the hub keeps it: a message of SDMX-ML 3.0 with it alone, the same bytes for the same content. What 3.0 cannot
// say is not kept, but for `final` of 2.1. Pure.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

std::string CanonicalBytes(const Artefact& artefact);
// INTERNAL: it is none.
absl::StatusOr<Artefact> FromCanonicalBytes(std::string_view bytes, bool final);

}  // namespace tabadul::statistics

// URNs of artefacts and of what stands in them (SDMX 3.0 Section 5 §6.2.2):
//
//   urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ(2.0)
//   urn:sdmx:org.sdmx.infomodel.codelist.Code=SDMX:CL_FREQ(2.0).A
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

std::string UrnOf(const Reference& reference, Edition edition);
// "SDMX:CL_FREQ(2.0)", or "SDMX:CL_FREQ(2.0).A": the URN without its class, as messages and errors name things.
std::string ShortUrn(const Reference& reference);

// A URN of either edition, to the letter: package and class that belong together, an agency, an id, a version ("1.0",
// "1.0.0-draft", "1.0+.0", "*"), an item exactly if the class is one of items. MALFORMED {form: "SDMX URN"}; UNKNOWN_SCHEME
// {scheme} for a class that is not held here.
absl::StatusOr<Reference> ParseUrn(std::string_view urn);

}  // namespace tabadul::statistics

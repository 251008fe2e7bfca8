// How a path names artefacts: agency, id, version. Pure.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/statistics/rest/request.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics::rest {

// "all" of 1.5, in any case; "*" of both; nothing.
bool IsAny(std::string_view text, Rest rest);

// Lists of each; the types stay empty. An empty version is the newest. MALFORMED {field: agencyID, resourceID, version}.
absl::StatusOr<StructureQuery> ParseIdentity(Rest rest, std::string_view agency, std::string_view id,
                                             std::string_view version);

// "ID", "AGENCY,ID" or "AGENCY,ID,VERSION" (1.5). As above, and MALFORMED {field: flowRef}.
absl::StatusOr<StructureQuery> ParseFlowReference(std::string_view text);

inline Edition EditionOf(Rest rest) { return rest == Rest::kV1 ? Edition::k21 : Edition::k30; }

// What a query that found nothing is answered with: NOT_FOUND of the artefact that it names, or that there are none.
absl::Status NothingFound(const StructureQuery& query);

}  // namespace tabadul::statistics::rest

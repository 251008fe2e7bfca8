// The facets of a search for good practices. Pure, thread-safe.
#pragma once

#include <string>

#include "lib/finding/internal.pb.h"
#include "lib/search/index.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::statistics {

// What the index counts for a facet.
search::Query::Facet FacetOf(v1::PracticeFacet facet);

// `counts` of its column, as the answer says them: named in `language`, at most 100.
v1::PracticeFacetCounts ToFacetCounts(v1::PracticeFacet facet, const finding::internal::Found::Facet& counts,
                                      const std::string& language);

}  // namespace tabadul::statistics

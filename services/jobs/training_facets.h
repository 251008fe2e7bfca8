// The facets of a search for training offers. Pure, thread-safe.
#pragma once

#include <string>

#include "lib/finding/internal.pb.h"
#include "lib/search/index.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::jobs {

// What the index counts for a facet.
search::Query::Facet FacetOf(v1::TrainingFacet facet);

// `counts` of its column, as the answer says them: of a tree only the level below what was asked for, named in
// `language`, at most 100.
v1::TrainingFacetCounts ToFacetCounts(v1::TrainingFacet facet, const v1::SearchTrainingOffersRequest& request,
                                      const finding::internal::Found::Facet& counts,
                                      const std::string& language);

}  // namespace tabadul::jobs

// The facets of a search: which values of a column a reader is shown, and what they are called. Pure.
#pragma once

#include <string>
#include <vector>

#include "lib/finding/code_names.h"
#include "lib/finding/internal.pb.h"
#include "services/jobs/columns.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// Whether a facet shows a level of a tree: which values, is known only when all are counted.
bool IsTree(Column column);
// The column that a facet of the contract counts.
Column ColumnOf(v1::VacancyFacet facet);

// `counts` of its column, as the answer says them: of a tree only the level below what was asked for, named in
// `language`, at most 100.
v1::FacetCounts ToFacetCounts(v1::VacancyFacet facet, const v1::SearchVacanciesRequest& request,
                              const finding::internal::Found::Facet& counts, const std::string& language);

}  // namespace tabadul::jobs

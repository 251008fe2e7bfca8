// The facets of a search: which values of a column a reader is shown, and what they are called. Pure.
#pragma once

#include <string>
#include <vector>

#include "lib/search/index.h"
#include "services/jobs/columns.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// The column that a facet of the contract counts.
Column ColumnOf(v1::VacancyFacet facet);

// `counts` of its column, as the answer says them: of a tree only the level below what was asked for, named in
// `language`, at most 100.
v1::FacetCounts ToFacetCounts(v1::VacancyFacet facet, const v1::SearchVacanciesRequest& request,
                              const std::vector<search::Hits::Count>& counts, const std::string& language);

// The name of an ISCO-08 group in `language`, else in English.
std::string OccupationName(const std::string& code, const std::string& language);

}  // namespace tabadul::jobs

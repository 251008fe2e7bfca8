// "/vacancies": a search, its results and filters.
#pragma once

#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> VacanciesPage(const Asked& asked, const Calls& calls);
// Of an answer, or of a request that was refused for what is in it. Pure.
absl::StatusOr<Page> VacanciesPage(const Asked& asked,
                                   const absl::StatusOr<jobs::v1::SearchVacanciesResponse>& found);

}  // namespace tabadul::web::pages

// "/vacancies/{hub_id}": a vacancy with all that is known of it.
#pragma once

#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> VacancyPage(const Asked& asked, const Calls& calls);
// Pure.
Page VacancyPage(const Asked& asked, const jobs::v1::VacancyView& shown);

}  // namespace tabadul::web::pages

// "/": the search box, what there is, the newest vacancies, the states.
#pragma once

#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> HomePage(const Asked& asked, const Calls& calls);
// Pure. `trainings`: how many there are; not above 0: nothing is said of them.
Page HomePage(const Asked& asked, const jobs::v1::SearchVacanciesResponse& newest, int64_t trainings);

}  // namespace tabadul::web::pages

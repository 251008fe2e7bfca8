// "/practices": a search of good practices, its results and filters.
#pragma once

#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> PracticesPage(const Asked& asked, const Calls& calls);
// Of an answer, or of a request that was refused for what is in it. Pure.
absl::StatusOr<Page> PracticesPage(const Asked& asked,
                                   const absl::StatusOr<statistics::v1::SearchGoodPracticesResponse>& found);

}  // namespace tabadul::web::pages

// "/trainings": a search of training offers, its results and filters.
#pragma once

#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> TrainingsPage(const Asked& asked, const Calls& calls);
// Of an answer, or of a request that was refused for what is in it. Pure.
absl::StatusOr<Page> TrainingsPage(const Asked& asked,
                                   const absl::StatusOr<jobs::v1::SearchTrainingOffersResponse>& found);

}  // namespace tabadul::web::pages

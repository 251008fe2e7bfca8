// "/trainings/{hub_id}": a training offer with all that is known of it.
#pragma once

#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> TrainingPage(const Asked& asked, const Calls& calls);
// Pure.
Page TrainingPage(const Asked& asked, const jobs::v1::TrainingOfferView& shown);

}  // namespace tabadul::web::pages

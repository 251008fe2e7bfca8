// "/practices/{hub_id}": a good practice with all that is known of it.
#pragma once

#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> PracticePage(const Asked& asked, const Calls& calls);
// Pure.
Page PracticePage(const Asked& asked, const statistics::v1::GoodPracticeView& shown);

}  // namespace tabadul::web::pages

// What there is of statistics: dataflows by topic, found by their names and those of their indicators; the countries.
#pragma once

#include "lib/platform/base/status.h"
#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> StatisticsPage(const Asked& asked, const Calls& calls);
Page StatisticsPage(const Asked& asked, const statistics::v1::ListDataflowsResponse& found);

}  // namespace tabadul::web::pages

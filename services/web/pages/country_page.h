// What the hub knows of one country's labour market: of each indicator the latest value, its change, and a small line.
#pragma once

#include <string>
#include <vector>

#include "lib/platform/base/status.h"
#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::web::pages {

// `asked.id`: ISO 3166-1 alpha-2. NOT_FOUND: it is no member state.
absl::StatusOr<Page> CountryPage(const Asked& asked, const Calls& calls);
// `tables`: of each dataflow the country's series.
Page CountryPage(const Asked& asked, const std::vector<statistics::v1::GetTableResponse>& tables);

}  // namespace tabadul::web::pages

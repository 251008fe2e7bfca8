// "/sources": who sends vacancies and training offers, and how lately.
#pragma once

#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/exchange/v1/source.pb.h"

namespace tabadul::web::pages {

absl::StatusOr<Page> SourcesPage(const Asked& asked, const Calls& calls);
// Pure.
Page SourcesPage(const Asked& asked, const exchange::v1::ListSourcesResponse& vacancies,
                 const exchange::v1::ListSourcesResponse& trainings);

}  // namespace tabadul::web::pages

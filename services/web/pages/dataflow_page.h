// A dataflow: choose an indicator, codes and countries; without countries all of them in order, else their lines over time.
#pragma once

#include <optional>
#include <string>

#include "lib/platform/base/status.h"
#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::web::pages {

struct FlowAnswers {
  statistics::v1::GetDataflowResponse flow;
  std::optional<statistics::v1::GetTableResponse> table;    // of countries that were chosen
  std::optional<statistics::v1::GetLatestResponse> latest;  // of all, if none were
};

// `origin`: of the site, for the address that programs ask; may be empty.
absl::StatusOr<Page> DataflowPage(const Asked& asked, const Calls& calls, const std::string& origin);
Page DataflowPage(const Asked& asked, const FlowAnswers& answers, const std::string& origin);

}  // namespace tabadul::web::pages

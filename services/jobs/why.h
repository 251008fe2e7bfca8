// Why a search does not show a vacancy. Pure, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "lib/language/analyzer.h"
#include "services/jobs/document.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// Everything that stands between a vacancy that `reader` may see and the search, named in `language`; nothing if the
// search shows it.
std::vector<v1::Obstacle> ObstaclesOf(const exchange::Entry& entry, const v1::Vacancy& vacancy,
                                      const Wanted& wanted, const exchange::Reader& reader, absl::Time now,
                                      const language::Analyzer& analyzer, const pay::Rates& rates,
                                      const std::string& language);

}  // namespace tabadul::jobs

// The latest value of each country, in order: a table with a bar in each row, and the tiles of the states. Fills ranking.tpl.
#pragma once

#include <string>

#include "services/web/pages/format.h"
#include "services/web/pages/query.h"
#include "services/web/pages/view.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::web::pages {

// `path`: of the page, where a country leads to its line over time.
void AddRanking(const statistics::v1::GetLatestResponse& latest, const std::string& path, const Query& query,
                const std::string& title, const Format& format, View& view);

}  // namespace tabadul::web::pages

// The lines of a chart, and what the eye needs beside them: chart.tpl. The values stand in the table behind it.
#pragma once

#include "services/web/pages/aligned.h"
#include "services/web/pages/format.h"
#include "services/web/pages/view.h"

namespace tabadul::web::pages {

inline constexpr size_t kMostLines = 6;  // each has a colour, a mark and a dash of its own

// Nothing without values. `title`: of the chart, for who hears it.
void AddChart(const Aligned& aligned, const std::string& title, const Format& format, View& view);
// Of a series: a small line for the eye alone (spark.tpl); nothing with fewer than two values.
void AddSpark(const statistics::v1::TableRow& row, View& view);

}  // namespace tabadul::web::pages

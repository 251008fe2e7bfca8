// The values of series as a table, and what must be said of them: statuses, notes, sources. Fills series.tpl.
#pragma once

#include <string>

#include "services/web/pages/aligned.h"
#include "services/web/pages/format.h"
#include "services/web/pages/view.h"

namespace tabadul::web::pages {

using NamedList = google::protobuf::RepeatedPtrField<statistics::v1::Named>;

// "Persons, thousands".
std::string UnitText(const statistics::v1::Named& unit, const statistics::v1::Named& multiplier,
                     const statistics::v1::Named& currency, const std::string& language);
// "7.25"; a dash: there is none. STATUS of it, if it says something.
void SetValue(const statistics::v1::TableObservation* observation, const Format& format, View& cell);
void AddStatuses(const NamedList& statuses, View& view);

// A row for each period, the newest first; a column for each series.
void AddSeriesTable(const Aligned& aligned, const std::string& title, const Format& format, View& view);
void AddSources(const Aligned& aligned, const Format& format, View& view);

}  // namespace tabadul::web::pages

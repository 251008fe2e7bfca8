// The time series as a kind of record: what the exchange must know of it. Its rules stand in
// proto/tabadul/statistics/v1/series.proto, and its validator in series/validate.h.
#pragma once

#include "lib/exchange/exchange.h"
#include "services/statistics/structure/layout.h"
#include "services/statistics/structures/present.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

// Checks against the structures of the moment. `structures` outlives it.
exchange::RecordKind SeriesKind(const PresentStructures& structures);
// What the kind keeps beside its records (series_migrations/): for --migrate, where there are no structures.
exchange::RecordKind SeriesTables();

// Of a valid series: the country of its area, unless that is a group of countries; the ISCO-08 code, if its occupation is one.
exchange::Columns ColumnsOf(const v1::Series& series, const Layouts& layouts);

// MALFORMED at "record_id" unless it is the one id that the series can have.
void CheckSeriesId(std::string_view record_id, const v1::Series& series, Violations& violations);

}  // namespace tabadul::statistics

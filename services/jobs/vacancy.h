// The vacancy as a kind of record: what makes one valid (the rules stand in
// proto/tabadul/jobs/v1/vacancy.proto), and what the exchange must know of it. Pure functions, thread-safe.
#pragma once

#include "absl/time/time.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/base/status.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::jobs {

exchange::RecordKind VacancyKind();

// Reports every mistake, paths from the vacancy: "title", "pay.currency", "locations[2].country".
void ValidateVacancy(const v1::Vacancy& vacancy, Violations& violations);

// Of a valid vacancy: countries of all its locations (sorted, each once), its ISCO-08 code, when it expires.
exchange::Columns ColumnsOf(const v1::Vacancy& vacancy);

}  // namespace tabadul::jobs

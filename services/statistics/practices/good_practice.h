// The good practice as a kind of record: what makes one valid (the rules stand in
// proto/tabadul/statistics/v1/good_practice.proto), and what the exchange must know of it. Pure functions, thread-safe.
#pragma once

#include "lib/exchange/exchange.h"
#include "lib/platform/base/status.h"
#include "tabadul/statistics/v1/good_practice.pb.h"

namespace tabadul::statistics {

exchange::RecordKind GoodPracticeKind();

// Reports every mistake, paths from the practice: "title", "period.last_year", "attachments[2].sha256".
void ValidateGoodPractice(const v1::GoodPractice& practice, Violations& violations);

// A year, 0 where it is left out: OUT_OF_RANGE.
void CheckYear(Violations& v, std::string_view field, int year);

// Of a valid practice: its countries. It is of no occupation and never expires.
exchange::Columns ColumnsOf(const v1::GoodPractice& practice);

}  // namespace tabadul::statistics

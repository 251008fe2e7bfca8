// Reads a source of rows to its end, which must come without an error: what is damaged is a row of its own.
#pragma once

#include "lib/ingest/row_source.h"
#include "tests/fuzz/check.h"

namespace tabadul::fuzz {

template <class Visit>
void EachRow(ingest::RowSource& rows, const Visit& visit) {
  for (ingest::Row row;;) {
    const auto more = rows.Next(row);
    Check(more.ok());
    if (!*more) return;
    visit(row);
  }
}

}  // namespace tabadul::fuzz

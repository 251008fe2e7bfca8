// CSV as rows (libcsv). See row_source.h.
#pragma once

#include "lib/ingest/byte_reader.h"
#include "lib/ingest/row_source.h"

namespace tabadul::ingest {

absl::StatusOr<std::unique_ptr<RowSource>> OpenCsv(ByteReader bytes, char delimiter);

}  // namespace tabadul::ingest

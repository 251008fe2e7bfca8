// JSON Lines as rows (simdjson, one object at a time). See row_source.h.
#pragma once

#include "lib/ingest/byte_reader.h"
#include "lib/ingest/row_source.h"

namespace tabadul::ingest {

std::unique_ptr<RowSource> OpenJsonLines(ByteReader bytes, std::vector<std::string> wanted);

// Every line as it is, as one cell of the column "_record".
std::unique_ptr<RowSource> OpenLines(ByteReader bytes);

}  // namespace tabadul::ingest

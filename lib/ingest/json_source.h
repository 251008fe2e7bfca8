// JSON Lines and arrays as rows (simdjson, one object at a time). See row_source.h.
#pragma once

#include "lib/ingest/byte_reader.h"
#include "lib/ingest/row_source.h"

namespace tabadul::ingest {

std::unique_ptr<RowSource> OpenJsonLines(ByteReader bytes, std::vector<std::string> wanted);

// The elements of the array that `path` leads to ("data.items"); empty = the file is the array. MALFORMED {field: file,
// form} if there is none.
absl::StatusOr<std::unique_ptr<RowSource>> OpenJsonArray(ByteReader bytes, std::string_view path,
                                                         std::vector<std::string> wanted);

// Every line as it is, as one cell of the column "_record".
std::unique_ptr<RowSource> OpenLines(ByteReader bytes);

}  // namespace tabadul::ingest

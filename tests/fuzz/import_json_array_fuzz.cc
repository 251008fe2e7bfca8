// Any bytes as a JSON array: what is cut out is rows of valid cells with rising numbers, and the file's end is reached.
#include <cstdint>
#include <string_view>

#include "lib/ingest/json_source.h"
#include "lib/ingest/tidy.h"
#include "tests/fuzz/rows.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  if (size == 0) return 0;
  const std::string_view text = tabadul::fuzz::Text(data, size);
  for (const char* path : {"", "data.items"}) {
    auto rows = ingest::OpenJsonArray(ingest::ByteReader::Over(text), path, {"a", "a.b[1]", "", "["});
    if (!rows.ok()) continue;
    int64_t number = 0;
    fuzz::EachRow(**rows, [&](const ingest::Row& row) {
      Check(row.number == ++number && row.offset <= row.end && row.end <= size);
      Check(row.cells.size() == 4);
      for (const std::string& cell : row.cells) Check(ingest::ValidUtf8(cell));
    });
  }
  return 0;
}

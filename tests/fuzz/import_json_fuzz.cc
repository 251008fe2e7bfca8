// Any bytes as JSON Lines: every line is one row with the cells that were asked for.
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
  const auto rows =
      ingest::OpenJsonLines(ingest::ByteReader::Over(text), {"a", "a.b[1].c", "salary.min", "[", "a..b", ""});
  int64_t number = 0;
  fuzz::EachRow(*rows, [&](const ingest::Row& row) {
    Check(row.number > number && row.offset < row.end && row.end <= size);
    Check(row.cells.size() == 6);
    for (const std::string& cell : row.cells) Check(ingest::ValidUtf8(cell));
    number = row.number;
  });
  return 0;
}

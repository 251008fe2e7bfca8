// Any bytes as JSON Lines: every line is one row with the cells that were asked for.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/ingest/json_source.h"
#include "lib/ingest/tidy.h"

namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto rows =
      ingest::OpenJsonLines(ingest::ByteReader::Over(text), {"a", "a.b[1].c", "salary.min", "[", "a..b", ""});
  ingest::Row row;
  for (int64_t number = 0;; number = row.number) {
    const auto more = rows->Next(row);
    Check(more.ok());
    if (!*more) break;
    Check(row.number > number && row.offset < row.end && row.end <= size);
    Check(row.cells.size() == 6);
    for (const std::string& cell : row.cells) Check(ingest::ValidUtf8(cell));
  }
  return 0;
}

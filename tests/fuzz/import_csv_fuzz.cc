// Any bytes as CSV: every row has as many cells as the header, places rise and stay within the file.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/ingest/csv_source.h"

namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char delimiter : {',', ';', '\t'}) {
    auto rows = ingest::OpenCsv(ingest::ByteReader::Over(text), delimiter);
    if (!rows.ok()) continue;
    ingest::Row row;
    int64_t number = 1;
    uint64_t end = 0;
    for (;;) {
      const auto more = (*rows)->Next(row);
      Check(more.ok());
      if (!*more) break;
      Check(row.number == ++number);
      Check(row.offset >= end || row.offset <= row.end);
      Check(row.end <= size);
      end = row.end;
      Check(row.cells.size() == (*rows)->columns().size());
    }
  }
  return 0;
}

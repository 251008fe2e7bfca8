// Any bytes as CSV: every row has as many cells as the header, places rise and stay within the file.
#include <cstdint>
#include <string_view>

#include "lib/ingest/csv_source.h"
#include "tests/fuzz/rows.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  if (size == 0) return 0;
  const std::string_view text = tabadul::fuzz::Text(data, size);
  for (const char delimiter : {',', ';', '\t'}) {
    auto rows = ingest::OpenCsv(ingest::ByteReader::Over(text), delimiter);
    if (!rows.ok()) continue;
    int64_t number = 1;
    uint64_t end = 0;
    fuzz::EachRow(**rows, [&](const ingest::Row& row) {
      Check(row.number == ++number);
      Check(row.offset >= end || row.offset <= row.end);
      Check(row.end <= size);
      end = row.end;
      Check(row.cells.size() == (*rows)->columns().size());
    });
  }
  return 0;
}

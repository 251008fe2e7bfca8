// Any bytes as XML: rows of valid cells, or refused; no entity is ever expanded.
#include <cstdint>
#include <string_view>

#include "lib/ingest/tidy.h"
#include "lib/ingest/xml_source.h"
#include "tests/fuzz/rows.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  if (size == 0) return 0;
  const std::string_view text = tabadul::fuzz::Text(data, size);
  for (const char* path : {"r", "a/r"}) {
    const ingest::InputFormat input{.format = ingest::Format::kXml, .rows = path};
    auto rows = ingest::OpenXml(ingest::ByteReader::Over(text), input,
                                {".", "t", "t/@l", "t[1]", "p/q[@l=ar]", "@id", "//", "["});
    if (!rows.ok()) continue;
    int64_t number = 0;
    fuzz::EachRow(**rows, [&](const ingest::Row& row) {
      Check(row.number == ++number && row.cells.size() == 8);
      for (const std::string& cell : row.cells) Check(ingest::ValidUtf8(cell));
    });
  }
  return 0;
}

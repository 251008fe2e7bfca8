// Any bytes as XML: rows of valid cells, or refused; no entity is ever expanded.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/ingest/tidy.h"
#include "lib/ingest/xml_source.h"

namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* path : {"r", "a/r"}) {
    const ingest::InputFormat input{.format = ingest::Format::kXml, .rows = path};
    auto rows = ingest::OpenXml(ingest::ByteReader::Over(text), input,
                                {".", "t", "t/@l", "t[1]", "p/q[@l=ar]", "@id", "//", "["});
    if (!rows.ok()) continue;
    ingest::Row row;
    for (int64_t number = 1;; ++number) {
      const auto more = (*rows)->Next(row);
      Check(more.ok());
      if (!*more) break;
      Check(row.number == number && row.cells.size() == 8);
      for (const std::string& cell : row.cells) Check(ingest::ValidUtf8(cell));
    }
  }
  return 0;
}

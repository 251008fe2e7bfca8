// Any text as a record id of a series and as a number: what is read is written again as it was.
#include <cstdint>
#include <string>
#include <string_view>

#include "services/statistics/series/decimal.h"
#include "services/statistics/series/series.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul::statistics;
  const std::string_view text = tabadul::fuzz::Text(data, size);
  if (const auto name = ParseSeriesId(text); name.ok()) {
    Check(name->key.size() <= kMaxDimensions);
    Check(SeriesId(DataflowText(name->dataflow), name->key) == text);
  }
  if (const auto dataflow = ParseDataflow(text)) Check(DataflowText(*dataflow) == text);
  if (const auto decimal = ParseDecimal(text)) {
    Check(decimal->decimals <= kMaxDecimals);
    Check(ParseDecimal(DecimalText(*decimal)) == decimal);
  }
  return 0;
}

// Any text as a period: what is one has a text that is read as the same again, and neighbours that touch it.
#include <cstdint>
#include <string_view>

#include "services/statistics/period.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using tabadul::statistics::Period;
  const auto period = Period::Parse(tabadul::fuzz::Text(data, size));
  if (!period) return 0;
  Check(period->start() <= period->end());
  const auto again = Period::Parse(period->ToString());
  Check(again && *again == *period && again->kind() == period->kind());
  Check(again->ToString() == period->ToString());
  Check(Period::Parse(period->Beginning()).has_value());
  if (const auto ordinal = period->ordinal()) Check(Period::Of(period->kind(), *ordinal) == period);
  if (const auto next = period->Plus(1)) {
    Check(next->start() == period->end() && *period < *next);
    Check(next->Plus(-1) == period);
  }
  return 0;
}

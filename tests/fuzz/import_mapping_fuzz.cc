// Any bytes as a mapping, and, where it is one, over a cell: a line of %% divides the two. A mapping is good or says
// what is wrong; a row becomes a record of tidy UTF-8 or is rejected with a reason.
#include <cstdint>
#include <string>
#include <string_view>

#include "lib/evidence/canonical.h"
#include "lib/ingest/converter.h"
#include "lib/ingest/tidy.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  const std::string_view text = tabadul::fuzz::Text(data, size);
  const size_t divide = text.find("\n%%\n");
  const auto loaded = ingest::Mapping::FromText(text.substr(0, divide));
  for (const auto& problem : loaded.problems) Check(!ingest::Describe(problem, "ar").empty());
  if (!loaded.ok() || divide == std::string_view::npos) return 0;
  const std::string cell(text.substr(divide + 4));
  if (!ingest::ValidUtf8(cell)) return 0;  // readers hand on nothing else

  const auto plan = loaded.mapping.shared_plan();
  std::vector<size_t> order;
  ingest::Row row;
  for (size_t i = 0; i < plan->columns.size(); ++i) {
    order.push_back(i);
    row.cells.push_back(cell);
  }
  exchange::v1::Record record;
  std::vector<ingest::Rejection> rejections;
  ingest::Converter(plan, order).Convert(row, &record, &rejections);
  for (const auto& rejection : rejections) Check(rejection.reason != common::v1::ERROR_REASON_UNSPECIFIED);
  const std::string bytes = evidence::CanonicalBytes(record);  // invalid UTF-8 would not parse again
  Check(exchange::v1::Record().ParseFromString(bytes));
  return 0;
}

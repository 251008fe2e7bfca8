// Any bytes as the mapping of a table, and, where it is one, over a file: a line of %% divides the two. A mapping is good or says
// what is wrong with it; each row is told whole, or as a mistake.
#include <cstdint>
#include <string>
#include <string_view>

#include "services/statistics/series/series_samples.h"
#include "services/statistics/submission/spool.h"
#include "services/statistics/submission/table_reader.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

namespace {

using namespace tabadul;  // NOLINT: one target

class Whole final : public statistics::sdmx::DataReceiver {
 public:
  explicit Whole(const statistics::Layout& layout) : layout_(layout) {}
  absl::Status OnDataSet(const statistics::sdmx::DataSetHead& head) override {
    Check(head.layout != nullptr);
    return absl::OkStatus();
  }
  absl::Status OnRow(const statistics::sdmx::DataRow& row) override {
    Check(row.key.size() == layout_.dimensions.size() && !row.period.empty());
    for (const std::string& code : row.key) Check(!code.empty());
    return absl::OkStatus();
  }
  absl::Status OnMistake(const statistics::sdmx::Mistake& mistake) override {
    Check(mistake.violation.reason != common::v1::ERROR_REASON_UNSPECIFIED);
    return absl::OkStatus();
  }

 private:
  const statistics::Layout& layout_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = fuzz::Text(data, size);
  const size_t divide = text.find("\n%%\n");
  const auto mapping = statistics::TableMapping::Parse(text.substr(0, divide));
  if (!mapping.ok()) {
    Check(ReasonOf(mapping.status()) != common::v1::ERROR_REASON_UNSPECIFIED);
    return 0;
  }
  const auto layout = statistics::SampleLayout();
  if (divide == std::string_view::npos || !statistics::CheckMapping(*mapping, *layout).ok()) return 0;
  auto file = statistics::Spool::Open();
  Check(file.ok() && file->Append(text.substr(divide + 4)).ok());
  Whole whole(*layout);
  statistics::ReadTable(*file->Path(), *mapping, layout, whole).IgnoreError();
  return 0;
}

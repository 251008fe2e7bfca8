// Any bytes as SDMX-CSV, in pieces of two lengths: the same is told, every row fits the layout, lines rise; and the
// observations that are told are written and read as the same again.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/utf8.h"
#include "services/statistics/sdmx/csv_data.h"
#include "tests/fuzz/check.h"

namespace {

using tabadul::fuzz::Check;
using namespace tabadul::statistics;        // NOLINT
using namespace tabadul::statistics::sdmx;  // NOLINT

// In several languages: text that begins like one is not told from it. It is read, but not written again.
constexpr int kTitle = 3;

std::shared_ptr<const Layout> MakeLayout() {
  auto layout = std::make_shared<Layout>();
  for (const char* id : {"FREQ", "AREA"}) layout->dimensions.emplace_back().id = id;
  layout->time.emplace().id = "TIME_PERIOD";
  layout->measures.emplace_back().id = "OBS_VALUE";
  for (const char* id : {"STATUS", "UNIT", "TAGS", "TITLE"}) layout->attributes.emplace_back().id = id;
  layout->attributes[1].attachment.level = Attachment::Level::kDimensions;
  layout->attributes[1].dimensions = {0};
  layout->attributes[2].representation.max_occurs = 0;
  layout->attributes[3].representation.multilingual = true;
  return layout;
}

class OneLayout final : public Layouts {
 public:
  absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference& reference) const override {
    if (reference.id == "NONE") {
      return tabadul::Error(tabadul::common::v1::ERROR_REASON_NOT_FOUND, {{"structure", "NONE"}});
    }
    return layout_;
  }

 private:
  const std::shared_ptr<const Layout> layout_ = MakeLayout();
};

class Told final : public DataReceiver {
 public:
  std::string text;          // all of it, for comparison
  std::string observations;  // their keys and values
  std::string file;          // these written again

  absl::Status OnDataSet(const DataSetHead& head) override {
    head_ = head;
    writer_->BeginDataSet(head, Detail::kFull);
    text += head.structure.id + '\n';
    return absl::OkStatus();
  }
  absl::Status OnRow(const DataRow& row) override {
    Check(row.key.size() == 2 && row.measures.size() == 1 && row.line >= line_);
    line_ = row.line;
    std::string told =
        std::to_string(static_cast<int>(row.level)) + row.key[0] + '.' + row.key[1] + ' ' + row.period;
    if (row.measures[0]) told += '=' + *row.measures[0];
    for (const AttributeValue& value : row.attributes) {
      Check(value.attribute >= 0 && value.attribute < 4);
      const std::string stated = ' ' + std::to_string(value.attribute) + value.language + '=' + value.value;
      text += stated;
      if (value.attribute != kTitle) told += stated;
    }
    text += std::to_string(row.line) + told + '\n';
    if (row.level == Attachment::Level::kObservation && row.action != Action::kDelete) {
      observations += told + '\n';
      Write(row);
    }
    return absl::OkStatus();
  }
  absl::Status OnMistake(const Mistake& mistake) override {
    Check(mistake.line >= line_);
    line_ = mistake.line;
    text += std::to_string(mistake.line) + mistake.violation.field + '\n';
    return absl::OkStatus();
  }

 private:
  void Write(const DataRow& row) {
    const std::vector<std::string_view> key(row.key.begin(), row.key.end());
    const std::string_view value = row.measures[0] ? std::string_view(*row.measures[0]) : std::string_view();
    std::vector<AttributeView> attributes;
    for (const AttributeValue& one : row.attributes) {
      if (one.attribute != kTitle) attributes.push_back({one.attribute, one.value, one.language});
    }
    const ObservationView observation{row.period, {&value, 1}, attributes};
    writer_->Series({key, "", {}, {&observation, 1}});
  }

  uint64_t line_ = 0;
  DataSetHead head_;
  std::unique_ptr<DataWriter> writer_ = NewCsvDataWriter(DataFormat::kCsv2, {}, {}, &file);
};

bool Read(std::string_view bytes, size_t piece, Told& told) {
  const OneLayout layouts;
  const auto reader = NewCsvDataReader(layouts, told);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size()))) {
    if (!reader->Read(bytes.substr(0, piece)).ok()) return false;
  }
  return reader->End().ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = tabadul::fuzz::Text(data, size);
  Told whole, pieces;
  const bool read = Read(bytes, size + 1, whole);
  Check(Read(bytes, 7, pieces) == read);
  Check(pieces.text == whole.text);
  Check(tabadul::IsUtf8(whole.observations));
  if (!read || whole.file.empty()) return 0;
  Told again;
  Check(Read(whole.file, 1'000, again));
  Check(again.observations == whole.observations);
  return 0;
}

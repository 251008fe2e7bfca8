// Any bytes as a data message of SDMX-JSON, in pieces of two lengths: the same is told, and every row fits the layout. The
// observations that are told are written in both versions, which is JSON, and read as the same again.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "lib/platform/base/utf8.h"
#include "nlohmann/json.hpp"
#include "services/statistics/sdmx/json_data.h"
#include "tests/fuzz/check.h"

namespace {

using tabadul::fuzz::Check;
using namespace tabadul::statistics;        // NOLINT
using namespace tabadul::statistics::sdmx;  // NOLINT

constexpr size_t kMaxBytes = 1 << 20;

std::shared_ptr<const Layout> MakeLayout() {
  auto layout = std::make_shared<Layout>();
  Artefact artefact;
  artefact.agency = "T";
  artefact.id = "DF";
  artefact.version = "1.0";
  artefact.type = ArtefactType::kDataflow;
  layout->dataflow = std::make_shared<const Artefact>(artefact);
  artefact.type = ArtefactType::kDataStructure;
  layout->structure = std::make_shared<const Artefact>(artefact);
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
  absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference&) const override { return layout_; }

 private:
  const std::shared_ptr<const Layout> layout_ = MakeLayout();
};

class Told final : public DataReceiver {
 public:
  std::string text;          // all of it, for comparison
  std::string observations;  // their keys and values

  // Null: nothing is written again.
  explicit Told(DataWriter* writer) : writer_(writer) {}

  absl::Status OnDataSet(const DataSetHead& head) override {
    Check(head.layout != nullptr);
    text += head.dimension_at_observation + '\n';
    if (writer_ == nullptr) return absl::OkStatus();
    DataSetHead again = head;
    again.dimension_at_observation = "TIME_PERIOD";
    writer_->BeginDataSet(again, Detail::kFull);
    return absl::OkStatus();
  }

  absl::Status OnRow(const DataRow& row) override {
    const bool observation = row.level == Attachment::Level::kObservation;
    Check(row.key.size() == 2 && row.measures.size() <= 1);
    std::string told = row.key[0] + '.' + row.key[1] + ' ' + row.period;
    if (!row.measures.empty() && row.measures[0] && !row.measures[0]->empty()) told += '=' + *row.measures[0];
    Check(tabadul::IsUtf8(told));
    text += told;
    for (const AttributeValue& value : row.attributes) {
      Check(value.attribute >= 0 && value.attribute < 4 && tabadul::IsUtf8(value.value));
      text += ' ' + std::to_string(value.attribute) + value.language + '=' + value.value;
    }
    text += '\n';
    if (observation && !row.measures.empty() && Writable(row)) {
      observations += told + '\n';
      Write(row);
    }
    return absl::OkStatus();
  }

  absl::Status OnMistake(const Mistake& mistake) override {
    text += mistake.violation.field + '\n';
    return absl::OkStatus();
  }

 private:
  // What the check of the whole message can read: no number beyond double; no more values than a reader takes at once, as
  // a message may list an attribute twice; a whole key, as a writer has no others (a deletion may name less).
  static bool Writable(const DataRow& row) {
    const std::string value = row.measures[0].value_or("");
    return value.size() <= 40 && value.find_first_of("eE") == std::string::npos &&
           row.attributes.size() <= 100 && !row.key[0].empty() && !row.key[1].empty() && !row.period.empty();
  }

  void Write(const DataRow& row) const {
    if (writer_ == nullptr) return;
    std::vector<AttributeView> attributes;
    for (const AttributeValue& value : row.attributes) {
      attributes.push_back({value.attribute, value.value, value.language});
    }
    const std::string_view key[] = {row.key[0], row.key[1]};
    const std::string_view values[] = {row.measures[0] ? std::string_view(*row.measures[0]) : ""};
    const ObservationView observation[] = {{row.period, values, attributes}};
    writer_->Series({key, "", {}, observation});
  }

  DataWriter* const writer_;
};

bool Read(std::string_view message, size_t piece, Told& told) {
  const OneLayout layouts;
  const auto reader = NewJsonDataReader(layouts, told, kMaxBytes);
  for (size_t at = 0; at < message.size(); at += piece) {
    if (!reader->Read(message.substr(at, piece)).ok()) return false;
  }
  return reader->End().ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view message = tabadul::fuzz::Text(data, size);
  Told once(nullptr);
  const bool good = Read(message, 1 << 16, once);
  for (const DataFormat format : {DataFormat::kJson1, DataFormat::kJson2}) {
    std::string out;
    MessageHead head;
    const auto writer = NewJsonDataWriter(format, head, &out);
    Told pieces(writer.get());
    Check(Read(message, 11, pieces) == good && pieces.text == once.text);
    writer->End({});
    Check(nlohmann::json::accept(out));
    if (!good || out.size() > kMaxBytes) continue;
    Told again(nullptr);
    Check(Read(out, 1 << 16, again));
    Check(again.observations == once.observations);
  }
  return 0;
}

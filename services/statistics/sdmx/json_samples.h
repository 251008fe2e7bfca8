// For the tests of SDMX-JSON: layouts, a place to find them, and a receiver that writes down what it is told.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics::sdmx {

inline std::shared_ptr<const Codes> SampleCodes(std::string id, std::vector<Item> items) {
  Artefact list{.type = ArtefactType::kCodelist, .agency = "TABADUL", .id = std::move(id), .version = "1.0"};
  list.body = ItemScheme{.partial = false, .items = std::move(items)};
  return std::make_shared<const Codes>(std::make_shared<const Artefact>(std::move(list)));
}

inline Item SampleItem(std::string id, std::string english, std::string parent = "") {
  return {.id = std::move(id),
          .parent = std::move(parent),
          .names = {{"ar", "عدد"}, {"en", std::move(english)}, {"fr", "nombre"}},
          .descriptions = {},
          .annotations = {},
          .representation = {}};
}

template <class Laid>
Laid SampleComponent(std::string id, std::shared_ptr<const Codes> codes, std::string type = "") {
  Laid component;
  component.id = std::move(id);
  component.names = {{"en", component.id + " in words"}};
  component.codes = std::move(codes);
  component.representation.text_type = std::move(type);
  return component;
}

inline LaidAttribute SampleAttribute(std::string id, std::shared_ptr<const Codes> codes, std::string type,
                                     Attachment::Level level, std::vector<int> dimensions = {}) {
  auto attribute = SampleComponent<LaidAttribute>(std::move(id), std::move(codes), std::move(type));
  attribute.attachment.level = level;
  attribute.dimensions = std::move(dimensions);
  return attribute;
}

inline std::shared_ptr<Layout> EmptyLayout(std::string agency, std::string flow, std::string structure) {
  auto layout = std::make_shared<Layout>();
  Artefact dataflow{
      .type = ArtefactType::kDataflow, .agency = agency, .id = std::move(flow), .version = "1.0"};
  dataflow.names = {{"en", "A flow"}, {"fr", "Un flux"}};
  layout->dataflow = std::make_shared<const Artefact>(std::move(dataflow));
  layout->structure = std::make_shared<const Artefact>(Artefact{.type = ArtefactType::kDataStructure,
                                                                .agency = std::move(agency),
                                                                .id = std::move(structure),
                                                                .version = "1.0"});
  layout->time = SampleComponent<LaidComponent>("TIME_PERIOD", nullptr, "ObservationalTimePeriod");
  layout->measures.push_back(SampleComponent<LaidMeasure>("OBS_VALUE", nullptr, "Double"));
  return layout;
}

// FREQ, AREA and time; attributes of every level and of every kind.
inline std::shared_ptr<Layout> SampleLayout() {
  using Level = Attachment::Level;
  auto layout = EmptyLayout("TABADUL", "DF_SAMPLE", "DSD_SAMPLE");
  const auto freq = SampleCodes("CL_FREQ", {SampleItem("A", "Annual"), SampleItem("Q", "Quarterly")});
  const auto area = SampleCodes("CL_AREA", {SampleItem("OIC", "All"), SampleItem("EGY", "Egypt", "OIC")});
  const auto status = SampleCodes("CL_OBS_STATUS", {SampleItem("A", "Normal"), SampleItem("E", "Estimated")});
  layout->dimensions = {SampleComponent<LaidComponent>("FREQ", freq),
                        SampleComponent<LaidComponent>("AREA", area)};
  layout->attributes = {SampleAttribute("OBS_STATUS", status, "", Level::kObservation),
                        SampleAttribute("COMMENT", nullptr, "String", Level::kObservation),
                        SampleAttribute("TITLE", nullptr, "String", Level::kDimensions, {0, 1}),
                        SampleAttribute("UNIT", status, "", Level::kGroup, {1}),
                        SampleAttribute("SOURCE", nullptr, "String", Level::kDataSet),
                        SampleAttribute("NOTES", nullptr, "String", Level::kObservation),
                        SampleAttribute("TAGS", status, "", Level::kObservation),
                        SampleAttribute("DECIMALS", nullptr, "Integer", Level::kObservation)};
  layout->attributes[5].representation.multilingual = true;
  layout->attributes[6].representation.max_occurs = 0;
  return layout;
}
enum SampleNumbers { kStatus, kComment, kTitle, kUnit, kSource, kNotes, kTags, kDecimals };

// Any reference to its dataflow or its structure.
class OneLayout final : public Layouts {
 public:
  explicit OneLayout(std::shared_ptr<const Layout> layout) : layout_(std::move(layout)) {}
  absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference& reference) const override {
    if (reference.id == layout_->dataflow->id || reference.id == layout_->structure->id) return layout_;
    return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"structure", reference.id}});
  }

 private:
  const std::shared_ptr<const Layout> layout_;
};

// "obs A.EGY 2024 OBS_VALUE=1.5 OBS_STATUS=A NOTES[en]=…"
inline std::string Shown(const DataRow& row, const Layout& layout) {
  static constexpr std::string_view kLevels[] = {"set", "group", "series", "obs"};
  std::string shown(kLevels[static_cast<size_t>(row.level)]);
  shown += ' ';
  for (size_t i = 0; i < row.key.size(); ++i) shown += (i == 0 ? "" : ".") + row.key[i];
  if (!row.period.empty()) shown += " " + row.period;
  for (size_t i = 0; i < row.measures.size(); ++i) {
    if (row.measures[i].has_value()) shown += fmt::format(" {}={}", layout.measures[i].id, *row.measures[i]);
  }
  for (const AttributeValue& value : row.attributes) {
    const std::string& id = layout.attributes[static_cast<size_t>(value.attribute)].id;
    shown += value.language.empty() ? fmt::format(" {}={}", id, value.value)
                                    : fmt::format(" {}[{}]={}", id, value.language, value.value);
  }
  return shown;
}

struct Heard final : DataReceiver {
  std::vector<DataSetHead> heads;
  std::vector<DataRow> rows;
  std::vector<size_t> set_of;         // of each row: number of its data set
  std::vector<std::string> shown;     // rows
  std::vector<std::string> mistakes;  // "OUT_OF_RANGE FREQ"

  absl::Status OnDataSet(const DataSetHead& head) override {
    heads.push_back(head);
    return absl::OkStatus();
  }
  absl::Status OnRow(const DataRow& row) override {
    rows.push_back(row);
    set_of.push_back(heads.size() - 1);
    shown.push_back(Shown(row, *heads.back().layout));
    return absl::OkStatus();
  }
  absl::Status OnMistake(const Mistake& mistake) override {
    mistakes.push_back(fmt::format("{} {}", ReasonName(mistake.violation.reason), mistake.violation.field));
    return absl::OkStatus();
  }
};

}  // namespace tabadul::statistics::sdmx

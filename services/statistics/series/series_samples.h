// A small structure and series of it, for the tests of this room.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/statistics/series/decimal.h"
#include "services/statistics/series/series.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

inline constexpr char kSampleFlow[] = "TEST:DF_RATE(1.0)";

inline std::shared_ptr<const Codes> SampleCodes(const std::string& id,
                                                const std::vector<std::string>& codes) {
  auto list = std::make_shared<Artefact>();
  list->type = ArtefactType::kCodelist;
  list->agency = "TEST";
  list->id = id;
  list->version = "1.0";
  ItemScheme scheme;
  for (const std::string& code : codes) scheme.items.push_back({.id = code});
  list->body = std::move(scheme);
  return std::make_shared<const Codes>(std::move(list));
}

inline std::shared_ptr<const Artefact> SampleArtefact(ArtefactType type, const std::string& id) {
  auto artefact = std::make_shared<Artefact>();
  artefact->type = type;
  artefact->agency = "TEST";
  artefact->id = id;
  artefact->version = "1.0";
  return artefact;
}

inline LaidAttribute SampleAttribute(const std::string& id, Attachment::Level level,
                                     std::shared_ptr<const Codes> codes = nullptr) {
  LaidAttribute attribute;
  attribute.id = id;
  attribute.attachment.level = level;
  attribute.codes = std::move(codes);
  return attribute;
}

// FREQ, REF_AREA, SEX and time; OBS_VALUE; on the series UNIT, on the sibling group (all but FREQ) TITLE, on the data set
// NOTE (any number of values), on observations OBS_STATUS and COMMENT.
inline std::shared_ptr<Layout> SampleLayout() {
  using Level = Attachment::Level;
  auto layout = std::make_shared<Layout>();
  layout->dataflow = SampleArtefact(ArtefactType::kDataflow, "DF_RATE");
  layout->structure = SampleArtefact(ArtefactType::kDataStructure, "DSD_RATE");
  const auto dimension = [&](const std::string& id, const std::vector<std::string>& codes) {
    LaidComponent& laid = layout->dimensions.emplace_back();
    laid.id = id;
    laid.codes = SampleCodes("CL_" + id, codes);
  };
  dimension("FREQ", {"A", "Q", "M", "_O"});
  dimension("REF_AREA", {"EGY", "JOR", "TUN", "TUR"});
  dimension("SEX", {"_T", "F", "M"});
  layout->time.emplace().id = "TIME_PERIOD";
  layout->measures.emplace_back().id = "OBS_VALUE";
  layout->groups.push_back({"Sibling", {"REF_AREA", "SEX"}});
  layout->attributes.push_back(
      SampleAttribute("UNIT", Level::kDimensions, SampleCodes("CL_UNIT", {"PT", "NB"})));
  layout->attributes.back().dimensions = {0, 1, 2};
  layout->attributes.push_back(SampleAttribute("TITLE", Level::kGroup));
  layout->attributes.back().dimensions = {1, 2};
  layout->attributes.back().attachment.group = "Sibling";
  layout->attributes.back().representation.multilingual = true;
  layout->attributes.push_back(SampleAttribute("NOTE", Level::kDataSet));
  layout->attributes.back().representation.max_occurs = 0;
  layout->attributes.push_back(
      SampleAttribute("OBS_STATUS", Level::kObservation, SampleCodes("CL_OBS_STATUS", {"A", "E", "M", "P"})));
  layout->attributes.push_back(SampleAttribute("COMMENT", Level::kObservation));
  return layout;
}

class SampleLayouts final : public Layouts {
 public:
  explicit SampleLayouts(std::shared_ptr<const Layout> layout = SampleLayout())
      : layout_(std::move(layout)) {}
  absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference& reference) const override {
    if (reference.id == "DF_RATE" && reference.version == "1.0") return layout_;
    return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"structure", reference.id}});
  }

 private:
  std::shared_ptr<const Layout> layout_;
};

// Each observation "2024=7.25"; "2024=" has no value, and the text behind a slash is its OBS_STATUS: "2024=/M".
inline v1::Series MakeSeries(const std::vector<std::string>& key,
                             const std::vector<std::string>& observations, const std::string& unit = "") {
  v1::Series series;
  series.set_dataflow(kSampleFlow);
  for (const std::string& code : key) series.add_key(code);
  if (!unit.empty()) {
    v1::AttributeValue& attribute = *series.add_attributes();
    attribute.set_id("UNIT");
    attribute.set_value(unit);
  }
  constexpr std::string_view kStatuses = "AEMP";
  v1::AttributeColumn column;
  for (const char status : kStatuses) {
    for (const std::string& observation : observations) {
      if (!observation.ends_with(std::string("/") + status)) continue;
      column.add_values(std::string(1, status));
      break;
    }
  }
  for (size_t i = 0; i < observations.size(); ++i) {
    const std::string_view text = observations[i];
    const size_t equals = text.find('='), slash = text.find('/', equals);
    series.add_periods(std::string(text.substr(0, equals)));
    const auto number = ParseDecimal(text.substr(equals + 1, slash - equals - 1));
    series.add_values(number ? number->value : 0);
    series.add_decimals(number ? number->decimals : 0);
    if (!number) series.add_missing(static_cast<uint32_t>(i));
    uint32_t at = 0;
    for (int j = 0; slash != std::string_view::npos && j < column.values_size(); ++j) {
      if (column.values(j) == text.substr(slash + 1)) at = static_cast<uint32_t>(j + 1);
    }
    column.add_at(at);
  }
  if (column.values_size() > 0) {
    column.set_id("OBS_STATUS");
    *series.add_columns() = std::move(column);
  }
  return series;
}

}  // namespace tabadul::statistics

// For the tests of SDMX-CSV: layouts made by hand, and a receiver that keeps what it is told as lines of text.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/data.h"

namespace tabadul::statistics::sdmx {

// The ids of components in their order. Attributes hang on observations unless "@" says on which dimensions ("A@DIM_1,DIM_2";
// "A@": on the data set); "A[]" takes several values, "A{}" several languages.
struct PlainLayout {
  std::vector<std::string> dimensions;
  std::string time;
  std::vector<std::string> measures, attributes;
};

inline LaidAttribute MakeAttribute(const Layout& layout, std::string text) {
  LaidAttribute attribute;
  if (const size_t at = text.find('@'); at != std::string::npos) {
    std::string names = text.substr(at + 1);
    text.resize(at);
    attribute.attachment.level = names.empty() ? Attachment::Level::kDataSet : Attachment::Level::kDimensions;
    while (!names.empty()) {
      const size_t comma = std::min(names.find(','), names.size());
      attribute.attachment.dimensions.push_back(names.substr(0, comma));
      attribute.dimensions.push_back(layout.FindDimension(names.substr(0, comma)));
      names.erase(0, comma + 1);
    }
  }
  if (const size_t bracket = text.find_first_of("[{"); bracket != std::string::npos) {
    if (text[bracket] == '[') attribute.representation.max_occurs = 0;
    attribute.representation.multilingual = text[bracket] == '{';
    text.resize(bracket);
  }
  attribute.id = std::move(text);
  return attribute;
}

inline std::shared_ptr<const Artefact> MakeArtefact(ArtefactType type, std::string id) {
  Artefact artefact;
  artefact.type = type;
  artefact.agency = "T";
  artefact.id = std::move(id);
  artefact.version = "1.0";
  artefact.names = {{"en", "A name"}, {"fr", "Un nom"}};
  return std::make_shared<const Artefact>(std::move(artefact));
}

inline std::shared_ptr<Layout> MakeLayout(const PlainLayout& plain) {
  auto layout = std::make_shared<Layout>();
  layout->dataflow = MakeArtefact(ArtefactType::kDataflow, "FLOW");
  layout->structure = MakeArtefact(ArtefactType::kDataStructure, "DSD");
  for (const std::string& id : plain.dimensions) layout->dimensions.emplace_back().id = id;
  if (!plain.time.empty()) layout->time.emplace().id = plain.time;
  for (const std::string& id : plain.measures) layout->measures.emplace_back().id = id;
  for (const std::string& text : plain.attributes) {
    layout->attributes.push_back(MakeAttribute(*layout, text));
  }
  return layout;
}

// A code list of "CODE: Name" each.
inline std::shared_ptr<const Codes> MakeCodes(const std::vector<std::string>& codes) {
  Artefact codelist;
  ItemScheme scheme;
  for (const std::string& text : codes) {
    const size_t colon = text.find(": ");
    Item& item = scheme.items.emplace_back();
    item.id = text.substr(0, colon);
    item.names = {{"en", text.substr(colon + 2)}};
  }
  codelist.body = std::move(scheme);
  return std::make_shared<const Codes>(std::make_shared<const Artefact>(std::move(codelist)));
}

// By "AGENCY:ID(VERSION)", or one for all.
class PlainLayouts final : public Layouts {
 public:
  explicit PlainLayouts(std::shared_ptr<const Layout> for_all = nullptr) : for_all_(std::move(for_all)) {}
  void Add(const std::string& name, std::shared_ptr<const Layout> layout) {
    named_[name] = std::move(layout);
  }

  absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference& reference) const override {
    const std::string name = fmt::format("{}:{}({})", reference.agency, reference.id, reference.version);
    if (const auto found = named_.find(name); found != named_.end()) return found->second;
    if (for_all_) return for_all_;
    return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"structure", name}});
  }

 private:
  std::shared_ptr<const Layout> for_all_;
  std::map<std::string, std::shared_ptr<const Layout>> named_;
};

// "T:FLOW(1.0)" of a data set; "3 obs A.B 2014 R OBS_VALUE=1 ATTR@en=x" of a row, "4 DIM_1 REQUIRED" of a mistake, whose first number
// is the line.
class Lines final : public DataReceiver {
 public:
  std::vector<std::string> lines;

  absl::Status OnDataSet(const DataSetHead& head) override {
    layout_ = head.layout;
    lines.push_back(
        fmt::format("{}:{}({})", head.structure.agency, head.structure.id, head.structure.version));
    return absl::OkStatus();
  }

  absl::Status OnRow(const DataRow& row) override {
    constexpr std::string_view kLevels[] = {"set", "group", "series", "obs"};
    std::string text = fmt::format("{} {} ", row.line, kLevels[static_cast<size_t>(row.level)]);
    for (size_t i = 0; i < row.key.size(); ++i) text += (i > 0 ? "." : "") + row.key[i];
    if (!row.period.empty()) text += ' ' + row.period;
    if (row.action) text += fmt::format(" {}", "IARD"[static_cast<size_t>(*row.action)]);
    for (size_t i = 0; i < row.measures.size(); ++i) {
      if (row.measures[i]) text += fmt::format(" {}={}", layout_->measures[i].id, *row.measures[i]);
    }
    for (const AttributeValue& value : row.attributes) {
      text += ' ' + layout_->attributes[static_cast<size_t>(value.attribute)].id;
      if (!value.language.empty()) text += '@' + value.language;
      text += '=' + value.value;
    }
    lines.push_back(std::move(text));
    return absl::OkStatus();
  }

  absl::Status OnMistake(const Mistake& mistake) override {
    lines.push_back(
        fmt::format("{} {} {}", mistake.line, mistake.violation.field, ReasonName(mistake.violation.reason)));
    return absl::OkStatus();
  }

 private:
  std::shared_ptr<const Layout> layout_;
};

}  // namespace tabadul::statistics::sdmx

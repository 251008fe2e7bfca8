#include "services/statistics/sdmx/ml_data_testing.h"

#include <algorithm>

#include "fmt/format.h"
#include "services/statistics/sdmx/ml_data.h"

namespace tabadul::statistics::sdmx {
namespace {

using Level = Attachment::Level;

LaidAttribute Attribute(std::string id, Level level) {
  LaidAttribute attribute;
  attribute.id = std::move(id);
  attribute.attachment.level = level;
  return attribute;
}

LaidComponent Component(std::string id) {
  LaidComponent component;
  component.id = std::move(id);
  return component;
}

// A row's texts as views: both must outlive what they are given to.
std::vector<AttributeView> Views(const DataRow& row) {
  std::vector<AttributeView> views;
  for (const AttributeValue& value : row.attributes)
    views.push_back({value.attribute, value.value, value.language});
  return views;
}

// The rows of one series: its own (or null) and those of its observations.
struct SeriesRows {
  const DataRow* own = nullptr;
  std::vector<const DataRow*> observations;
};

class Rewriter {
 public:
  Rewriter(const DataSetHead& head, DataWriter& writer)
      : layout_(*head.layout),
        writer_(writer),
        at_(layout_.FindDimension(head.dimension_at_observation)),
        flat_(head.dimension_at_observation == "AllDimensions") {}

  // A series has a row of its own only where it has a key of its own: with time at the observation.
  void Write(const std::vector<DataRow>& rows) {
    const bool series = at_ < 0 && !flat_;
    std::vector<AttributeView> of_data_set;
    for (const DataRow& row : rows) {
      const auto views = Views(row);
      if (row.level == Level::kDataSet) of_data_set.insert(of_data_set.end(), views.begin(), views.end());
    }
    writer_.DataSetAttributes(of_data_set);
    for (const DataRow& row : rows) {
      if (row.level == Level::kGroup) Group(row);
    }
    for (const DataRow& row : rows) {
      if (row.level == Level::kDimensions && series) Series(row);
      if (row.level == Level::kObservation) Observation(row);
    }
    Flush();
  }

 private:
  std::string KeyOf(const DataRow& row) const {
    std::string key = at_ >= 0 ? row.period : "";
    for (size_t i = 0; i < row.key.size(); ++i) {
      if (static_cast<int>(i) != at_) key += "." + row.key[i];
    }
    return key;
  }

  void Series(const DataRow& row) {
    Flush();
    series_.own = &row;
    key_ = KeyOf(row);
  }

  void Observation(const DataRow& row) {
    const std::string key = KeyOf(row);
    if (key != key_) Flush();
    key_ = key;
    series_.observations.push_back(&row);
  }

  void Group(const DataRow& row) {
    for (size_t i = 0; i < layout_.groups.size(); ++i) {
      std::vector<std::string_view> key;
      for (const std::string& id : layout_.groups[i].dimensions) {
        const std::string& code = row.key[static_cast<size_t>(layout_.FindDimension(id))];
        if (!code.empty()) key.push_back(code);
      }
      if (key.size() != layout_.groups[i].dimensions.size()) continue;
      return writer_.Group({static_cast<int>(i), key, Views(row)});
    }
  }

  void Flush() {
    if (series_.own == nullptr && series_.observations.empty()) return;
    const DataRow& first = series_.own != nullptr ? *series_.own : *series_.observations[0];
    std::vector<std::string_view> key(first.key.begin(), first.key.end());
    if (at_ >= 0) key[static_cast<size_t>(at_)] = "";
    const auto attributes = series_.own != nullptr ? Views(*series_.own) : std::vector<AttributeView>();
    std::vector<std::vector<AttributeView>> own;
    std::vector<std::vector<std::string_view>> values;
    for (const DataRow* row : series_.observations) {
      own.push_back(Views(*row));
      auto& of_row = values.emplace_back();
      for (const auto& measure : row->measures) of_row.push_back(measure ? std::string_view(*measure) : "");
    }
    std::vector<ObservationView> observations;
    for (size_t i = 0; i < own.size(); ++i) {
      const DataRow& row = *series_.observations[i];
      const std::string& at = at_ >= 0 ? row.key[static_cast<size_t>(at_)] : row.period;
      observations.push_back({at, values[i], own[i]});
    }
    writer_.Series({key, at_ >= 0 ? std::string_view(first.period) : "", attributes, observations});
    series_ = {};
    key_.clear();
  }

  const Layout& layout_;
  DataWriter& writer_;
  const int at_;
  const bool flat_;
  SeriesRows series_;
  std::string key_;
};

}  // namespace

std::shared_ptr<Layout> SmallLayout() {
  auto layout = std::make_shared<Layout>();
  for (const char* id : {"FREQ", "REF_AREA", "SEX"}) layout->dimensions.push_back(Component(id));
  layout->time = Component("TIME_PERIOD");
  layout->measures.emplace_back().id = "OBS_VALUE";
  layout->groups.push_back({"Area", {"REF_AREA"}});
  layout->attributes = {Attribute("DECIMALS", Level::kDataSet), Attribute("UNIT", Level::kGroup),
                        Attribute("TITLE", Level::kDimensions), Attribute("OBS_STATUS", Level::kObservation),
                        Attribute("NOTE", Level::kObservation)};
  layout->attributes[1].attachment.group = "Area";
  layout->attributes[1].dimensions = {1};
  layout->attributes[2].representation.multilingual = true;
  layout->attributes[2].representation.max_occurs = 0;
  layout->attributes[4].representation.max_occurs = 3;
  return layout;
}

absl::StatusOr<std::shared_ptr<const Layout>> OneLayout::Find(const Reference& reference) const {
  if (reference.id == id_) return layout_;
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"structure", reference.id}});
}

std::string Show(const Layout& layout, const DataRow& row) {
  std::string shown(1, "DGSO"[static_cast<size_t>(row.level)]);
  for (size_t i = 0; i < row.key.size(); ++i) shown += (i == 0 ? " " : ".") + row.key[i];
  if (!row.period.empty()) shown += " @" + row.period;
  for (const auto& measure : row.measures) {
    if (measure) shown += " =" + *measure;
  }
  std::vector<const AttributeValue*> values;
  for (const AttributeValue& value : row.attributes) values.push_back(&value);
  std::ranges::stable_sort(values, {}, &AttributeValue::attribute);
  for (const AttributeValue* value : values) {
    shown += " " + layout.attributes[static_cast<size_t>(value->attribute)].id;
    if (!value->language.empty()) shown += ":" + value->language;
    shown += "=" + value->value;
  }
  return shown;
}

absl::Status Collected::OnDataSet(const DataSetHead& head) {
  data_sets.push_back({head, {}});
  return absl::OkStatus();
}

absl::Status Collected::OnRow(const DataRow& row) {
  data_sets.back().rows.push_back(row);
  return absl::OkStatus();
}

absl::Status Collected::OnMistake(const Mistake& mistake) {
  mistakes.push_back(
      fmt::format("{} {} {}", mistake.line, mistake.violation.field, ReasonName(mistake.violation.reason)));
  return absl::OkStatus();
}

std::vector<std::string> Collected::Rows() const {
  std::vector<std::string> shown;
  for (const DataSet& data_set : data_sets) {
    for (const DataRow& row : data_set.rows) shown.push_back(Show(*data_set.head.layout, row));
  }
  return shown;
}

size_t Collected::Count(Level level) const {
  size_t count = 0;
  for (const DataSet& data_set : data_sets) {
    for (const DataRow& row : data_set.rows) count += row.level == level ? 1 : 0;
  }
  return count;
}

absl::Status ReadMl(std::string_view message, const Layouts& layouts, DataReceiver& receiver, size_t piece) {
  const auto reader = NewMlDataReader(layouts, receiver);
  if (piece == 0) piece = std::max<size_t>(message.size(), 1);
  for (size_t at = 0; at < message.size(); at += piece)
    RETURN_IF_ERROR(reader->Read(message.substr(at, piece)));
  return reader->End();
}

MessageHead TestHead() {
  return {.id = "M1",
          .prepared = absl::FromUnixSeconds(1767225600),  // 2026-01-01T00:00:00Z
          .sender = {.id = "TABADUL", .names = {{"en", "Tabadul"}}},
          .language = "fr"};
}

std::string WriteMl(const std::vector<Collected::DataSet>& data_sets, DataFormat format) {
  std::string out;
  const auto writer = NewMlDataWriter(format, TestHead(), &out);
  for (const Collected::DataSet& data_set : data_sets) {
    writer->BeginDataSet(data_set.head, Detail::kFull);
    Rewriter(data_set.head, *writer).Write(data_set.rows);
  }
  writer->End({});
  return out;
}

}  // namespace tabadul::statistics::sdmx

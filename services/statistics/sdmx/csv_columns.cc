#include "services/statistics/sdmx/csv_columns.h"

#include <algorithm>

namespace tabadul::statistics::sdmx {
namespace {

// What the dimension at the observation is among those of the layout; -1: the period, also for rows that are flat anyway.
int AtObservation(const DataSetHead& head) {
  return head.layout->FindDimension(head.dimension_at_observation);
}

bool OfObservations(const LaidAttribute& attribute) {
  return attribute.attachment.level == Attachment::Level::kObservation || attribute.with_time;
}

bool TakesSeveral(const LaidAttribute& attribute) { return attribute.representation.max_occurs != 1; }

}  // namespace

CsvColumns CsvColumns::Of(const DataSetHead& head, Detail detail) {
  const Layout& layout = *head.layout;
  CsvColumns columns;
  columns.observations = detail == Detail::kFull || detail == Detail::kDataOnly;
  columns.history = head.valid_from || head.valid_to;
  const int at = AtObservation(head);
  columns.time = layout.time && (columns.observations || at >= 0);
  for (int i = 0; i < static_cast<int>(layout.dimensions.size()); ++i) {
    const bool left_out = !columns.observations && i == at;
    if (!left_out) columns.dimensions.push_back(layout.dimensions[static_cast<size_t>(i)].id);
  }
  if (columns.observations) {
    for (const LaidMeasure& measure : layout.measures) columns.measures.push_back(measure.id);
  }
  if (detail == Detail::kDataOnly || detail == Detail::kSeriesKeysOnly) return columns;
  for (const LaidAttribute& attribute : layout.attributes) {
    if (columns.observations || !OfObservations(attribute)) columns.attributes.push_back(attribute.id);
  }
  return columns;
}

void CsvColumns::Fit(const DataSetHead& head) {
  const Layout& layout = *head.layout;
  dimension_of.clear();
  measure_of.clear();
  attribute_of.clear();
  for (const std::string& id : dimensions) dimension_of.push_back(layout.FindDimension(id));
  for (const std::string& id : measures) measure_of.push_back(layout.FindMeasure(id));
  for (const std::string& id : attributes) attribute_of.push_back(layout.FindAttribute(id));
  column_of_attribute.assign(layout.attributes.size(), -1);
  several.assign(attribute_of.size(), false);
  for (size_t i = 0; i < attribute_of.size(); ++i) {
    if (attribute_of[i] < 0) continue;
    const auto number = static_cast<size_t>(attribute_of[i]);
    column_of_attribute[number] = static_cast<int>(i);
    several[i] = !CsvBrackets(layout.attributes[number]).empty();
  }
  const auto at = std::find(dimensions.begin(), dimensions.end(), head.dimension_at_observation);
  at_observation = at == dimensions.end() ? -1 : static_cast<int>(at - dimensions.begin());
}

bool HasLanguages(const LaidAttribute& attribute) { return attribute.representation.multilingual; }

std::string_view CsvBrackets(const LaidAttribute& attribute) {
  if (HasLanguages(attribute)) return "[ar;en;fr]";
  return TakesSeveral(attribute) ? "[]" : "";
}

std::string CsvHeaderRow(int version, const Layout& layout, const CsvColumns& columns, const CsvCells& cells,
                         CsvOptions::Keys keys) {
  const auto has_brackets = [](const LaidAttribute& attribute) { return !CsvBrackets(attribute).empty(); };
  std::string row = "DATAFLOW";
  if (version == 2) {
    const bool subfields = !columns.attributes.empty() &&
                           std::any_of(layout.attributes.begin(), layout.attributes.end(), has_brackets);
    row = subfields ? "STRUCTURE[;],STRUCTURE_ID" : "STRUCTURE,STRUCTURE_ID";
    if (cells.labels() == CsvOptions::Labels::kName) row += ",STRUCTURE_NAME";
    row += ",ACTION";
    if (keys == CsvOptions::Keys::kSeries || keys == CsvOptions::Keys::kBoth) row += ",SERIES_KEY";
    if (keys == CsvOptions::Keys::kObservation || keys == CsvOptions::Keys::kBoth) row += ",OBS_KEY";
  }
  const auto at = [](int number) { return static_cast<size_t>(number); };
  for (const int i : columns.dimension_of) cells.Header(layout.dimensions[at(i)], "", &row);
  if (columns.time) cells.Header(*layout.time, "", &row);
  for (const int i : columns.measure_of) cells.Header(layout.measures[at(i)], "", &row);
  for (const int i : columns.attribute_of) {
    const LaidAttribute& attribute = layout.attributes[at(i)];
    cells.Header(attribute, version == 2 ? CsvBrackets(attribute) : "", &row);
  }
  if (columns.history) row += ",VALID_FROM,VALID_TO";
  return row;
}

}  // namespace tabadul::statistics::sdmx

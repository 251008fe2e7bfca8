#include "services/statistics/query/row.h"

#include <utility>

#include "lib/platform/base/utc.h"
#include "services/statistics/query/names.h"

namespace tabadul::statistics::query {
namespace {

// Attributes of the core structures that have a place of their own.
constexpr std::string_view kUnit = "UNIT_MEASURE", kMultiplier = "UNIT_MULT", kCurrency = "CURRENCY",
                           kDecimals = "DECIMALS", kStatus = "OBS_STATUS", kConfidential = "CONF_STATUS";
constexpr std::string_view kUnitItself = "0", kNormal = "A";

// How well a text in `language` fits a reader.
int Fit(std::string_view language, std::string_view readers) {
  const std::string_view primary = language.substr(0, language.find('-'));
  return primary == readers ? 2 : primary == "en" ? 1 : 0;
}

// Of a text in several languages the best.
void AddNote(v1::TableNote note, std::string_view readers,
             google::protobuf::RepeatedPtrField<v1::TableNote>& notes) {
  if (!note.language().empty()) {
    for (v1::TableNote& known : notes) {
      if (known.id() != note.id() || known.language().empty()) continue;
      if (Fit(note.language(), readers) > Fit(known.language(), readers)) known = std::move(note);
      return;
    }
  }
  *notes.Add() = std::move(note);
}

}  // namespace

RowMaker::RowMaker(const Flow& flow, std::string_view language)
    : flow_(flow),
      language_(language),
      area_(flow.layout->FindDimension(kArea)),
      codes_(flow.layout->dimensions.size()) {}

v1::TableRow RowMaker::Row(const CubeCursor& cursor) {
  v1::TableRow row;
  FillSeries(cursor, row);
  for (size_t i = 0; i < codes_.size(); ++i) codes_[i].insert(row.key(static_cast<int>(i)));
  row.mutable_observations()->Reserve(static_cast<int>(cursor.view().series.observations.size()));
  for (const sdmx::ObservationView& view : cursor.view().series.observations)
    FillObservation(view, *row.add_observations());
  return row;
}

void RowMaker::FillSeries(const CubeCursor& cursor, v1::TableRow& row) const {
  for (const std::string_view code : cursor.view().series.key) row.add_key(std::string(code));
  if (area_ >= 0)
    *row.mutable_area() =
        AreaOf(flow_.layout->dimensions[static_cast<size_t>(area_)], row.key(area_), language_);
  for (const sdmx::AttributeView& view : cursor.view().of_data_set) AddSeriesAttribute(view, row);
  for (const sdmx::AttributeView& view : cursor.view().series.attributes) AddSeriesAttribute(view, row);
  row.set_source(std::string(cursor.source()));
  row.set_source_name(SourceName(*flow_.structures, cursor.source(), language_));
  *row.mutable_update_time() = TimestampOf(cursor.updated());
}

void RowMaker::AddSeriesAttribute(const sdmx::AttributeView& view, v1::TableRow& row) const {
  const LaidAttribute& attribute = flow_.layout->attributes[static_cast<size_t>(view.attribute)];
  if (attribute.id == kDecimals) return;
  if (attribute.id == kUnit) {
    *row.mutable_unit() = NamedCode(attribute, view.value, language_);
  } else if (attribute.id == kMultiplier) {
    if (view.value != kUnitItself) *row.mutable_multiplier() = NamedCode(attribute, view.value, language_);
  } else if (attribute.id == kCurrency) {
    *row.mutable_currency() = NamedCode(attribute, view.value, language_);
  } else {
    AddNote(NoteOf(view), language_, *row.mutable_notes());
  }
}

v1::TableNote RowMaker::NoteOf(const sdmx::AttributeView& view) const {
  const LaidAttribute& attribute = flow_.layout->attributes[static_cast<size_t>(view.attribute)];
  v1::TableNote note;
  note.set_id(attribute.id);
  const std::string_view name = InLanguage(attribute.names, language_);
  note.set_label(std::string(name.empty() ? attribute.id : name));
  note.set_value(std::string(view.value));
  if (attribute.codes != nullptr) note.set_value_label(LabelOf(attribute, view.value, language_));
  note.set_language(std::string(view.language));
  return note;
}

void RowMaker::FillObservation(const sdmx::ObservationView& view, v1::TableObservation& observation) {
  observation.set_period(std::string(view.at));
  if (!view.values.empty()) observation.set_value(std::string(view.values.front()));
  for (const sdmx::AttributeView& of : view.attributes) {
    const std::string& id = flow_.layout->attributes[static_cast<size_t>(of.attribute)].id;
    if (id == kStatus) {
      observation.set_status(std::string(of.value));
      if (of.value != kNormal) statuses_.insert(std::string(of.value));
    } else if (id == kConfidential) {
      observation.set_confidentiality(std::string(of.value));
    } else {
      AddNote(NoteOf(of), language_, *observation.mutable_notes());
    }
  }
}

std::vector<v1::TableDimension> RowMaker::Dimensions() const {
  std::vector<v1::TableDimension> dimensions;
  for (size_t i = 0; i < codes_.size(); ++i) {
    const LaidComponent& laid = flow_.layout->dimensions[i];
    v1::TableDimension& dimension = dimensions.emplace_back(DimensionOf(laid, language_));
    if (laid.codes == nullptr) {
      for (const std::string& code : codes_[i]) *dimension.add_codes() = CodeOf(laid, code, language_);
      continue;
    }
    for (const Item& item : laid.codes->items()) {  // in the order of the list
      if (codes_[i].contains(item.id)) *dimension.add_codes() = CodeOf(laid, item.id, language_);
    }
  }
  return dimensions;
}

std::vector<v1::Named> RowMaker::Statuses() const {
  std::vector<v1::Named> named;
  const int number = flow_.layout->FindAttribute(kStatus);
  if (number < 0) return named;
  for (const std::string& code : statuses_)
    named.push_back(NamedCode(flow_.layout->attributes[static_cast<size_t>(number)], code, language_));
  return named;
}

}  // namespace tabadul::statistics::query

#include "services/statistics/series/series_view.h"

namespace tabadul::statistics {

void ViewRoom::Clear() {
  key_.clear();
  attributes_.clear();
  of_data_set_.clear();
  of_group_.clear();
  texts_.clear();
  values_.clear();
  observation_attributes_.clear();
  ends_.clear();
  observations_.clear();
}

void ViewRoom::AddAttribute(const Layout& layout, const sdmx::AttributeView& attribute) {
  const auto level = layout.attributes[static_cast<size_t>(attribute.attribute)].attachment.level;
  if (level == Attachment::Level::kDataSet) {
    of_data_set_.push_back(attribute);
    return;
  }
  attributes_.push_back(attribute);
  if (level == Attachment::Level::kGroup) of_group_.push_back(attribute);
}

void ViewRoom::ReserveObservations(size_t count) {
  texts_.reserve(count);
  values_.reserve(count);
  ends_.reserve(count);
  observations_.reserve(count);
}

void ViewRoom::AddObservation(std::string_view period) {
  texts_.emplace_back();
  observations_.push_back({.at = period, .values = {}, .attributes = {}});
  ends_.push_back({values_.size(), observation_attributes_.size()});
}

void ViewRoom::SetValue(int64_t value, uint32_t decimals) {
  char* const text = texts_.back().data();
  values_.emplace_back(text, WriteDecimal(value, decimals, text));
  ends_.back().value = values_.size();
}

void ViewRoom::AddObservationAttribute(const sdmx::AttributeView& attribute) {
  observation_attributes_.push_back(attribute);
  ends_.back().attributes = observation_attributes_.size();
}

ViewedSeries ViewRoom::View() {
  // Only now do the vectors stay where they are.
  size_t value = 0, attribute = 0;
  for (size_t i = 0; i < observations_.size(); ++i) {
    observations_[i].values = absl::MakeConstSpan(values_).subspan(value, ends_[i].value - value);
    observations_[i].attributes =
        absl::MakeConstSpan(observation_attributes_).subspan(attribute, ends_[i].attributes - attribute);
    value = ends_[i].value;
    attribute = ends_[i].attributes;
  }
  return {{.key = key_, .period = {}, .attributes = attributes_, .observations = observations_},
          of_data_set_,
          of_group_};
}

namespace {

// Adds the attributes of each observation; `columns` by their place in the series.
void AddColumns(const v1::Series& series, const std::vector<int>& attributes, int position, ViewRoom& room) {
  for (int column = 0; column < series.columns_size(); ++column) {
    const v1::AttributeColumn& from = series.columns(column);
    const uint32_t at = from.at(position);
    if (at == 0) continue;
    room.AddObservationAttribute({.attribute = attributes[static_cast<size_t>(column)],
                                  .value = from.values(static_cast<int>(at - 1)),
                                  .language = {}});
  }
}

}  // namespace

ViewedSeries ObservationsOf(const v1::Series& series, const Layout& layout, ViewRoom& room) {
  room.Clear();
  for (const std::string& code : series.key()) room.AddKey(code);
  for (const v1::AttributeValue& attribute : series.attributes()) {
    room.AddAttribute(layout,
                      {layout.FindAttribute(attribute.id()), attribute.value(), attribute.language()});
  }
  std::vector<int> columns;
  for (const v1::AttributeColumn& column : series.columns())
    columns.push_back(layout.FindAttribute(column.id()));

  room.ReserveObservations(static_cast<size_t>(series.periods_size()));
  int next_missing = 0;
  for (int i = 0; i < series.periods_size(); ++i) {
    room.AddObservation(series.periods(i));
    if (next_missing < series.missing_size() && series.missing(next_missing) == static_cast<uint32_t>(i)) {
      ++next_missing;
    } else {
      room.SetValue(series.values(i), DecimalsAt(series, i));
    }
    AddColumns(series, columns, i, room);
  }
  return room.View();
}

}  // namespace tabadul::statistics

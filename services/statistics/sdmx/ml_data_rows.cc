#include "services/statistics/sdmx/ml_data_rows.h"

#include <algorithm>

#include "services/statistics/sdmx/xml_events.h"

namespace tabadul::statistics::sdmx {
namespace {

using common::v1::ERROR_REASON_CONTRADICTION;
using common::v1::ERROR_REASON_REQUIRED;
using common::v1::ERROR_REASON_TOO_LONG;
using common::v1::ERROR_REASON_TOO_MANY;
using common::v1::ERROR_REASON_UNKNOWN_FIELD;
using Level = Attachment::Level;

}  // namespace

absl::Status MlRows::Begin(DataSetHead head, bool explicit_measures, uint64_t line) {
  parts_.clear();
  head_ = std::move(head);
  explicit_measures_ = explicit_measures;
  in_series_ = false;
  open_ = &row_;
  const Layout& layout = *head_.layout;
  const auto add = [this](Place::Kind kind, const auto& components) {
    for (int i = 0; const auto& component : components) parts_.try_emplace(component.id, Place{kind, i++});
  };
  add(Place::Kind::kDimension, layout.dimensions);
  if (layout.time) {
    parts_.try_emplace(layout.time->id, Place{Place::Kind::kTime, 0});
    parts_.try_emplace(kTimeDimension, Place{Place::Kind::kTime, 0});
  }
  add(Place::Kind::kMeasure, layout.measures);
  add(Place::Kind::kAttribute, layout.attributes);

  at_ = layout.FindDimension(head_.dimension_at_observation);
  at_id_ = head_.dimension_at_observation == kAllDimensions ? "" : head_.dimension_at_observation;
  const bool time = layout.time && (at_id_ == kTimeDimension || at_id_ == layout.time->id);
  if (!at_id_.empty() && at_ < 0 && !time) return MalformedMl(line, "dimensionAtObservation");
  return absl::OkStatus();
}

void MlRows::Start(Statement& statement, Level level, uint64_t line) {
  DataRow& row = statement.row;
  row.level = level;
  row.line = line;
  row.key.resize(head_.layout->dimensions.size());
  for (std::string& code : row.key) code.clear();
  row.period.clear();
  row.measures.assign(head_.layout->measures.size(), std::nullopt);
  row.attributes.clear();
  statement.wrong.clear();
  statement.key_wrong = false;
  statement.values = statement.bytes = 0;
  open_ = &statement;
}

void MlRows::StartSeries(uint64_t line) {
  Start(series_, at_ < 0 ? Level::kDimensions : Level::kGroup, line);
  in_series_ = true;
  series_told_ = false;
}

absl::Status MlRows::StartObservation(uint64_t line) {
  if (in_series_ && !series_told_) {
    RETURN_IF_ERROR(TellSeries(/*at_end=*/false));
  }
  Start(row_, Level::kObservation, line);
  type_.clear();
  if (in_series_) {
    RETURN_IF_ERROR(budget_.Take(carried_, "Series"));
    row_.row.key = series_.row.key;
    row_.row.period = series_.row.period;
    if (at_ >= 0) row_.row.attributes = series_.row.attributes;
  }
  return absl::OkStatus();
}

absl::Status MlRows::Count(size_t bytes) {
  open_->bytes += bytes;
  if (++open_->values <= kMaxMlValues && open_->bytes <= kMaxMlRowBytes) return absl::OkStatus();
  Metadata metadata = {{"field", "Value"}, {"line", std::to_string(open_->row.line)}};
  if (open_->values > kMaxMlValues) {
    metadata["limit"] = std::to_string(kMaxMlValues);
    return Error(ERROR_REASON_TOO_MANY, std::move(metadata));
  }
  metadata["limit"] = std::to_string(kMaxMlRowBytes);
  metadata["unit"] = "bytes";
  return Error(ERROR_REASON_TOO_LONG, std::move(metadata));
}

absl::Status MlRows::Set(std::string_view id, std::string_view value, Part part, std::string_view language) {
  RETURN_IF_ERROR(Count(id.size() + value.size()));
  const auto found = parts_.find(id);
  if (found == parts_.end() || !Fits(found->second.kind, part)) {
    Wrong(id, ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}});
    return absl::OkStatus();
  }
  switch (const int number = found->second.number; found->second.kind) {
    case Place::Kind::kDimension:
      SetDimension(number, value);
      break;
    case Place::Kind::kTime:
      SetPeriod(value);
      break;
    case Place::Kind::kMeasure:
      SetMeasure(number, value);
      break;
    case Place::Kind::kAttribute:
      open_->row.attributes.push_back({number, std::string(value), std::string(language)});
      break;
  }
  return absl::OkStatus();
}

bool MlRows::Fits(Place::Kind kind, Part part) const {
  switch (kind) {
    case Place::Kind::kDimension:
    case Place::Kind::kTime:
      return part != Part::kAttribute;
    case Place::Kind::kMeasure:
      return part == Part::kAny && open_->row.level == Level::kObservation;
    case Place::Kind::kAttribute:
      return part != Part::kKey;
  }
  return false;
}

absl::Status MlRows::SetPrimaryMeasure(std::string_view value) {
  const auto& measures = head_.layout->measures;
  return Set(measures.size() == 1 ? std::string_view(measures[0].id) : kPrimaryMeasure, value);
}

void MlRows::SetDimension(int number, std::string_view value) {
  std::string& code = open_->row.key[static_cast<size_t>(number)];
  if (!code.empty() && code != value) {
    const std::string& id = head_.layout->dimensions[static_cast<size_t>(number)].id;
    KeyWrong(id, ERROR_REASON_CONTRADICTION, {{"other", id}});
  }
  code = value;
}

void MlRows::SetPeriod(std::string_view value) {
  std::string& period = open_->row.period;
  if (!period.empty() && period != value) {
    KeyWrong(kTimeDimension, ERROR_REASON_CONTRADICTION, {{"other", std::string(kTimeDimension)}});
  }
  period = value;
}

void MlRows::SetMeasure(int number, std::string_view value) {
  auto& measure = open_->row.measures[static_cast<size_t>(number)];
  if (measure) {
    const std::string& id = head_.layout->measures[static_cast<size_t>(number)].id;
    return Wrong(id, ERROR_REASON_TOO_MANY, {{"limit", "1"}});
  }
  // Producers write an empty value where they have none; of a deletion it says that the value is to go.
  if (!value.empty() || Deletes()) measure.emplace(value);
}

void MlRows::Wrong(std::string_view id, ErrorReason reason, Metadata metadata) {
  if (open_->wrong.size() < kMaxViolations)
    open_->wrong.push_back({std::string(id), reason, std::move(metadata)});
}

void MlRows::KeyWrong(std::string_view id, ErrorReason reason, Metadata metadata) {
  open_->key_wrong = true;
  Wrong(id, reason, std::move(metadata));
}

void MlRows::FillFromType() {
  if (!explicit_measures_ || type_.empty()) return;
  std::string* missing = nullptr;
  for (std::string& code : row_.row.key) {
    if (!code.empty()) continue;
    if (missing != nullptr) return;
    missing = &code;
  }
  if (missing != nullptr) *missing = type_;
}

void MlRows::CheckKey(int but, bool period) {
  if (Deletes()) return;
  const auto& dimensions = head_.layout->dimensions;
  for (size_t i = 0; i < dimensions.size(); ++i) {
    if (open_->row.key[i].empty() && static_cast<int>(i) != but) {
      KeyWrong(dimensions[i].id, ERROR_REASON_REQUIRED);
    }
  }
  if (period && head_.layout->time && open_->row.period.empty()) {
    KeyWrong(head_.layout->time->id, ERROR_REASON_REQUIRED);
  }
}

absl::Status MlRows::TellOpen() {
  if (open_->wrong.empty()) return receiver_.OnRow(open_->row);
  for (Violation& violation : open_->wrong) {
    RETURN_IF_ERROR(receiver_.OnMistake({open_->row.line, std::move(violation)}));
  }
  return absl::OkStatus();
}

absl::Status MlRows::TellSeries(bool at_end) {
  series_told_ = true;
  open_ = &series_;
  carried_ = CarriedBytes();
  CheckKey(at_, /*period=*/at_ >= 0);
  // What is wrong with an attribute is wrong with the observations only where these carry it. In a deletion a dimension that is
  // misspelt would be one that is not stated: any.
  series_sound_ = !series_.key_wrong && (series_.wrong.empty() || (at_ < 0 && !Deletes()));
  const bool says = at_end || (at_ < 0 && !series_.row.attributes.empty());
  if (says || !series_.wrong.empty()) return TellOpen();
  return absl::OkStatus();
}

size_t MlRows::CarriedBytes() const {
  size_t bytes = series_.row.period.size();
  for (const std::string& code : series_.row.key) bytes += code.size();
  if (at_ < 0) return bytes;
  for (const AttributeValue& value : series_.row.attributes) bytes += sizeof value + value.value.size();
  return bytes;
}

absl::Status MlRows::EndSeries() {
  in_series_ = false;
  if (series_told_) return absl::OkStatus();
  return TellSeries(/*at_end=*/true);
}

absl::Status MlRows::EndObservation() {
  if (in_series_ && !series_sound_) return absl::OkStatus();  // told with the series
  FillFromType();
  CheckKey(-1, /*period=*/true);
  return TellOpen();
}

absl::Status MlRows::EndGroup() {
  if (Stated() == 0 && !Deletes()) KeyWrong("Group", ERROR_REASON_REQUIRED);
  if (row_.row.attributes.empty() && row_.wrong.empty() && !Deletes()) return absl::OkStatus();
  return TellOpen();
}

absl::Status MlRows::EndAttributes() {
  const size_t stated = Stated();
  const bool period = !row_.row.period.empty();
  if (stated > 0 || period) {
    const Level whole = period ? Level::kObservation : Level::kDimensions;
    row_.row.level = stated == row_.row.key.size() ? whole : Level::kGroup;
  }
  if (row_.row.attributes.empty() && row_.wrong.empty()) return absl::OkStatus();
  return TellOpen();
}

size_t MlRows::Stated() const {
  return static_cast<size_t>(
      std::ranges::count_if(row_.row.key, [](const std::string& code) { return !code.empty(); }));
}

}  // namespace tabadul::statistics::sdmx

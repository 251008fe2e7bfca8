#include "services/statistics/sdmx/json_rows.h"

#include <algorithm>
#include <utility>

namespace tabadul::statistics::sdmx {
namespace {

using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_OUT_OF_RANGE;
using common::v1::ERROR_REASON_REQUIRED;
using common::v1::ERROR_REASON_TOO_LONG;
using common::v1::ERROR_REASON_TOO_MANY;
using Kind = JsonPart::Kind;
using Level = Attachment::Level;

Metadata IndexOf(const JsonPart& part) {
  const size_t count = part.component->values.size();
  return {{"minimum", "0"}, {"maximum", std::to_string(count == 0 ? 0 : count - 1)}};
}

// Nearly all of a row may stand for numbers.
size_t BytesOf(const DataRow& row) {
  size_t bytes = row.period.size();
  for (const std::string& code : row.key) bytes += code.size();
  for (const auto& measure : row.measures) bytes += measure ? measure->size() : 0;
  for (const AttributeValue& value : row.attributes) bytes += sizeof value + value.value.size();
  return bytes;
}

}  // namespace

JsonRows::JsonRows(const JsonBinding& binding, const DataSetHead& head, CarriedBudget& budget,
                   DataReceiver& receiver)
    : head_(head),
      layout_(*head.layout),
      budget_(budget),
      receiver_(receiver),
      binding_(binding),
      sound_(binding.KnowsDimensions()),
      sectional_(binding.Sectional()) {}

// The key of the data set's own dimensions, nothing else.
void JsonRows::Start(Level level) {
  any_ = true;
  wrong_.clear();
  row_.level = level;
  row_.key.resize(layout_.dimensions.size());
  for (std::string& code : row_.key) code.clear();
  row_.period.clear();
  row_.measures.clear();
  row_.attributes.clear();
  bytes_ = 0;
  if (level == Level::kDataSet) return;
  for (const JsonPart& part : binding_.dimensions(JsonLevel::kDataSet)) {
    const Stated* stated = part.At(0);
    Place(part, stated == nullptr ? Stated() : *stated);
  }
}

absl::Status JsonRows::DataSetAttributes(JsonValue& value) {
  attributes_ = true;
  Start(Level::kDataSet);
  RETURN_IF_ERROR(Values(value, {}, binding_.attributes(JsonLevel::kDataSet)));
  return row_.attributes.empty() && wrong_.empty() ? absl::OkStatus() : Tell();
}

absl::Status JsonRows::Groups(JsonValue& value) {
  any_ = true;
  return EachMember(value, "dimensionGroupAttributes",
                    [&](std::string_view key, JsonValue& each) { return Group(key, each); });
}

absl::Status JsonRows::Group(std::string_view key, JsonValue& value) {
  Start(Level::kDimensions);
  for (std::string& code : row_.key) code.clear();
  row_.period.clear();
  SplitKey(key, indexes_);
  const JsonParts* order = binding_.GroupOrder(indexes_);
  if (order == nullptr) {
    Wrong("dimensionGroupAttributes", ERROR_REASON_MALFORMED, {{"form", "0::1:"}});
    return Tell();
  }
  for (size_t i = 0; i < order->size(); ++i) {
    if (!indexes_[i].empty() && indexes_[i] != "~") SetPart((*order)[i], indexes_[i]);
  }
  if (!row_.period.empty()) row_.level = Level::kObservation;
  RETURN_IF_ERROR(Values(value, {}, binding_.attributes(JsonLevel::kDimensionGroup)));
  return row_.attributes.empty() && wrong_.empty() ? absl::OkStatus() : Tell();
}

absl::Status JsonRows::Series(JsonValue& value) {
  any_ = true;
  return EachMember(value, "series", [&](std::string_view key, JsonValue& each) -> absl::Status {
    Start(Level::kDimensions);
    SetKey(key, binding_.dimensions(JsonLevel::kSeries));
    CheckKey();
    if (!wrong_.empty()) return Tell();
    simdjson::ondemand::object series;
    ASSIGN_OR_RETURN(const bool any, AsObject(each, "series", series));
    return any ? OneSeries(series) : Tell();
  });
}

// Attributes are needed first, wherever they stand.
absl::Status JsonRows::SeriesAttributes(simdjson::ondemand::object& series, bool& observed) {
  bool stated = false;
  RETURN_IF_ERROR(EachMember(series, [&](std::string_view key, JsonValue& value) {
    if (key == "observations") observed = true;
    if (key != "attributes") return absl::OkStatus();
    stated = true;
    return Values(value, {}, binding_.attributes(JsonLevel::kSeries));
  }));
  if (stated) return absl::OkStatus();
  for (const JsonPart& part : binding_.attributes(JsonLevel::kSeries)) {
    RETURN_IF_ERROR(Add(part, part.component->otherwise));
  }
  return absl::OkStatus();
}

absl::Status JsonRows::OneSeries(simdjson::ondemand::object& series) {
  bool observed = false;
  RETURN_IF_ERROR(SeriesAttributes(series, observed));
  series_attributes_.clear();
  const bool carried = sectional_ && !wrong_.empty();  // what is wrong here is wrong with each observation
  if (sectional_ && observed && wrong_.empty()) {
    series_attributes_ = row_.attributes;
  } else if (!observed || !row_.attributes.empty() || !wrong_.empty()) {
    RETURN_IF_ERROR(Tell());
  }
  if (!observed || carried) return absl::OkStatus();
  if (series.reset().error()) return NotJson();
  return EachMember(series, [&](std::string_view key, JsonValue& value) {
    if (key != "observations") return absl::OkStatus();
    return EachMember(value, "observations", [&](std::string_view at, JsonValue& each) {
      wrong_.clear();
      LeaveOutObservationDimensions();
      row_.attributes = series_attributes_;
      bytes_ = 0;
      return Observation(at, binding_.dimensions(JsonLevel::kObservation), each);
    });
  });
}

absl::Status JsonRows::Observations(JsonValue& value) {
  any_ = true;
  return EachMember(value, "observations", [&](std::string_view key, JsonValue& each) {
    Start(Level::kObservation);
    return Observation(key, binding_.flat(), each);
  });
}

absl::Status JsonRows::Observation(std::string_view key, const JsonParts& dimensions, JsonValue& value) {
  row_.level = Level::kObservation;
  row_.measures.assign(layout_.measures.size(), std::nullopt);
  SetKey(key, dimensions);
  CheckKey();
  RETURN_IF_ERROR(Values(value, binding_.measures(), binding_.attributes(JsonLevel::kObservation)));
  return Tell();
}

absl::Status JsonRows::End() {
  const bool whole = Deletes() && !any_;
  Start(whole ? Level::kDimensions : Level::kDataSet);
  if (std::ranges::all_of(row_.key, &std::string::empty)) row_.level = Level::kDataSet;
  if (!attributes_) {
    for (const JsonPart& part : binding_.attributes(JsonLevel::kDataSet)) {
      RETURN_IF_ERROR(Add(part, part.component->otherwise));
    }
  }
  return whole || !row_.attributes.empty() ? Tell() : absl::OkStatus();
}

void JsonRows::LeaveOutObservationDimensions() {
  for (const JsonPart& part : binding_.dimensions(JsonLevel::kObservation)) {
    if (part.kind == Kind::kDimension) row_.key[part.number].clear();
    if (part.kind == Kind::kTime) row_.period.clear();
  }
}

// All dimensions on one level may stand at the data set: such a key is empty, or "0" by habit.
void JsonRows::SetKey(std::string_view key, const JsonParts& parts) {
  if (parts.empty() && (key.empty() || key == "0")) return;
  SplitKey(key, indexes_);
  if (indexes_.size() != parts.size()) {
    return Wrong(row_.level == Level::kObservation ? "observations" : "series", ERROR_REASON_MALFORMED,
                 {{"form", "0:1"}});
  }
  for (size_t i = 0; i < parts.size(); ++i) SetPart(parts[i], indexes_[i]);
}

void JsonRows::SetPart(const JsonPart& part, std::string_view index) {
  const auto number = ParseIndex(index);
  const Stated* stated = number.has_value() ? part.At(*number) : nullptr;
  if (stated != nullptr) return Place(part, *stated);
  Wrong(part.component->id, ERROR_REASON_OUT_OF_RANGE, IndexOf(part));
}

// A dimension without a code would be any, in a deletion.
void JsonRows::Place(const JsonPart& part, const Stated& stated) {
  if (part.kind != Kind::kDimension && part.kind != Kind::kTime) return;
  if (stated.empty() || stated.front().text.empty()) return Wrong(part.component->id, ERROR_REASON_REQUIRED);
  if (part.kind == Kind::kDimension) row_.key[part.number] = stated.front().text;
  if (part.kind == Kind::kTime) row_.period = stated.front().text;
}

// What is wrong in a key is told already: it is not missing, too.
void JsonRows::CheckKey() {
  if (Deletes() || !wrong_.empty()) return;
  const bool observation = row_.level == Level::kObservation;
  for (size_t i = 0; i < row_.key.size(); ++i) {
    if (!row_.key[i].empty()) continue;
    const bool later =
        !observation &&
        std::ranges::any_of(binding_.dimensions(JsonLevel::kObservation), [&](const JsonPart& part) {
          return part.kind == Kind::kDimension && part.number == i;
        });
    if (!later) Wrong(layout_.dimensions[i].id, ERROR_REASON_REQUIRED);
  }
  if (observation && layout_.time.has_value() && row_.period.empty()) {
    Wrong(layout_.time->id, ERROR_REASON_REQUIRED);
  }
}

absl::Status JsonRows::Values(JsonValue& value, const JsonParts& measures, const JsonParts& attributes) {
  size_t i = 0;
  RETURN_IF_ERROR(EachElement(value, "values", [&](JsonValue& each) -> absl::Status {
    const size_t at = i++;
    if (at < measures.size()) return TakeMeasure(measures[at], each);
    if (at - measures.size() < attributes.size())
      return TakeAttribute(attributes[at - measures.size()], each);
    return absl::OkStatus();
  }));
  for (size_t at = i > measures.size() ? i - measures.size() : 0; at < attributes.size(); ++at) {
    RETURN_IF_ERROR(Add(attributes[at], attributes[at].component->otherwise));
  }
  return absl::OkStatus();
}

absl::Status JsonRows::Indexed(const JsonPart& part, JsonValue& value, Stated& stated) {
  const Stated* found = nullptr;
  if (const auto index = AsIndex(value)) found = part.At(*index);
  if (found == nullptr) {
    Wrong(part.component->id, ERROR_REASON_OUT_OF_RANGE, IndexOf(part));
    return absl::OkStatus();
  }
  if (stated.size() + found->size() > kMaxStated) return TooManyValues(part.component->id, kMaxStated);
  RETURN_IF_ERROR(CountBytes(part, *found));
  stated.insert(stated.end(), found->begin(), found->end());
  return absl::OkStatus();
}

absl::Status JsonRows::TakeMeasure(const JsonPart& part, JsonValue& value) {
  if (part.kind == Kind::kUnknown || IsNull(value)) return absl::OkStatus();
  Stated stated;
  if (part.component->indexed) {
    RETURN_IF_ERROR(Indexed(part, value, stated));
  } else {
    ASSIGN_OR_RETURN(stated, ReadStated(value, part.component->id));
  }
  if (stated.size() > 1) Wrong(part.component->id, ERROR_REASON_TOO_MANY, {{"limit", "1"}});
  if (stated.size() == 1) row_.measures[part.number] = std::move(stated.front().text);
  return absl::OkStatus();
}

absl::Status JsonRows::TakeAttribute(const JsonPart& part, JsonValue& value) {
  if (part.kind == Kind::kUnknown) return absl::OkStatus();
  Stated stated;
  if (IsNull(value)) return Add(part, part.component->otherwise);
  if (!part.component->indexed) {
    ASSIGN_OR_RETURN(stated, ReadStated(value, part.component->id));
  } else if (AsIndex(value).has_value()) {
    RETURN_IF_ERROR(Indexed(part, value, stated));
  } else {
    RETURN_IF_ERROR(
        EachElement(value, part.component->id, [&](JsonValue& each) { return Indexed(part, each, stated); }));
  }
  return Add(part, stated.empty() ? part.component->otherwise : stated);
}

// Also the value that is meant where none is stated; of a deletion nothing is meant but what is stated.
absl::Status JsonRows::Add(const JsonPart& part, const Stated& stated) {
  if (part.kind != Kind::kAttribute || (Deletes() && &stated == &part.component->otherwise)) {
    return absl::OkStatus();
  }
  if (row_.attributes.size() + stated.size() > kMaxJsonRowValues) {
    return TooManyValues("attributes", kMaxJsonRowValues);
  }
  RETURN_IF_ERROR(CountBytes(part, stated));
  for (const Told& told : stated) {
    row_.attributes.push_back({static_cast<int>(part.number), told.text, told.language});
  }
  return absl::OkStatus();
}

// A number of a few bytes may stand for a long text.
absl::Status JsonRows::CountBytes(const JsonPart& part, const Stated& stated) {
  for (const Told& told : stated) bytes_ += told.text.size();
  if (bytes_ <= kMaxJsonRowBytes) return absl::OkStatus();
  return Error(
      ERROR_REASON_TOO_LONG,
      {{"field", part.component->id}, {"limit", std::to_string(kMaxJsonRowBytes)}, {"unit", "bytes"}});
}

void JsonRows::Wrong(std::string_view id, ErrorReason reason, Metadata metadata) {
  if (wrong_.size() < kMaxViolations) wrong_.push_back({std::string(id), reason, std::move(metadata)});
}

absl::Status JsonRows::Tell() {
  RETURN_IF_ERROR(budget_.Take(BytesOf(row_), "attributes"));
  if (!sound_) return absl::OkStatus();
  if (wrong_.empty()) return receiver_.OnRow(row_);
  for (Violation& violation : wrong_) RETURN_IF_ERROR(receiver_.OnMistake({0, std::move(violation)}));
  wrong_.clear();
  return absl::OkStatus();
}

}  // namespace tabadul::statistics::sdmx

#include "services/statistics/sdmx/json_seen.h"

#include <algorithm>

namespace tabadul::statistics::sdmx {
namespace {

constexpr std::string_view kNumberTypes[] = {"BigInteger", "Count",   "Decimal", "Double",
                                             "Float",      "Integer", "Long",    "Short"};

bool HasLanguages(absl::Span<const AttributeView> values) {
  return std::ranges::any_of(values, [](const AttributeView& value) { return !value.language.empty(); });
}

void AppendLanguages(absl::Span<const AttributeView> values, std::string& out) {
  JsonWriter json(&out);
  json.BeginObject();
  for (const AttributeView& value : values) json.Member(value.language, value.value);
  json.EndObject();
}

std::string_view BestOf(absl::Span<const AttributeView> values, std::string_view language) {
  const auto found = std::ranges::find(values, language, &AttributeView::language);
  return found == values.end() ? values.front().value : found->value;
}

}  // namespace

size_t JsonNumbers::Of(std::string_view text) {
  if (next_ < texts_.size() && texts_[next_] == text) return next_++;
  const auto found = numbers_.find(text);
  if (found != numbers_.end()) {
    next_ = found->second + 1;
    return found->second;
  }
  texts_.emplace_back(text);
  numbers_.emplace(texts_.back(), texts_.size() - 1);
  next_ = texts_.size();
  return texts_.size() - 1;
}

// An observation is a number where nothing else is said (field guide 1.0).
JsonKind KindOf(const Representation& representation, bool measure) {
  const std::string_view type = representation.text_type;
  if (std::ranges::find(kNumberTypes, type) != std::end(kNumberTypes)) return JsonKind::kNumber;
  if (type == "Boolean") return JsonKind::kBoolean;
  return measure && type.empty() && !representation.codelist ? JsonKind::kNumber : JsonKind::kText;
}

void AppendValue(JsonKind kind, std::string_view text, std::string& out) {
  if ((kind == JsonKind::kNumber && IsJsonNumber(text)) ||
      (kind == JsonKind::kBoolean && (text == "true" || text == "false"))) {
    out += text;
  } else {
    AppendJsonString(text, out);
  }
}

// 1.0 knows one value alone: several are one text there.
JsonSeenAttribute::JsonSeenAttribute(const LaidAttribute& attribute, const JsonStyle& style, bool observation)
    : attribute_(attribute),
      style_(style),
      several_(attribute.representation.max_occurs != 1),
      coded_(attribute.codes != nullptr && (style.version == JsonVersion::k2 || !several_)),
      direct_(style.version == JsonVersion::k2 && attribute.codes == nullptr && observation),
      kind_(KindOf(attribute.representation, /*measure=*/false)) {}

void JsonSeenAttribute::Append(absl::Span<const AttributeView> values, std::string& out) {
  if (coded_) return AppendNumbers(values, out);
  if (direct_) return AppendDirect(values, out);
  scratch_.clear();
  AppendEntry(values, scratch_);
  AppendDecimal(static_cast<int64_t>(seen_.Of(scratch_)), out);
}

void JsonSeenAttribute::AppendNumbers(absl::Span<const AttributeView> values, std::string& out) {
  if (!several_) return AppendDecimal(static_cast<int64_t>(seen_.Of(values.front().value)), out);
  JsonWriter json(&out);
  json.BeginArray();
  for (const AttributeView& value : values) json.Number(static_cast<int64_t>(seen_.Of(value.value)));
  json.EndArray();
}

void JsonSeenAttribute::AppendDirect(absl::Span<const AttributeView> values, std::string& out) const {
  if (several_) out += '[';
  if (!several_ && HasLanguages(values)) return AppendLanguages(values, out);
  for (size_t i = 0; i < (several_ ? values.size() : 1); ++i) {
    if (i > 0) out += ',';
    if (values[i].language.empty()) {
      AppendValue(kind_, values[i].value, out);
    } else {
      AppendLanguages(values.subspan(i, 1), out);
    }
  }
  if (several_) out += ']';
}

// The members of the object in "values".
void JsonSeenAttribute::AppendEntry(absl::Span<const AttributeView> values, std::string& out) const {
  if (style_.version == JsonVersion::k2) {
    out += several_ ? "\"values\":" : "\"value\":";
    return AppendDirect(values, out);
  }
  out += "\"name\":";
  if (several_ && values.size() > 1) {
    std::string all;
    for (const AttributeView& value : values) {
      if (!all.empty()) all += ", ";
      all += value.value;
    }
    return AppendJsonString(all, out);
  }
  AppendJsonString(BestOf(values, style_.language), out);
  if (!HasLanguages(values)) return;
  out += ",\"names\":";
  AppendLanguages(values, out);
}

void JsonSeenAttribute::Write(JsonWriter& json, const Layout& layout) const {
  json.BeginObject();
  json.Member("id", attribute_.id);
  WriteNames(json, attribute_.names, style_.language, attribute_.id);
  if (style_.version == JsonVersion::k2) json.BoolMember("isMandatory", attribute_.required);
  WriteRelationship(json, layout);
  if (style_.version == JsonVersion::k2 && !coded_) {
    json.Key("format");
    WriteFormat(json, attribute_.representation, FormatUse::kOther, style_.version, /*occurrences=*/true);
  }
  if (coded_) {
    json.Key("values");
    WriteCodes(json, seen_, attribute_.codes.get(), style_);
  } else if (!direct_) {
    json.Key("values");
    json.BeginArray();
    for (const std::string& members : seen_.texts()) json.Raw("{" + members + "}");
    json.EndArray();
  }
  json.EndObject();
}

void JsonSeenAttribute::WriteRelationship(JsonWriter& json, const Layout& layout) const {
  const bool old = style_.version == JsonVersion::k1;
  const Attachment::Level level = attribute_.attachment.level;
  json.Key("relationship");
  json.BeginObject();
  if (level == Attachment::Level::kObservation && old) {
    json.Member("primaryMeasure", layout.measures.empty() ? kPrimaryMeasure : layout.measures.front().id);
  } else if (level == Attachment::Level::kObservation || level == Attachment::Level::kDataSet ||
             (attribute_.dimensions.empty() && !attribute_.with_time)) {
    json.Key(level == Attachment::Level::kObservation ? "observation" : old ? "none" : "dataflow");
    json.BeginObject();
    json.EndObject();
  } else {
    json.Key("dimensions");
    json.BeginArray();
    for (const int number : attribute_.dimensions) {
      json.String(layout.dimensions[static_cast<size_t>(number)].id);
    }
    if (attribute_.with_time && layout.time.has_value()) json.String(layout.time->id);
    json.EndArray();
  }
  json.EndObject();
}

JsonSeen::JsonSeen(std::shared_ptr<const Layout> layout, const Reference& reference, int at,
                   const JsonStyle& style)
    : layout_(std::move(layout)),
      reference_(reference),
      at_(at),
      style_(style),
      dimensions_(layout_->dimensions.size()),
      measures_(layout_->measures.size()) {
  for (const LaidMeasure& measure : layout_->measures) {
    measure_kinds_.push_back(KindOf(measure.representation, /*measure=*/true));
  }
  for (auto& placed : placed_) placed.resize(layout_->attributes.size());
}

// 1.0 has no numbers for coded observations.
void JsonSeen::AppendMeasure(size_t measure, std::string_view value, std::string& out) {
  if (value.empty()) {
    out += "null";
  } else if (style_.version == JsonVersion::k2 && layout_->measures[measure].codes != nullptr) {
    AppendDecimal(static_cast<int64_t>(measures_[measure].Of(value)), out);
  } else {
    AppendValue(measure_kinds_[measure], value, out);
  }
}

void JsonSeen::AddPlace(Level level, int attribute) {
  const auto number = static_cast<size_t>(attribute);
  const auto at = static_cast<size_t>(level);
  if (placed_[at][number]) return;
  placed_[at][number] = true;
  places_[at].push_back({attribute, std::make_unique<JsonSeenAttribute>(layout_->attributes[number], style_,
                                                                        level == Level::kObservation)});
}

absl::Span<const AttributeView> JsonSeen::Of(int attribute, absl::Span<const AttributeView> all) {
  one_.clear();
  for (const AttributeView& view : all) {
    if (view.attribute == attribute) one_.push_back(view);
  }
  return one_;
}

void JsonSeen::AppendAttributes(Level level, absl::Span<const AttributeView> attributes, bool first,
                                std::string& out) {
  for (const AttributeView& view : attributes) AddPlace(level, view.attribute);
  size_t left = attributes.size(), skipped = 0;
  for (Place& place : places_[static_cast<size_t>(level)]) {
    if (left == 0) return;
    const absl::Span<const AttributeView> values = Of(place.attribute, attributes);
    if (values.empty()) {
      ++skipped;
      continue;
    }
    for (; skipped > 0; --skipped) {
      out += first ? "null" : ",null";
      first = false;
    }
    if (!first) out += ',';
    first = false;
    place.seen->Append(values, out);
    left -= values.size();
  }
}

}  // namespace tabadul::statistics::sdmx

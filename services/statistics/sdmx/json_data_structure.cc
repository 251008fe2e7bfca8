// The structure of a data message: components with the values that its data sets named.
#include <algorithm>

#include "lib/platform/base/utc.h"
#include "services/statistics/period.h"
#include "services/statistics/sdmx/json_seen.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/ids.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

Edition EditionOf(JsonVersion version) { return version == JsonVersion::k1 ? Edition::k21 : Edition::k30; }

void WriteLink(JsonWriter& json, const Reference& reference, JsonVersion version) {
  json.BeginObject();
  json.Member("rel", NamesOf(reference.type, EditionOf(version)).resource);
  json.Member("urn", UrnOf(reference, EditionOf(version)));
  json.EndObject();
}

// 1.0 requires ids; 2.0 has values where there is no id.
void WriteUncoded(JsonWriter& json, std::string_view text, JsonVersion version) {
  if (version == JsonVersion::k2 && !IsId(text)) return json.Member("value", text);
  json.Member("id", text);
  json.Member("name", text);
}

const Texts& NamesOfData(const Layout& layout) {
  return layout.dataflow != nullptr ? layout.dataflow->names : layout.structure->names;
}

}  // namespace

void WriteDataLinks(JsonWriter& json, const Layout& layout, const Reference& reference, JsonVersion version) {
  json.Key("links");
  json.BeginArray();
  if (reference.type == ArtefactType::kProvisionAgreement && !reference.id.empty()) {
    WriteLink(json, reference, version);
  }
  if (layout.dataflow != nullptr) WriteLink(json, ReferenceTo(*layout.dataflow), version);
  WriteLink(json, ReferenceTo(*layout.structure), version);
  json.EndArray();
}

void WriteCodes(JsonWriter& json, const JsonNumbers& seen, const Codes* codes, const JsonStyle& style) {
  json.BeginArray();
  for (const std::string& code : seen.texts()) {
    json.BeginObject();
    const int found = codes == nullptr ? -1 : codes->Find(code);
    if (found < 0) {
      WriteUncoded(json, code, style.version);
    } else {
      const Item& item = codes->items()[static_cast<size_t>(found)];
      json.Member("id", code);
      WriteNames(json, item.names, style.language, code);
      json.MemberIfAny("parent", item.parent);
      json.NumberMember("order", found);
    }
    json.EndObject();
  }
  json.EndArray();
}

void JsonSeen::AddLanguages(JsonLanguages& languages) const {
  languages.Add(NamesOfData(*layout_));
  for (const LaidComponent& dimension : layout_->dimensions) languages.Add(dimension.names);
}

void JsonSeen::Write(JsonWriter& json, absl::Span<const FooterMessage> remarks) const {
  json.BeginObject();
  if (style_.version == JsonVersion::k2 && !data_sets_.empty()) {
    json.Key("dataSets");
    json.BeginArray();
    for (const size_t number : data_sets_) json.Number(static_cast<int64_t>(number));
    json.EndArray();
  }
  WriteDataLinks(json, *layout_, reference_, style_.version);
  WriteNames(json, NamesOfData(*layout_), style_.language, reference_.id);
  WriteDimensions(json);
  if (style_.version == JsonVersion::k2) WriteMeasures(json);
  WriteAttributes(json);
  if (!remarks.empty()) WriteRemarks(json, remarks);
  json.EndObject();
}

// In the order in which keys have them. 2.0 has no dimension without values: what no key named is left out.
void JsonSeen::WriteDimensions(JsonWriter& json) const {
  const auto one = [&](int number) {
    const bool any = number == kTime ? !periods_.texts().empty()
                                     : !dimensions_[static_cast<size_t>(number)].texts().empty();
    if (any || style_.version == JsonVersion::k1) WriteDimension(json, number);
  };
  const auto all = [&] {
    for (int i = 0; i < static_cast<int>(dimensions_.size()); ++i) {
      if (i != at_) one(i);
    }
    if (layout_->time.has_value() && at_ != kTime) one(kTime);
  };
  json.Key("dimensions");
  json.BeginObject();
  json.Key("dataSet");
  json.BeginArray();
  json.EndArray();
  json.Key("series");
  json.BeginArray();
  if (at_ != kFlat) all();
  json.EndArray();
  json.Key("observation");
  json.BeginArray();
  if (at_ == kFlat) {
    all();
  } else if (at_ != kTime || layout_->time.has_value()) {
    one(at_);
  }
  json.EndArray();
  json.EndObject();
}

void JsonSeen::WriteDimension(JsonWriter& json, int number) const {
  const LaidComponent& dimension =
      number == kTime ? *layout_->time : layout_->dimensions[static_cast<size_t>(number)];
  json.BeginObject();
  json.Member("id", dimension.id);
  WriteNames(json, dimension.names, style_.language, dimension.id);
  json.NumberMember("keyPosition",
                    number == kTime ? static_cast<int64_t>(layout_->dimensions.size()) : number);
  if (number == kTime) {
    json.Key("roles");
    json.BeginArray();
    json.String(kTimeDimension);
    json.EndArray();
  }
  json.Key("values");
  if (number == kTime) {
    WritePeriods(json);
  } else {
    WriteCodes(json, dimensions_[static_cast<size_t>(number)], dimension.codes.get(), style_);
  }
  json.EndObject();
}

// With the instants that a period begins at and ends with, for charts.
void JsonSeen::WritePeriods(JsonWriter& json) const {
  json.BeginArray();
  for (const std::string& text : periods_.texts()) {
    json.BeginObject();
    WriteUncoded(json, text, style_.version);
    if (const auto period = Period::Parse(text)) {
      json.Member("start", FormatUtc(period->start()));
      json.Member("end", FormatUtc(std::max(period->start(), period->end() - absl::Seconds(1))));
    }
    json.EndObject();
  }
  json.EndArray();
}

void JsonSeen::WriteMeasures(JsonWriter& json) const {
  json.Key("measures");
  json.BeginObject();
  json.Key("observation");
  json.BeginArray();
  for (size_t i = 0; i < measures_.size(); ++i) {
    const LaidMeasure& measure = layout_->measures[i];
    json.BeginObject();
    json.Member("id", measure.id);
    WriteNames(json, measure.names, style_.language, measure.id);
    json.BoolMember("isMandatory", measure.required);
    if (measure.codes == nullptr) {
      json.Key("format");
      WriteFormat(json, measure.representation, FormatUse::kOther, style_.version, /*occurrences=*/true);
    } else if (!measures_[i].texts().empty()) {
      json.Key("values");
      WriteCodes(json, measures_[i], measure.codes.get(), style_);
    }
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void JsonSeen::WriteAttributes(JsonWriter& json) const {
  constexpr std::string_view kNames[kLevels] = {"dataSet", "series", "observation"};
  json.Key("attributes");
  json.BeginObject();
  for (size_t level = 0; level < kLevels; ++level) {
    json.Key(kNames[level]);
    json.BeginArray();
    for (const Place& place : places_[level]) place.seen->Write(json, *layout_);
    json.EndArray();
  }
  json.EndObject();
}

void JsonSeen::WriteRemarks(JsonWriter& json, absl::Span<const FooterMessage> remarks) const {
  json.Key("annotations");
  json.BeginArray();
  for (const FooterMessage& remark : remarks) {
    json.BeginObject();
    json.Member("id", std::to_string(remark.code));
    json.MemberIfAny("type", remark.severity);
    WriteTexts(json, "text", "texts", remark.text, style_.language, "");
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace tabadul::statistics::sdmx

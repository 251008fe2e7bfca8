#include "services/statistics/sdmx/json_parts.h"

#include <algorithm>
#include <optional>

#include "lib/platform/base/utc.h"

namespace tabadul::statistics::sdmx {
namespace {

// BasicComponentDataType of the schemas, and where each may stand.
struct DataType {
  std::string_view name;
  bool code = true, time = false, dimension = true;
};
constexpr DataType kDataTypes[] = {
    {"String"},
    {"Alpha"},
    {"AlphaNumeric"},
    {"Numeric"},
    {"BigInteger"},
    {"Integer"},
    {"Long"},
    {"Short"},
    {"Decimal", false},
    {"Float", false},
    {"Double", false},
    {"Boolean"},
    {"URI"},
    {"Count"},
    {"InclusiveValueRange"},
    {"ExclusiveValueRange"},
    {"Incremental"},
    {"ObservationalTimePeriod", true, true},
    {"StandardTimePeriod", true, true},
    {"BasicTimePeriod", true, true},
    {"GregorianTimePeriod", true, true},
    {"GregorianYear", true, true},
    {"GregorianYearMonth", true, true},
    {"GregorianDay", true, true},
    {"ReportingTimePeriod", true, true},
    {"ReportingYear", true, true},
    {"ReportingSemester", true, true},
    {"ReportingTrimester", true, true},
    {"ReportingQuarter", true, true},
    {"ReportingMonth", true, true},
    {"ReportingWeek", true, true},
    {"ReportingDay", true, true},
    {"DateTime", false, true},
    {"TimeRange", false, true},
    {"Month"},
    {"MonthDay"},
    {"Day"},
    {"Time", false},
    {"Duration"},
    {"GeospatialInformation", false},
    {"XHTML", false, false, false},
};
constexpr std::string_view kGeospatial = "GeospatialInformation";  // not in 1.0

bool Allows(FormatUse use, const DataType& type) {
  switch (use) {
    case FormatUse::kDimension:
      return type.dimension;
    case FormatUse::kTime:
      return type.time;
    case FormatUse::kCode:
      return type.code;
    case FormatUse::kOther:
      return true;
  }
  return false;
}

// Readers want a type wherever there is a format.
std::string_view TypeFor(std::string_view name, FormatUse use, JsonVersion version) {
  const bool known = std::ranges::any_of(
      kDataTypes, [&](const DataType& type) { return type.name == name && Allows(use, type); });
  if (known && (version == JsonVersion::k2 || name != kGeospatial)) return name;
  return use == FormatUse::kTime ? "ObservationalTimePeriod" : "String";
}

// Lengths and decimals start at 1 in the schemas.
void WriteCount(JsonWriter& json, std::string_view key, std::optional<uint32_t> count) {
  if (count.has_value() && *count > 0) json.NumberMember(key, *count);
}

void WriteBound(JsonWriter& json, std::string_view key, const std::optional<std::string>& bound, bool whole) {
  if (!bound.has_value() || !IsJsonNumber(*bound)) return;
  if (whole && bound->find_first_of(".eE") != std::string::npos) return;
  json.Key(key);
  json.Raw(*bound);
}

}  // namespace

JsonLanguages::JsonLanguages(std::string_view main) { Add(main); }

void JsonLanguages::Add(std::string_view language) {
  if (language.empty() || std::ranges::find(list_, language) != list_.end()) return;
  list_.emplace_back(language);
}

void JsonLanguages::Add(const Texts& texts) {
  for (const Text& text : texts) Add(text.language);
}

void WriteTexts(JsonWriter& json, std::string_view one, std::string_view many, const Texts& texts,
                std::string_view language, std::string_view otherwise) {
  const std::string_view best = texts.empty() ? otherwise : InLanguage(texts, language);
  if (texts.empty() && otherwise.empty()) return;
  json.Member(one, best);
  if (std::ranges::none_of(texts, [](const Text& text) { return !text.language.empty(); })) return;
  json.Key(many);
  json.BeginObject();
  for (const Text& text : texts) {
    if (!text.language.empty()) json.Member(text.language, text.text);
  }
  json.EndObject();
}

void WriteNames(JsonWriter& json, const Texts& names, std::string_view language, std::string_view id) {
  WriteTexts(json, "name", "names", names, language, id);
}

void WriteMeta(JsonWriter& json, const MessageHead& head, std::string_view schema,
               const JsonLanguages& languages) {
  json.Key("meta");
  json.BeginObject();
  json.Member("schema", schema);
  json.Member("id", head.id);
  json.BoolMember("test", head.test);
  json.Member("prepared", FormatUtc(head.prepared));
  if (!languages.list().empty()) {
    json.Key("contentLanguages");
    json.BeginArray();
    for (const std::string& language : languages.list()) json.String(language);
    json.EndArray();
  }
  json.Key("sender");
  json.BeginObject();
  json.Member("id", head.sender.id);
  WriteTexts(json, "name", "names", head.sender.names, head.language, "");
  json.EndObject();
  json.EndObject();
}

void WriteErrors(JsonWriter& json, absl::Span<const FooterMessage> messages, std::string_view language) {
  json.Key("errors");
  json.BeginArray();
  for (const FooterMessage& message : messages) {
    json.BeginObject();
    json.NumberMember("code", message.code);
    WriteTexts(json, "title", "titles", message.text, language, "");
    json.EndObject();
  }
  json.EndArray();
}

bool HasCodeFormat(const Representation& representation) {
  return !representation.text_type.empty() || representation.min_length || representation.max_length ||
         representation.min_value || representation.max_value || representation.pattern;
}

void WriteOccurrences(JsonWriter& json, const Representation& representation) {
  if (representation.min_occurs != 1) json.NumberMember("minOccurs", representation.min_occurs);
  if (representation.max_occurs == 0) json.Member("maxOccurs", "unbounded");
  if (representation.max_occurs > 1) json.NumberMember("maxOccurs", representation.max_occurs);
}

void WriteFormat(JsonWriter& json, const Representation& representation, FormatUse use, JsonVersion version,
                 bool occurrences) {
  json.BeginObject();
  json.Member(version == JsonVersion::k1 ? "textType" : "dataType",
              TypeFor(representation.text_type, use, version));
  if (use != FormatUse::kTime) {
    WriteCount(json, "minLength", representation.min_length);
    WriteCount(json, "maxLength", representation.max_length);
    WriteBound(json, "minValue", representation.min_value, use == FormatUse::kCode);
    WriteBound(json, "maxValue", representation.max_value, use == FormatUse::kCode);
    if (use != FormatUse::kCode) WriteCount(json, "decimals", representation.decimals);
    if (representation.pattern.has_value()) json.Member("pattern", *representation.pattern);
  }
  if (use == FormatUse::kOther && representation.multilingual) json.BoolMember("isMultiLingual", true);
  if (occurrences) WriteOccurrences(json, representation);
  json.EndObject();
}

}  // namespace tabadul::statistics::sdmx

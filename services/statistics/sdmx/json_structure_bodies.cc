#include "services/statistics/sdmx/json_structure_bodies.h"

#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

void WriteReference(JsonWriter& json, const JsonStructureStyle& style, std::string_view key,
                    const Reference& reference) {
  if (!reference.id.empty()) json.Member(key, UrnOf(reference, style.edition()));
}

}  // namespace

void WriteAnnotations(JsonWriter& json, const JsonStructureStyle& style,
                      const std::vector<Annotation>& annotations) {
  if (annotations.empty()) return;
  json.Key("annotations");
  json.BeginArray();
  for (const Annotation& annotation : annotations) {
    json.BeginObject();
    json.MemberIfAny("id", annotation.id);
    json.MemberIfAny("title", annotation.title);
    json.MemberIfAny("type", annotation.type);
    WriteTexts(json, "text", "texts", annotation.text, style.language, "");
    if (!annotation.url.empty()) {
      json.Key("links");
      json.BeginArray();
      json.BeginObject();
      json.Member("href", annotation.url);
      json.Member("rel", "self");
      json.EndObject();
      json.EndArray();
    }
    json.EndObject();
  }
  json.EndArray();
}

void WriteRepresentation(JsonWriter& json, const JsonStructureStyle& style, std::string_view key,
                         const Representation& representation, FormatUse use) {
  const bool old = style.version == JsonVersion::k1;
  json.Key(key);
  json.BeginObject();
  if (representation.codelist.has_value() && use != FormatUse::kTime) {
    json.Member("enumeration", UrnOf(*representation.codelist, style.edition()));
    if (HasCodeFormat(representation)) {
      json.Key("enumerationFormat");
      WriteFormat(json, representation, FormatUse::kCode, style.version);
    }
  } else {
    json.Key(old ? "textFormat" : "format");
    WriteFormat(json, representation, use, style.version);
  }
  if (!old && use == FormatUse::kOther) WriteOccurrences(json, representation);
  json.EndObject();
}

void WriteBody(JsonWriter& json, const JsonStructureStyle& style, const Artefact& artefact) {
  if (const auto* scheme = std::get_if<ItemScheme>(&artefact.body)) {
    WriteItems(json, style, artefact, *scheme);
  } else if (const auto* structure = std::get_if<DataStructure>(&artefact.body)) {
    WriteDataStructure(json, style, *structure);
  } else if (const auto* flow = std::get_if<Dataflow>(&artefact.body)) {
    WriteReference(json, style, "structure", flow->structure);
  } else if (const auto* constraint = std::get_if<DataConstraint>(&artefact.body)) {
    WriteConstraint(json, style, *constraint);
  } else if (const auto* agreement = std::get_if<ProvisionAgreement>(&artefact.body)) {
    WriteReference(json, style, style.version == JsonVersion::k1 ? "structureUsage" : "dataflow",
                   agreement->dataflow);
    WriteReference(json, style, "dataProvider", agreement->provider);
  } else if (const auto* categorisation = std::get_if<Categorisation>(&artefact.body)) {
    WriteReference(json, style, "source", categorisation->source);
    WriteReference(json, style, "target", categorisation->category);
  }
}

}  // namespace tabadul::statistics::sdmx

#include <algorithm>

#include "services/statistics/sdmx/json_structure_bodies.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

std::string_view AttachmentMember(ArtefactType type) {
  switch (type) {
    case ArtefactType::kDataStructure:
      return "dataStructures";
    case ArtefactType::kProvisionAgreement:
      return "provisionAgreements";
    default:
      return "dataflows";
  }
}

// A constraint is attached to artefacts of one type (the schema's choice): that of the first.
void WriteAttachment(JsonWriter& json, const JsonStructureStyle& style, const DataConstraint& constraint) {
  if (constraint.attached_to.empty()) return;
  const ArtefactType type = constraint.attached_to.front().type;
  json.Key("constraintAttachment");
  json.BeginObject();
  json.Key(AttachmentMember(type));
  json.BeginArray();
  for (const Reference& reference : constraint.attached_to) {
    if (reference.type == type) json.String(UrnOf(reference, style.edition()));
  }
  json.EndArray();
  json.EndObject();
}

void WriteBoundary(JsonWriter& json, std::string_view key, std::string_view period) {
  json.Key(key);
  json.BeginObject();
  json.Member("period", period);
  json.BoolMember("isInclusive", true);
  json.EndObject();
}

// Of one bound alone it is "after" or "before", both including it.
void WriteTimeRange(JsonWriter& json, const KeyValues& values) {
  json.Key("timeRange");
  json.BeginObject();
  if (values.end_period.empty()) {
    WriteBoundary(json, "afterPeriod", values.start_period);
  } else if (values.start_period.empty()) {
    WriteBoundary(json, "beforePeriod", values.end_period);
  } else {
    WriteBoundary(json, "startPeriod", values.start_period);
    WriteBoundary(json, "endPeriod", values.end_period);
  }
  json.EndObject();
}

void WriteValues(JsonWriter& json, const JsonStructureStyle& style, const KeyValues& values) {
  json.Key("values");
  json.BeginArray();
  for (const std::string& value : values.values) {
    if (style.version == JsonVersion::k1) {
      json.String(value);
      continue;
    }
    json.BeginObject();
    json.Member("value", value);
    json.EndObject();
  }
  json.EndArray();
}

void WriteKey(JsonWriter& json, const JsonStructureStyle& style, const KeyValues& values) {
  json.BeginObject();
  json.Member("id", values.component);
  if (!values.include) json.BoolMember("include", false);
  if (!values.start_period.empty() || !values.end_period.empty()) {
    WriteTimeRange(json, values);
  } else if (!values.values.empty()) {
    WriteValues(json, style, values);
  }
  json.EndObject();
}

void WriteKeys(JsonWriter& json, const JsonStructureStyle& style, std::string_view member, bool attributes,
               const CubeRegion& region) {
  if (std::ranges::find(region.keys, attributes, &KeyValues::attribute) == region.keys.end()) return;
  json.Key(member);
  json.BeginArray();
  for (const KeyValues& values : region.keys) {
    if (values.attribute == attributes) WriteKey(json, style, values);
  }
  json.EndArray();
}

void WriteRegion(JsonWriter& json, const JsonStructureStyle& style, const CubeRegion& region) {
  const bool old = style.version == JsonVersion::k1;
  json.BeginObject();
  json.BoolMember(old ? "isIncluded" : "include", region.include);
  WriteKeys(json, style, "keyValues", false, region);
  WriteKeys(json, style, old ? "attributes" : "components", true, region);
  json.EndObject();
}

}  // namespace

void WriteConstraint(JsonWriter& json, const JsonStructureStyle& style, const DataConstraint& constraint) {
  json.Member(style.version == JsonVersion::k1 ? "type" : "role", constraint.actual ? "Actual" : "Allowed");
  WriteAttachment(json, style, constraint);
  if (constraint.regions.empty()) return;
  json.Key("cubeRegions");
  json.BeginArray();
  for (const CubeRegion& region : constraint.regions) WriteRegion(json, style, region);
  json.EndArray();
}

}  // namespace tabadul::statistics::sdmx

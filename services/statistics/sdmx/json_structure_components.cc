// Data structures: their dimensions, measures, attributes and groups.
#include "services/statistics/sdmx/json_structure_bodies.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

class ComponentWriter {
 public:
  ComponentWriter(JsonWriter& json, const JsonStructureStyle& style, const DataStructure& structure)
      : json_(json), style_(style), structure_(structure), old_(style.version == JsonVersion::k1) {}

  void Write() {
    json_.BeginObject();
    if (!structure_.attributes.empty()) Attributes();
    Dimensions();
    if (!structure_.groups.empty()) Groups();
    // 1.0 requires the list.
    if (!structure_.measures.empty() || old_) Measures();
    json_.EndObject();
  }

 private:
  void BeginList(std::string_view key, std::string_view id) {
    json_.Key(key);
    json_.BeginObject();
    json_.Member("id", id);
  }

  void Common(const Component& component, FormatUse use) {
    json_.Member("id", component.id);
    WriteAnnotations(json_, style_, component.annotations);
    json_.Member("conceptIdentity", UrnOf(component.concept_identity, style_.edition()));
    if (use == FormatUse::kTime) {  // 1.0 requires it
      WriteRepresentation(json_, style_, "localRepresentation",
                          component.representation.value_or(Representation{}), use);
    } else if (component.representation.has_value()) {
      WriteRepresentation(json_, style_, "localRepresentation", *component.representation, use);
    }
  }

  void Dimensions() {
    BeginList("dimensionList", "DimensionDescriptor");
    if (!structure_.dimensions.empty()) {
      json_.Key("dimensions");
      json_.BeginArray();
      for (size_t i = 0; i < structure_.dimensions.size(); ++i) Dimension(structure_.dimensions[i], i);
      json_.EndArray();
    }
    if (structure_.time.has_value()) Time(*structure_.time);
    json_.EndObject();
  }

  // Positions begin at 0 here, and at 1 in SDMX-ML.
  void Dimension(const Component& dimension, size_t position) {
    json_.BeginObject();
    Common(dimension, FormatUse::kDimension);
    json_.NumberMember("position", static_cast<int64_t>(position));
    if (old_) json_.Member("type", "Dimension");
    json_.EndObject();
  }

  void Time(const Component& time) {
    json_.Key(old_ ? "timeDimensions" : "timeDimension");
    if (old_) json_.BeginArray();
    json_.BeginObject();
    Common(time, FormatUse::kTime);
    if (old_) {
      json_.NumberMember("position", static_cast<int64_t>(structure_.dimensions.size()));
      json_.Member("type", "TimeDimension");
    }
    json_.EndObject();
    if (old_) json_.EndArray();
  }

  void Measures() {
    BeginList("measureList", "MeasureDescriptor");
    if (old_) {
      if (!structure_.measures.empty()) PrimaryMeasure(structure_.measures.front());
    } else {
      json_.Key("measures");
      json_.BeginArray();
      for (const Measure& measure : structure_.measures) {
        json_.BeginObject();
        Common(measure, FormatUse::kOther);
        json_.Member("usage", measure.required ? "mandatory" : "optional");
        json_.EndObject();
      }
      json_.EndArray();
    }
    json_.EndObject();
  }

  void PrimaryMeasure(const Measure& measure) {
    json_.Key("primaryMeasure");
    json_.BeginObject();
    Common(measure, FormatUse::kOther);
    json_.EndObject();
  }

  void Attributes() {
    BeginList("attributeList", "AttributeDescriptor");
    json_.Key("attributes");
    json_.BeginArray();
    for (const Attribute& attribute : structure_.attributes) {
      json_.BeginObject();
      Common(attribute, FormatUse::kOther);
      if (old_) {
        json_.Member("assignmentStatus", attribute.required ? "Mandatory" : "Conditional");
      } else {
        json_.Member("usage", attribute.required ? "mandatory" : "optional");
      }
      Relationship(attribute.attachment);
      json_.EndObject();
    }
    json_.EndArray();
    json_.EndObject();
  }

  void Relationship(const Attachment& attachment) {
    json_.Key("attributeRelationship");
    json_.BeginObject();
    switch (attachment.level) {
      case Attachment::Level::kDataSet:
        EmptyMember(old_ ? "none" : "dataflow");
        break;
      case Attachment::Level::kGroup:
        json_.Member("group", attachment.group);
        break;
      case Attachment::Level::kDimensions:
        Ids("dimensions", attachment.dimensions);
        break;
      case Attachment::Level::kObservation:
        if (!old_) {
          EmptyMember("observation");
        } else if (!structure_.measures.empty()) {
          json_.Member("primaryMeasure", structure_.measures.front().id);
        }
        break;
    }
    json_.EndObject();
    if (!old_ && attachment.level == Attachment::Level::kObservation) MeasureRelationship();
  }

  // To all, which is what its absence means: but pysdmx takes the attribute for one of the data set without it.
  void MeasureRelationship() {
    if (structure_.measures.empty()) return;
    json_.Key("measureRelationship");
    json_.BeginArray();
    for (const Measure& measure : structure_.measures) json_.String(measure.id);
    json_.EndArray();
  }

  void Groups() {
    json_.Key("groups");
    json_.BeginArray();
    for (const Group& group : structure_.groups) {
      json_.BeginObject();
      json_.Member("id", group.id);
      if (!group.dimensions.empty()) Ids("groupDimensions", group.dimensions);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void EmptyMember(std::string_view key) {
    json_.Key(key);
    json_.BeginObject();
    json_.EndObject();
  }

  void Ids(std::string_view key, const std::vector<std::string>& ids) {
    json_.Key(key);
    json_.BeginArray();
    for (const std::string& id : ids) json_.String(id);
    json_.EndArray();
  }

  JsonWriter& json_;
  const JsonStructureStyle& style_;
  const DataStructure& structure_;
  const bool old_;
};

}  // namespace

void WriteDataStructure(JsonWriter& json, const JsonStructureStyle& style, const DataStructure& structure) {
  json.Key("dataStructureComponents");
  ComponentWriter(json, style, structure).Write();
}

}  // namespace tabadul::statistics::sdmx

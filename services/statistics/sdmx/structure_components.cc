// Data structures: the components.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/structure_bodies.h"
#include "services/statistics/sdmx/structure_parts.h"

namespace tabadul::statistics::sdmx {
namespace {

// `only_id`: of a component that can have no other; empty: without an id it has that of its concept.
absl::Status ReadComponent(const MlNode& node, std::string_view only_id, Component& component) {
  const MlNode* identity = node.Child("ConceptIdentity");
  if (identity == nullptr) return MalformedMl(node.line, "ConceptIdentity");
  ASSIGN_OR_RETURN(std::optional<Reference> concept_identity,
                   ReadReference(*identity, ArtefactType::kConceptScheme));
  if (!concept_identity.has_value()) return MalformedMl(node.line, "ConceptIdentity");
  component.concept_identity = *std::move(concept_identity);
  component.id = node.Get("id");
  if (component.id.empty()) component.id = only_id.empty() ? component.concept_identity.item : only_id;
  if (component.id.empty()) return MalformedMl(node.line, "id");
  component.annotations = ReadAnnotations(node);
  if (const MlNode* local = node.Child("LocalRepresentation")) {
    ASSIGN_OR_RETURN(component.representation, ReadRepresentation(*local));
  }
  return absl::OkStatus();
}

// A component that has nothing but a text type, and always one.
void FixTextType(Component& component, std::string_view otherwise) {
  Representation fixed;
  if (component.representation.has_value()) fixed.text_type = component.representation->text_type;
  if (fixed.text_type.empty()) fixed.text_type = otherwise;
  component.representation = std::move(fixed);
}

absl::Status ReadDimension(const MlNode& node, DataStructure& structure) {
  Component dimension;
  if (node.name == "TimeDimension") {
    RETURN_IF_ERROR(ReadComponent(node, kTimeDimension, dimension));
    FixTextType(dimension, "ObservationalTimePeriod");
    structure.time = std::move(dimension);
  } else if (node.name == "Dimension" || node.name == "MeasureDimension") {
    RETURN_IF_ERROR(ReadComponent(node, {}, dimension));
    if (dimension.representation.has_value()) {
      // A key has one value of it, in no language.
      dimension.representation->min_occurs = dimension.representation->max_occurs = 1;
      dimension.representation->multilingual = false;
    }
    structure.dimensions.push_back(std::move(dimension));
  }
  return absl::OkStatus();
}

// None (3.1: Dataset, Dataflow), Dimension…, Group, and PrimaryMeasure (3.0: Observation).
Attachment ReadAttachment(const MlNode& node) {
  Attachment attachment;
  const MlNode* relationship = node.Child("AttributeRelationship");
  if (relationship == nullptr) return attachment;
  for (const MlNode& child : relationship->children) {
    if (child.name == "Dimension") {
      attachment.level = Attachment::Level::kDimensions;
      attachment.dimensions.push_back(ReadLocalId(child));
    } else if (child.name == "Group") {
      attachment.level = Attachment::Level::kGroup;
      attachment.group = ReadLocalId(child);
    } else if (child.name == "None" || child.name == "Dataset" || child.name == "Dataflow") {
      attachment.level = Attachment::Level::kDataSet;
    }
  }
  return attachment;
}

absl::Status ReadAttribute(const MlNode& node, DataStructure& structure) {
  const bool start_day = node.name == "ReportingYearStartDay";
  if (!start_day && node.name != "Attribute") return absl::OkStatus();
  Attribute attribute;
  RETURN_IF_ERROR(ReadComponent(node, start_day ? kReportingYearStartDay : std::string_view(), attribute));
  if (start_day) FixTextType(attribute, "MonthDay");
  attribute.required = node.Get("assignmentStatus") == "Mandatory" || node.Get("usage") == "mandatory";
  attribute.attachment = ReadAttachment(node);
  structure.attributes.push_back(std::move(attribute));
  return absl::OkStatus();
}

absl::Status ReadMeasure(const MlNode& node, DataStructure& structure) {
  const bool primary = node.name == "PrimaryMeasure";
  if (!primary && node.name != "Measure") return absl::OkStatus();
  Measure measure;
  RETURN_IF_ERROR(ReadComponent(node, primary ? kPrimaryMeasure : std::string_view(), measure));
  measure.required = node.Get("usage") == "mandatory";
  structure.measures.push_back(std::move(measure));
  return absl::OkStatus();
}

Group ReadGroup(const MlNode& node) {
  Group group{.id = std::string(node.Get("id"))};
  for (const MlNode& child : node.children) {
    const MlNode* dimension = child.Child("DimensionReference");
    if (child.name == "GroupDimension" && dimension != nullptr) {
      group.dimensions.push_back(ReadLocalId(*dimension));
    }
  }
  return group;
}

// What attributes hang on, in the structure's order, time last; what is none of its dimensions after that.
void SortAttachments(DataStructure& structure) {
  absl::flat_hash_map<std::string_view, size_t> positions;
  for (const Component& dimension : structure.dimensions) positions.emplace(dimension.id, positions.size());
  if (structure.time.has_value()) positions.emplace(structure.time->id, positions.size());
  const auto position = [&](const std::string& id) {
    const auto found = positions.find(id);
    return found == positions.end() ? positions.size() : found->second;
  };
  for (Attribute& attribute : structure.attributes) {
    std::vector<std::string>& ids = attribute.attachment.dimensions;
    std::stable_sort(ids.begin(), ids.end(),
                     [&](const std::string& a, const std::string& b) { return position(a) < position(b); });
  }
}

absl::Status ReadEach(const MlNode& list, absl::Status (*read)(const MlNode&, DataStructure&),
                      DataStructure& structure) {
  for (const MlNode& node : list.children) RETURN_IF_ERROR(read(node, structure));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DataStructure> ReadDataStructure(const MlNode& node) {
  DataStructure structure;
  const MlNode* components = node.Child("DataStructureComponents");
  if (components == nullptr) return structure;
  for (const MlNode& list : components->children) {
    if (list.name == "DimensionList") RETURN_IF_ERROR(ReadEach(list, ReadDimension, structure));
    if (list.name == "AttributeList") RETURN_IF_ERROR(ReadEach(list, ReadAttribute, structure));
    if (list.name == "MeasureList") RETURN_IF_ERROR(ReadEach(list, ReadMeasure, structure));
    if (list.name == "Group") structure.groups.push_back(ReadGroup(list));
  }
  SortAttachments(structure);
  return structure;
}

}  // namespace tabadul::statistics::sdmx

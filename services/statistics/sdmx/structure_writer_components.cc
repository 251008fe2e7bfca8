// Data structures: the components.
#include <algorithm>
#include <string>

#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/structure_parts.h"
#include "services/statistics/sdmx/structure_writer_bodies.h"

namespace tabadul::statistics::sdmx {
namespace {

bool IsMeasureDimension(const Component& dimension) {
  return dimension.representation.has_value() && dimension.representation->codelist.has_value() &&
         dimension.representation->codelist->type == ArtefactType::kConceptScheme;
}

void WriteIdentity(MlPartsWriter& to, const Component& component) {
  to.Annotations(component.annotations);
  to.Reference("str:ConceptIdentity", component.concept_identity);
}

void WriteDimension(MlPartsWriter& to, const Component& dimension, size_t position) {
  const bool measures = IsMeasureDimension(dimension);
  to.xml().Start(measures && to.is21() ? "str:MeasureDimension" : "str:Dimension");
  to.xml().Attribute("id", dimension.id);
  to.xml().Attribute("position", std::to_string(position));
  WriteIdentity(to, dimension);
  if (dimension.representation.has_value() && (to.is21() || !measures)) {
    to.Representation("str:LocalRepresentation", *dimension.representation, Represented::kDimension);
  }
  to.xml().End();
}

// What has a text type alone, and always one.
void WriteTextType(MlPartsWriter& to, const Component& component, std::string_view otherwise) {
  Representation fixed;
  if (component.representation.has_value()) fixed.text_type = component.representation->text_type;
  if (fixed.text_type.empty()) fixed.text_type = otherwise;
  to.Representation("str:LocalRepresentation", fixed, Represented::kTime);
}

void WriteTime(MlPartsWriter& to, const Component& time, size_t position) {
  to.xml().Start("str:TimeDimension");
  to.xml().Attribute("id", kTimeDimension);
  if (to.is21()) to.xml().Attribute("position", std::to_string(position));
  WriteIdentity(to, time);
  WriteTextType(to, time, "ObservationalTimePeriod");
  to.xml().End();
}

void WriteDimensions(MlPartsWriter& to, const DataStructure& body) {
  to.xml().Start("str:DimensionList");
  to.xml().Attribute("id", "DimensionDescriptor");
  size_t position = 0;
  for (const Component& dimension : body.dimensions) WriteDimension(to, dimension, ++position);
  if (body.time.has_value()) WriteTime(to, *body.time, ++position);
  to.xml().End();
}

void WriteGroup(MlPartsWriter& to, const Group& group) {
  to.xml().Start("str:Group");
  to.xml().Attribute("id", group.id);
  for (const std::string& dimension : group.dimensions) {
    to.xml().Start("str:GroupDimension");
    to.LocalId("str:DimensionReference", dimension);
    to.xml().End();
  }
  to.xml().End();
}

void WriteAttachment(MlPartsWriter& to, const Attachment& attachment) {
  to.xml().Start("str:AttributeRelationship");
  switch (attachment.level) {
    case Attachment::Level::kDataSet:
      to.xml().Element("str:None", "");
      break;
    case Attachment::Level::kGroup:
      to.LocalId("str:Group", attachment.group);
      break;
    case Attachment::Level::kDimensions:
      for (const std::string& dimension : attachment.dimensions) to.LocalId("str:Dimension", dimension);
      break;
    case Attachment::Level::kObservation:
      if (to.is21()) {
        to.LocalId("str:PrimaryMeasure", kPrimaryMeasure);
      } else {
        to.xml().Element("str:Observation", "");
      }
      break;
  }
  to.xml().End();
}

void WriteAttribute(MlPartsWriter& to, const Attribute& attribute) {
  const bool start_day = attribute.id == kReportingYearStartDay;
  to.xml().Start(start_day ? "str:ReportingYearStartDay" : "str:Attribute");
  to.xml().Attribute("id", attribute.id);
  if (to.is21()) {
    to.xml().Attribute("assignmentStatus", attribute.required ? "Mandatory" : "Conditional");
  } else {
    to.xml().Attribute("usage", attribute.required ? "mandatory" : "optional");
  }
  WriteIdentity(to, attribute);
  if (start_day) {
    WriteTextType(to, attribute, "MonthDay");
  } else if (attribute.representation.has_value()) {
    to.Representation("str:LocalRepresentation", *attribute.representation, Represented::kAttribute);
  }
  WriteAttachment(to, attribute.attachment);
  to.xml().End();
}

void WriteMeasure(MlPartsWriter& to, const Measure& measure) {
  to.xml().Start(to.is21() ? "str:PrimaryMeasure" : "str:Measure");
  to.xml().Attribute("id", to.is21() ? kPrimaryMeasure : std::string_view(measure.id));
  if (!to.is21()) to.xml().Attribute("usage", measure.required ? "mandatory" : "optional");
  WriteIdentity(to, measure);
  if (measure.representation.has_value()) {
    to.Representation("str:LocalRepresentation", *measure.representation, Represented::kMeasure);
  }
  to.xml().End();
}

void WriteMeasures(MlPartsWriter& to, const std::vector<Measure>& measures) {
  if (measures.empty()) return;
  to.xml().Start("str:MeasureList");
  to.xml().Attribute("id", "MeasureDescriptor");
  if (to.is21()) {
    const auto primary = std::find_if(measures.begin(), measures.end(),
                                      [](const Measure& measure) { return measure.id == kPrimaryMeasure; });
    WriteMeasure(to, primary == measures.end() ? measures.front() : *primary);
  } else {
    for (const Measure& measure : measures) WriteMeasure(to, measure);
  }
  to.xml().End();
}

}  // namespace

void WriteMlDataStructure(MlPartsWriter& to, const DataStructure& body) {
  if (body.dimensions.empty() && !body.time.has_value()) return;  // a partial one
  to.xml().Start("str:DataStructureComponents");
  WriteDimensions(to, body);
  for (const Group& group : body.groups) WriteGroup(to, group);
  if (!body.attributes.empty()) {
    to.xml().Start("str:AttributeList");
    to.xml().Attribute("id", "AttributeDescriptor");
    for (const Attribute& attribute : body.attributes) WriteAttribute(to, attribute);
    to.xml().End();
  }
  WriteMeasures(to, body.measures);
  to.xml().End();
}

}  // namespace tabadul::statistics::sdmx

#include "services/statistics/sdmx/structure_writer_parts.h"

#include <string>

#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

void NumberIfAny(XmlWriter& xml, std::string_view name, const std::optional<uint32_t>& number) {
  if (number.value_or(0) > 0) xml.Attribute(name, std::to_string(*number));  // positive in the schema
}

bool HasFacets(const Representation& of) {
  return !of.text_type.empty() || of.min_length || of.max_length || of.min_value || of.max_value ||
         of.pattern;
}

}  // namespace

void MlPartsWriter::Texts(std::string_view element, const statistics::Texts& texts) {
  for (const Text& text : texts) {
    xml_.Start(element);
    xml_.Attribute("xml:lang", text.language);
    xml_.Text(text.text);
    xml_.End();
  }
}

void MlPartsWriter::Annotations(const std::vector<Annotation>& annotations) {
  if (annotations.empty()) return;
  const auto element = [this](std::string_view name, const std::string& text) {
    if (!text.empty()) xml_.Element(name, text);
  };
  xml_.Start("com:Annotations");
  for (const Annotation& annotation : annotations) {
    xml_.Start("com:Annotation");
    xml_.AttributeIfAny("id", annotation.id);
    element("com:AnnotationTitle", annotation.title);
    element("com:AnnotationType", annotation.type);
    element("com:AnnotationURL", annotation.url);
    Texts("com:AnnotationText", annotation.text);
    xml_.End();
  }
  xml_.End();
}

void MlPartsWriter::Nameable(std::string_view id, const statistics::Texts& names,
                             const statistics::Texts& descriptions,
                             const std::vector<Annotation>& annotations) {
  Annotations(annotations);
  if (names.empty()) {
    xml_.Element("com:Name", id);
  } else {
    Texts("com:Name", names);
  }
  Texts("com:Description", descriptions);
}

void MlPartsWriter::Reference(std::string_view element, const statistics::Reference& reference) {
  if (!is21()) return xml_.Element(element, UrnOf(reference, edition_));
  const ArtefactNames& names = NamesOf(reference.type, edition_);
  const bool item = !reference.item.empty();
  xml_.Start(element);
  xml_.Start("Ref");
  xml_.Attribute("id", item ? reference.item : reference.id);
  if (item) {
    xml_.Attribute("maintainableParentID", reference.id);
    xml_.Attribute("maintainableParentVersion", reference.version);
  } else {
    xml_.Attribute("version", reference.version);
  }
  xml_.Attribute("agencyID", reference.agency);
  xml_.Attribute("package", names.urn_package);
  xml_.Attribute("class", item ? ItemNamesOf(reference.type).element : names.urn_class);
  xml_.End();
  xml_.End();
}

void MlPartsWriter::LocalId(std::string_view element, std::string_view id) {
  if (!is21()) return xml_.Element(element, id);
  xml_.Start(element);
  xml_.Start("Ref");
  xml_.Attribute("id", id);
  xml_.End();
  xml_.End();
}

void MlPartsWriter::Facets(std::string_view element, const statistics::Representation& representation,
                           Represented of) {
  xml_.Start(element);
  xml_.AttributeIfAny("textType", representation.text_type);
  if (of != Represented::kTime) {
    NumberIfAny(xml_, "minLength", representation.min_length);
    NumberIfAny(xml_, "maxLength", representation.max_length);
    xml_.AttributeIfAny("minValue", representation.min_value.value_or(""));
    xml_.AttributeIfAny("maxValue", representation.max_value.value_or(""));
    xml_.AttributeIfAny("pattern", representation.pattern.value_or(""));
  }
  if (!representation.codelist.has_value() && of != Represented::kTime) {
    NumberIfAny(xml_, "decimals", representation.decimals);
    const bool in_languages = of == Represented::kConcept || (!is21() && of != Represented::kDimension);
    // True where it is not stated, which is not meant here.
    if (in_languages) xml_.Attribute("isMultiLingual", representation.multilingual ? "true" : "false");
  }
  xml_.End();
}

void MlPartsWriter::Representation(std::string_view element, const statistics::Representation& representation,
                                   Represented of) {
  xml_.Start(element);
  if (!is21() && of != Represented::kDimension && of != Represented::kTime) {
    if (representation.min_occurs != 1)
      xml_.Attribute("minOccurs", std::to_string(representation.min_occurs));
    if (representation.max_occurs != 1) {
      xml_.Attribute("maxOccurs", representation.max_occurs == 0 ? "unbounded"
                                                                 : std::to_string(representation.max_occurs));
    }
  }
  if (representation.codelist.has_value()) {
    Reference("str:Enumeration", *representation.codelist);
    if (HasFacets(representation)) Facets("str:EnumerationFormat", representation, of);
  } else {
    Facets("str:TextFormat", representation, of);
  }
  xml_.End();
}

}  // namespace tabadul::statistics::sdmx

// What the elements of a structure message have in common, written: texts, annotations, references, representations. The
// order of elements is that of the schemas (SDMXCommon.xsd, SDMXStructureBase.xsd of 2.1 and 3.0).
#pragma once

#include <string_view>

#include "absl/types/span.h"
#include "services/statistics/sdmx/xml_writer.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics::sdmx {

// What a representation is of: the schemas allow more to one than to another.
enum class Represented : uint8_t { kConcept, kDimension, kTime, kAttribute, kMeasure };

class MlPartsWriter {
 public:
  MlPartsWriter(Edition edition, XmlWriter& xml) : edition_(edition), xml_(xml) {}

  bool is21() const { return edition_ == Edition::k21; }
  Edition edition() const { return edition_; }
  XmlWriter& xml() { return xml_; }

  void Texts(std::string_view element, const statistics::Texts& texts);
  // Annotations, names and descriptions, as all that is nameable begins. Names are required: where there are none, the id
  // stands for them.
  void Nameable(std::string_view id, const statistics::Texts& names, const statistics::Texts& descriptions,
                const std::vector<Annotation>& annotations);
  void Annotations(const std::vector<Annotation>& annotations);

  // An element that refers to an artefact or an item: by <Ref> (2.1), by its URN (3.0).
  void Reference(std::string_view element, const statistics::Reference& reference);
  // And one that refers to something of the same artefact by its id.
  void LocalId(std::string_view element, std::string_view id);

  void Representation(std::string_view element, const statistics::Representation& representation,
                      Represented of);

 private:
  void Facets(std::string_view element, const statistics::Representation& representation, Represented of);

  const Edition edition_;
  XmlWriter& xml_;
};

}  // namespace tabadul::statistics::sdmx

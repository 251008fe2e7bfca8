// What each type of artefact is called in the languages of SDMX: REST resource, XML element, URN class, JSON member.
// One table; nothing else in the hub knows these names. (REST 1.5 §4.3 and 2.x "Structure queries"; SDMXStructure.xsd 2.1
// and 3.0; SDMX 3.0 Section 5 §6.2.2 for URNs; the structure messages of SDMX-JSON 1.0 and 2.0.) Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

// Of the information model, and so of SDMX-ML, URNs, SDMX-JSON (1.0, 2.0) and REST (1.5, 2.x).
enum class Edition : uint8_t { k21, k30 };

struct ArtefactNames {
  // REST: "datastructure"; "contentconstraint" of 1.5 is "dataconstraint" in 2.x.
  std::string_view resource;
  // XML: the element around all of the type ("Concepts", "ConceptSchemes"; "OrganisationSchemes" of 2.1 holds two types),
  // and that of one ("ConceptScheme").
  std::string_view container, element;
  // URN: "urn:sdmx:org.sdmx.infomodel." + package + "." + class + "=". Also the attributes `package` and `class` of a 2.1 Ref.
  std::string_view urn_package, urn_class;
  // JSON: member of `data` in a structure message ("conceptSchemes").
  std::string_view json;
};

// What stands in a scheme; all empty for a type that is none. The same in both editions.
struct ItemNames {
  std::string_view
      element;  // XML element and URN class: "Code", "Concept", "Category", "Agency", "DataProvider"
  std::string_view json;  // member of the scheme: "codes"
};

const ArtefactNames& NamesOf(ArtefactType type, Edition edition);
const ItemNames& ItemNamesOf(ArtefactType type);
inline bool IsItemScheme(ArtefactType type) { return !ItemNamesOf(type).element.empty(); }

// All, in the order in which a structure message of 2.1 has their elements (the XSD's sequence; that of 3.0 has none).
std::span<const ArtefactType> ArtefactTypesInOrder();

// Back. Nullopt for what is not held here; names are matched to the letter.
std::optional<ArtefactType> TypeOfResource(std::string_view resource, Edition edition);
std::optional<ArtefactType> TypeOfElement(std::string_view element, Edition edition);
// Of either edition.
std::optional<ArtefactType> TypeOfJson(std::string_view member);

// Of the class of a URN or a Ref, of either edition: "Codelist", or "Code" of what stands in one.
struct UrnClass {
  ArtefactType type = ArtefactType::kCodelist;
  bool item = false;
};
std::optional<UrnClass> ClassOf(std::string_view urn_class);

// Resources of the standard that are not held here ("hierarchicalcodelist", "structureset"…): REST answers 501 to them,
// and refuses any other name.
bool IsForeignResource(std::string_view resource, Edition edition);

}  // namespace tabadul::statistics

#include "services/statistics/structure/artefact_types.h"

#include <algorithm>
#include <array>

namespace tabadul::statistics {
namespace {

struct Row {
  ArtefactType type;
  ArtefactNames names21, names30;
  ItemNames item;
};

// By type, as the enumeration has them.
constexpr std::array kRows = {
    Row{ArtefactType::kAgencyScheme,
        {"agencyscheme", "OrganisationSchemes", "AgencyScheme", "base", "AgencyScheme", "agencySchemes"},
        {"agencyscheme", "AgencySchemes", "AgencyScheme", "base", "AgencyScheme", "agencySchemes"},
        {"Agency", "agencies"}},
    Row{ArtefactType::kCategorisation,
        {"categorisation", "Categorisations", "Categorisation", "categoryscheme", "Categorisation",
         "categorisations"},
        {"categorisation", "Categorisations", "Categorisation", "categoryscheme", "Categorisation",
         "categorisations"},
        {}},
    Row{ArtefactType::kCategoryScheme,
        {"categoryscheme", "CategorySchemes", "CategoryScheme", "categoryscheme", "CategoryScheme",
         "categorySchemes"},
        {"categoryscheme", "CategorySchemes", "CategoryScheme", "categoryscheme", "CategoryScheme",
         "categorySchemes"},
        {"Category", "categories"}},
    Row{ArtefactType::kCodelist,
        {"codelist", "Codelists", "Codelist", "codelist", "Codelist", "codelists"},
        {"codelist", "Codelists", "Codelist", "codelist", "Codelist", "codelists"},
        {"Code", "codes"}},
    Row{ArtefactType::kConceptScheme,
        {"conceptscheme", "Concepts", "ConceptScheme", "conceptscheme", "ConceptScheme", "conceptSchemes"},
        {"conceptscheme", "ConceptSchemes", "ConceptScheme", "conceptscheme", "ConceptScheme",
         "conceptSchemes"},
        {"Concept", "concepts"}},
    Row{ArtefactType::kDataConstraint,
        {"contentconstraint", "Constraints", "ContentConstraint", "registry", "ContentConstraint",
         "contentConstraints"},
        {"dataconstraint", "DataConstraints", "DataConstraint", "registry", "DataConstraint",
         "dataConstraints"},
        {}},
    Row{ArtefactType::kDataflow,
        {"dataflow", "Dataflows", "Dataflow", "datastructure", "Dataflow", "dataflows"},
        {"dataflow", "Dataflows", "Dataflow", "datastructure", "Dataflow", "dataflows"},
        {}},
    Row{ArtefactType::kDataProviderScheme,
        {"dataproviderscheme", "OrganisationSchemes", "DataProviderScheme", "base", "DataProviderScheme",
         "dataProviderSchemes"},
        {"dataproviderscheme", "DataProviderSchemes", "DataProviderScheme", "base", "DataProviderScheme",
         "dataProviderSchemes"},
        {"DataProvider", "dataProviders"}},
    Row{ArtefactType::kDataStructure,
        {"datastructure", "DataStructures", "DataStructure", "datastructure", "DataStructure",
         "dataStructures"},
        {"datastructure", "DataStructures", "DataStructure", "datastructure", "DataStructure",
         "dataStructures"},
        {}},
    Row{ArtefactType::kProvisionAgreement,
        {"provisionagreement", "ProvisionAgreements", "ProvisionAgreement", "registry", "ProvisionAgreement",
         "provisionAgreements"},
        {"provisionagreement", "ProvisionAgreements", "ProvisionAgreement", "registry", "ProvisionAgreement",
         "provisionAgreements"},
        {}},
};

constexpr bool InOrderOfTypes() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<size_t>(kRows[i].type) != i) return false;
  }
  return true;
}
static_assert(InOrderOfTypes());

constexpr std::array kMessageOrder = {ArtefactType::kAgencyScheme,   ArtefactType::kDataProviderScheme,
                                      ArtefactType::kDataflow,       ArtefactType::kCategoryScheme,
                                      ArtefactType::kCategorisation, ArtefactType::kCodelist,
                                      ArtefactType::kConceptScheme,  ArtefactType::kDataStructure,
                                      ArtefactType::kDataConstraint, ArtefactType::kProvisionAgreement};
static_assert(kMessageOrder.size() == kRows.size());

constexpr std::string_view kForeign21[] = {
    "actualconstraint",          "allowedconstraint",    "attachmentconstraint",   "customtypescheme",
    "dataconsumerscheme",        "hierarchicalcodelist", "metadataflow",           "metadatastructure",
    "namepersonalisationscheme", "organisationscheme",   "organisationunitscheme", "process",
    "reportingtaxonomy",         "rulesetscheme",        "structureset",           "transformationscheme",
    "userdefinedoperatorscheme", "vtlmappingscheme"};
constexpr std::string_view kForeign30[] = {"categoryschememap",
                                           "conceptschememap",
                                           "customtypescheme",
                                           "dataconsumerscheme",
                                           "geocodelist",
                                           "geogridcodelist",
                                           "geographiccodelist",
                                           "hierarchy",
                                           "hierarchyassociation",
                                           "metadataconstraint",
                                           "metadataflow",
                                           "metadataproviderscheme",
                                           "metadataprovisionagreement",
                                           "metadatastructure",
                                           "namepersonalisationscheme",
                                           "organisationschememap",
                                           "organisationunitscheme",
                                           "process",
                                           "reportingtaxonomy",
                                           "reportingtaxonomymap",
                                           "representationmap",
                                           "rulesetscheme",
                                           "structuremap",
                                           "transformationscheme",
                                           "userdefinedoperatorscheme",
                                           "valuelist",
                                           "vtlmappingscheme"};

const ArtefactNames& Names(const Row& row, Edition edition) {
  return edition == Edition::k21 ? row.names21 : row.names30;
}

std::optional<ArtefactType> TypeBy(std::string_view ArtefactNames::*name, std::string_view value,
                                   Edition edition) {
  for (const Row& row : kRows) {
    if (Names(row, edition).*name == value) return row.type;
  }
  return std::nullopt;
}

}  // namespace

const ArtefactNames& NamesOf(ArtefactType type, Edition edition) {
  return Names(kRows[static_cast<size_t>(type)], edition);
}

const ItemNames& ItemNamesOf(ArtefactType type) { return kRows[static_cast<size_t>(type)].item; }

std::span<const ArtefactType> ArtefactTypesInOrder() { return kMessageOrder; }

std::optional<ArtefactType> TypeOfResource(std::string_view resource, Edition edition) {
  return TypeBy(&ArtefactNames::resource, resource, edition);
}

std::optional<ArtefactType> TypeOfElement(std::string_view element, Edition edition) {
  return TypeBy(&ArtefactNames::element, element, edition);
}

std::optional<ArtefactType> TypeOfJson(std::string_view member) {
  const std::optional<ArtefactType> type = TypeBy(&ArtefactNames::json, member, Edition::k21);
  return type.has_value() ? type : TypeBy(&ArtefactNames::json, member, Edition::k30);
}

std::optional<UrnClass> ClassOf(std::string_view urn_class) {
  if (urn_class.empty()) return std::nullopt;
  for (const Row& row : kRows) {
    if (row.names21.urn_class == urn_class || row.names30.urn_class == urn_class)
      return UrnClass{row.type, false};
    if (row.item.element == urn_class) return UrnClass{row.type, true};
  }
  return std::nullopt;
}

bool IsForeignResource(std::string_view resource, Edition edition) {
  const auto among = [resource](std::span<const std::string_view> names) {
    return std::find(names.begin(), names.end(), resource) != names.end();
  };
  return edition == Edition::k21 ? among(kForeign21) : among(kForeign30);
}

}  // namespace tabadul::statistics

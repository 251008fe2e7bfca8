#include "services/statistics/sdmx/structure_writer_ml.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"
#include "services/statistics/sdmx/ml_names.h"
#include "services/statistics/sdmx/structure_writer_bodies.h"
#include "services/statistics/sdmx/structure_writer_parts.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

void WriteHeader(MlPartsWriter& to, const MessageHead& head) {
  XmlWriter& xml = to.xml();
  xml.Start("mes:Header");
  xml.Element("mes:ID", head.id);
  xml.Element("mes:Test", head.test ? "true" : "false");
  xml.Element("mes:Prepared", FormatUtc(head.prepared));
  xml.Start("mes:Sender");
  xml.Attribute("id", head.sender.id);
  to.Texts("com:Name", head.sender.names);
  xml.End();
  xml.End();
}

// Agencies and providers are never versioned nor final (2.1: version 1.0; 3.0: no attribute for it).
bool IsOrganisations(ArtefactType type) {
  return type == ArtefactType::kAgencyScheme || type == ArtefactType::kDataProviderScheme;
}

void WriteIdentification(MlPartsWriter& to, const Wanted& wanted, std::string_view service) {
  const Artefact& artefact = *wanted.artefact;
  XmlWriter& xml = to.xml();
  xml.Attribute("id", artefact.id);
  xml.Attribute("urn", UrnOf(ReferenceTo(artefact), to.edition()));
  if (to.is21() || !IsOrganisations(artefact.type)) xml.Attribute("version", artefact.version);
  xml.AttributeIfAny("validFrom", artefact.valid_from);
  xml.AttributeIfAny("validTo", artefact.valid_to);
  xml.Attribute("agencyID", artefact.agency);
  if (to.is21() && !IsOrganisations(artefact.type)) {
    xml.Attribute("isFinal", artefact.final ? "true" : "false");
  }
  const bool external = wanted.stub || artefact.external;
  xml.Attribute("isExternalReference", external ? "true" : "false");
  if (wanted.stub && !service.empty()) {
    xml.Attribute("structureURL", AddressOf(artefact, to.edition(), service));
  }
  if (const auto* scheme = std::get_if<ItemScheme>(&artefact.body); !external && scheme && scheme->partial) {
    xml.Attribute("isPartial", "true");
  }
  if (const auto* constraint = std::get_if<DataConstraint>(&artefact.body)) {
    xml.Attribute(to.is21() ? "type" : "role", constraint->actual ? "Actual" : "Allowed");
  } else if (artefact.type == ArtefactType::kDataConstraint && !to.is21()) {
    xml.Attribute("role", "Allowed");  // required also of one that is elsewhere
  }
}

void WriteBody(MlPartsWriter& to, const Artefact& artefact) {
  struct Visitor {
    MlPartsWriter& to;
    ArtefactType type;
    void operator()(std::monostate) const {}
    void operator()(const ItemScheme& body) const { WriteMlItems(to, type, body); }
    void operator()(const DataStructure& body) const { WriteMlDataStructure(to, body); }
    void operator()(const Dataflow& body) const { WriteMlDataflow(to, body); }
    void operator()(const DataConstraint& body) const { WriteMlDataConstraint(to, body); }
    void operator()(const ProvisionAgreement& body) const { WriteMlProvisionAgreement(to, body); }
    void operator()(const Categorisation& body) const { WriteMlCategorisation(to, body); }
  };
  std::visit(Visitor{to, artefact.type}, artefact.body);
}

void WriteArtefact(MlPartsWriter& to, const Wanted& wanted, std::string_view service) {
  const Artefact& artefact = *wanted.artefact;
  to.xml().Start("str:" + std::string(NamesOf(artefact.type, to.edition()).element));
  WriteIdentification(to, wanted, service);
  if (wanted.stub) {
    to.Nameable(artefact.id, artefact.names, {}, {});
  } else {
    to.Nameable(artefact.id, artefact.names, artefact.descriptions, artefact.annotations);
    if (!artefact.external) WriteBody(to, artefact);
  }
  to.xml().End();
}

void WriteArtefacts(MlPartsWriter& to, absl::Span<const Wanted> wanted, std::string_view service) {
  std::string_view container;  // that is open; in 2.1 two types share one
  for (const ArtefactType type : ArtefactTypesInOrder()) {
    for (const Wanted& one : wanted) {
      if (one.artefact->type != type) continue;
      if (const std::string_view its = NamesOf(type, to.edition()).container; its != container) {
        if (!container.empty()) to.xml().End();
        to.xml().Start("str:" + std::string(its));
        container = its;
      }
      WriteArtefact(to, one, service);
    }
  }
  if (!container.empty()) to.xml().End();
}

}  // namespace

void WriteStructuresMl(Edition edition, const MessageHead& head, absl::Span<const Wanted> wanted,
                       std::string_view service, std::string* out) {
  XmlWriter xml(out);
  MlPartsWriter to(edition, xml);
  const MlNamespaces& namespaces = NamespacesOf(edition);
  xml.Start("mes:Structure");
  xml.Attribute("xmlns:mes", namespaces.message);
  xml.Attribute("xmlns:str", namespaces.structure);
  xml.Attribute("xmlns:com", namespaces.common);
  WriteHeader(to, head);
  if (!wanted.empty()) {
    xml.Start("mes:Structures");
    WriteArtefacts(to, wanted, service);
    xml.End();
  }
  xml.EndAll();
}

void WriteErrorMl(Edition edition, const FooterMessage& error, std::string* out) {
  XmlWriter xml(out);
  MlPartsWriter to(edition, xml);
  const MlNamespaces& namespaces = NamespacesOf(edition);
  xml.Start("mes:Error");
  xml.Attribute("xmlns:mes", namespaces.message);
  xml.Attribute("xmlns:com", namespaces.common);
  xml.Start("mes:ErrorMessage");
  xml.Attribute("code", std::to_string(error.code));
  if (error.text.empty()) {
    xml.Element("com:Text", "");  // required
  } else {
    to.Texts("com:Text", error.text);
  }
  xml.EndAll();
}

}  // namespace tabadul::statistics::sdmx

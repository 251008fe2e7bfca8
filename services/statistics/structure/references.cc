#include "services/statistics/structure/references.h"

#include "fmt/format.h"

namespace tabadul::statistics {
namespace {

void VisitComponent(const Component& component, std::string_view list, const VisitReference& visit) {
  visit(component.concept_identity, fmt::format("{}[{}].concept", list, component.id));
  if (component.representation.has_value() && component.representation->codelist.has_value()) {
    visit(*component.representation->codelist, fmt::format("{}[{}].representation", list, component.id));
  }
}

struct BodyVisitor {
  const VisitReference& visit;

  void operator()(const std::monostate&) const {}
  void operator()(const ItemScheme& scheme) const {
    for (const Item& item : scheme.items) {
      if (!item.representation.has_value() || !item.representation->codelist.has_value()) continue;
      visit(*item.representation->codelist, fmt::format("items[{}].representation", item.id));
    }
  }
  void operator()(const DataStructure& structure) const {
    for (const Component& dimension : structure.dimensions) VisitComponent(dimension, "dimensions", visit);
    if (structure.time.has_value()) VisitComponent(*structure.time, "dimensions", visit);
    for (const Measure& measure : structure.measures) VisitComponent(measure, "measures", visit);
    for (const Attribute& attribute : structure.attributes) VisitComponent(attribute, "attributes", visit);
  }
  void operator()(const Dataflow& dataflow) const { visit(dataflow.structure, "structure"); }
  void operator()(const DataConstraint& constraint) const {
    for (const Reference& target : constraint.attached_to) visit(target, "attached_to");
  }
  void operator()(const ProvisionAgreement& agreement) const {
    visit(agreement.dataflow, "dataflow");
    visit(agreement.provider, "provider");
  }
  void operator()(const Categorisation& categorisation) const {
    visit(categorisation.source, "source");
    visit(categorisation.category, "category");
  }
};

}  // namespace

void ForEachReference(const Artefact& artefact, const VisitReference& visit) {
  std::visit(BodyVisitor{visit}, artefact.body);
}

}  // namespace tabadul::statistics

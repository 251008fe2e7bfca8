#include "services/statistics/structure/make_layout.h"

#include <algorithm>
#include <utility>

#include "services/statistics/structure/allowed_data.h"

namespace tabadul::statistics {
namespace {

const Item* FindConcept(const ArtefactPtr& scheme, std::string_view id) {
  if (scheme == nullptr) return nullptr;
  const auto* items = std::get_if<ItemScheme>(&scheme->body);
  if (items == nullptr) return nullptr;
  const auto found = std::find_if(items->items.begin(), items->items.end(),
                                  [id](const Item& item) { return item.id == id; });
  return found == items->items.end() ? nullptr : &*found;
}

// A component that only says how many values it takes has the form of its concept.
Representation RepresentationOf(const Component& component, const Item* concept_item) {
  const bool has_core = concept_item != nullptr && concept_item->representation.has_value();
  if (!component.representation.has_value())
    return has_core ? *concept_item->representation : Representation();
  const Representation& own = *component.representation;
  if (!has_core || own.codelist.has_value() || !own.text_type.empty()) return own;
  Representation core = *concept_item->representation;
  core.min_occurs = own.min_occurs;
  core.max_occurs = own.max_occurs;
  return core;
}

void Lay(const Structures& structures, const Component& component, LaidComponent& laid) {
  const ArtefactPtr scheme = structures.Get(component.concept_identity);
  const Item* concept_item = FindConcept(scheme, component.concept_identity.item);
  laid.id = component.id;
  if (concept_item != nullptr) laid.names = concept_item->names;
  laid.representation = RepresentationOf(component, concept_item);
  if (laid.representation.codelist.has_value()) {
    laid.codes = structures.CodesOf(*laid.representation.codelist);
  }
}

void LayAttachment(const Layout& layout, LaidAttribute& laid) {
  const std::vector<std::string>* ids = &laid.attachment.dimensions;
  if (laid.attachment.level == Attachment::Level::kGroup) {
    const auto group = std::find_if(layout.groups.begin(), layout.groups.end(),
                                    [&laid](const Group& g) { return g.id == laid.attachment.group; });
    if (group == layout.groups.end()) return;
    ids = &group->dimensions;
  }
  for (const std::string& id : *ids) {
    if (layout.time.has_value() && layout.time->id == id) laid.with_time = true;
    if (const int dimension = layout.FindDimension(id); dimension >= 0) laid.dimensions.push_back(dimension);
  }
  if (laid.attachment.level == Attachment::Level::kObservation) laid.with_time = true;
}

// Of several versions of a constraint the newest has its say.
void LayConstraints(const Structures& structures, Layout& layout) {
  std::vector<ArtefactPtr> on = {layout.structure};
  if (layout.dataflow) on.push_back(layout.dataflow);
  std::vector<ArtefactPtr> constraints;
  for (ArtefactPtr& artefact : structures.Related(on, Relation::kParents, Edition::k21)) {
    const auto* body = std::get_if<DataConstraint>(&artefact->body);
    if (body == nullptr || body->actual) continue;
    const bool newer = !constraints.empty() && constraints.back()->agency == artefact->agency &&
                       constraints.back()->id == artefact->id;
    if (newer) constraints.pop_back();
    constraints.push_back(std::move(artefact));
  }
  for (ArtefactPtr& constraint : constraints) {
    layout.allowed.push_back(std::make_shared<const AllowedData>(std::move(constraint), layout));
  }
}

}  // namespace

std::shared_ptr<const Layout> MakeLayout(const Structures& structures, ArtefactPtr dataflow,
                                         ArtefactPtr structure) {
  auto layout = std::make_shared<Layout>();
  const auto& body = std::get<DataStructure>(structure->body);
  layout->groups = body.groups;
  for (const Component& dimension : body.dimensions) {
    Lay(structures, dimension, layout->dimensions.emplace_back());
  }
  if (body.time.has_value()) Lay(structures, *body.time, layout->time.emplace());
  for (const Measure& measure : body.measures) {
    LaidMeasure& laid = layout->measures.emplace_back();
    Lay(structures, measure, laid);
    laid.required = measure.required;
  }
  for (const Attribute& attribute : body.attributes) {
    LaidAttribute& laid = layout->attributes.emplace_back();
    Lay(structures, attribute, laid);
    laid.required = attribute.required;
    laid.attachment = attribute.attachment;
    LayAttachment(*layout, laid);
  }
  layout->dataflow = std::move(dataflow);
  layout->structure = std::move(structure);
  LayConstraints(structures, *layout);
  return layout;
}

}  // namespace tabadul::statistics

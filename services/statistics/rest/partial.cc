#include "services/statistics/rest/partial.h"

#include <utility>

#include "services/statistics/structure/references.h"

namespace tabadul::statistics::rest {
namespace {

// What others name the item by.
std::string PathOf(ArtefactType type, const Item& item) {
  const bool nested = type == ArtefactType::kCategoryScheme && !item.parent.empty();
  return nested ? item.parent + "." + item.id : item.id;
}

// `items` with all that they stand below. Parents stand before their children.
ItemIds WithAncestors(ArtefactType type, const ItemScheme& scheme, ItemIds items) {
  for (auto item = scheme.items.rbegin(); item != scheme.items.rend(); ++item) {
    if (!item->parent.empty() && items.contains(PathOf(type, *item))) items.insert(item->parent);
  }
  return items;
}

const Representation* Coded(const Layout& layout, std::string_view component) {
  const LaidComponent* laid = nullptr;
  if (const int number = layout.FindDimension(component); number >= 0) {
    laid = &layout.dimensions[static_cast<size_t>(number)];
  } else if (const int attribute = layout.FindAttribute(component); attribute >= 0) {
    laid = &layout.attributes[static_cast<size_t>(attribute)];
  }
  return laid == nullptr || !laid->representation.codelist ? nullptr : &laid->representation;
}

}  // namespace

ArtefactPtr WithItems(const ArtefactPtr& scheme, const ItemIds& items) {
  const auto* body = std::get_if<ItemScheme>(&scheme->body);
  if (body == nullptr) return nullptr;
  const ItemIds wanted = WithAncestors(scheme->type, *body, items);
  ItemScheme some{.partial = true, .items = {}};
  for (const Item& item : body->items) {
    if (wanted.contains(PathOf(scheme->type, item))) some.items.push_back(item);
  }
  if (some.items.empty()) return nullptr;
  if (some.items.size() == body->items.size()) return scheme;
  auto partial = std::make_shared<Artefact>();
  partial->type = scheme->type;
  partial->agency = scheme->agency;
  partial->id = scheme->id;
  partial->version = scheme->version;
  partial->final = scheme->final;
  partial->valid_from = scheme->valid_from;
  partial->valid_to = scheme->valid_to;
  partial->names = scheme->names;
  partial->descriptions = scheme->descriptions;
  partial->annotations = scheme->annotations;
  partial->body = std::move(some);
  return partial;
}

void UsedItems::AddReferences(const Artefact& artefact) {
  ForEachReference(artefact, [this](const Reference& reference, std::string_view) {
    if (reference.item.empty()) return;
    if (const ArtefactPtr scheme = structures_.Get(reference)) used_[scheme.get()].insert(reference.item);
  });
}

void UsedItems::AddAllowed(const ArtefactPtr& dataflow) {
  const auto layout = structures_.Find(ReferenceTo(*dataflow));
  if (!layout.ok()) return;
  const std::vector<ArtefactPtr> constrained = {dataflow, (*layout)->structure};
  for (const ArtefactPtr& parent : structures_.Related(constrained, Relation::kParents, Edition::k30)) {
    const auto* constraint = std::get_if<DataConstraint>(&parent->body);
    if (constraint == nullptr || constraint->actual) continue;
    for (const CubeRegion& region : constraint->regions) AddRegion(**layout, region);
  }
}

void UsedItems::AddRegion(const Layout& layout, const CubeRegion& region) {
  if (!region.include) return;
  for (const KeyValues& values : region.keys) {
    if (values.include) AddCodes(layout, values.component, values.values);
  }
}

void UsedItems::AddCodes(const Layout& layout, std::string_view component,
                         absl::Span<const std::string> codes) {
  const Representation* coded = Coded(layout, component);
  if (coded == nullptr || codes.empty()) return;
  const ArtefactPtr list = structures_.Get(*coded->codelist);
  if (list != nullptr) used_[list.get()].insert(codes.begin(), codes.end());
}

ArtefactPtr UsedItems::Reduce(const ArtefactPtr& artefact) const {
  const auto used = used_.find(artefact.get());
  if (used == used_.end()) return artefact;
  ArtefactPtr some = WithItems(artefact, used->second);
  return some == nullptr ? artefact : some;
}

}  // namespace tabadul::statistics::rest

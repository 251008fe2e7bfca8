#include "services/statistics/structure/checks.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/statistics/structure/check_data_structure.h"
#include "services/statistics/structure/check_references.h"
#include "services/statistics/structure/ids.h"
#include "services/statistics/structure/item_index.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics {
namespace {

using common::v1::ERROR_REASON_ALREADY_EXISTS;
using common::v1::ERROR_REASON_CONTRADICTION;
using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_NOT_OWNER;
using common::v1::ERROR_REASON_REQUIRED;
using common::v1::ERROR_REASON_UNKNOWN_CODE;
using common::v1::ERROR_REASON_VERSION_CONFLICT;
using common::v1::ERROR_REASON_WRONG_KIND;

std::string FieldOf(const Artefact& artefact) {
  return absl::StrCat(Absl(NamesOf(artefact.type, Edition::k21).resource), "=",
                      ShortUrn(ReferenceTo(artefact)));
}

// Types become names of XML types in schemas for data: so their ids are narrower (SDMXStructure*.xsd).
bool NeedsNcName(ArtefactType type) {
  return type == ArtefactType::kCodelist || type == ArtefactType::kConceptScheme ||
         type == ArtefactType::kCategoryScheme || type == ArtefactType::kDataStructure;
}

void CheckNames(const Artefact& artefact, Violations& v) {
  if (!IsNestedNcName(artefact.agency)) v.Add("agency", ERROR_REASON_MALFORMED, {{"form", "NCName"}});
  if (NeedsNcName(artefact.type) ? !IsNcName(artefact.id) : !IsId(artefact.id)) {
    v.Add("id", ERROR_REASON_MALFORMED, {{"form", NeedsNcName(artefact.type) ? "NCName" : "A-Za-z0-9_@$-"}});
  }
  if (!ParseVersion(artefact.version).has_value()) {
    v.Add("version", ERROR_REASON_MALFORMED, {{"form", "1.0.0"}});
  }
  if (artefact.names.empty()) v.Add("names", ERROR_REASON_REQUIRED);
  // Schemes of organisations are fixed to one of each agency (SDMXStructureOrganisation.xsd).
  std::string_view fixed = artefact.id;
  if (artefact.type == ArtefactType::kAgencyScheme) fixed = "AGENCIES";
  if (artefact.type == ArtefactType::kDataProviderScheme) fixed = "DATA_PROVIDERS";
  if (artefact.id != fixed) v.Add("id", ERROR_REASON_MALFORMED, {{"form", std::string(fixed)}});
}

template <class Body>
bool Is(const Artefact& artefact) {
  return std::holds_alternative<Body>(artefact.body);
}

bool HasBodyOfItsType(const Artefact& artefact) {
  switch (artefact.type) {
    case ArtefactType::kAgencyScheme:
    case ArtefactType::kCategoryScheme:
    case ArtefactType::kCodelist:
    case ArtefactType::kConceptScheme:
    case ArtefactType::kDataProviderScheme:
      return Is<ItemScheme>(artefact);
    case ArtefactType::kCategorisation:
      return Is<Categorisation>(artefact);
    case ArtefactType::kDataConstraint:
      return Is<DataConstraint>(artefact);
    case ArtefactType::kDataflow:
      return Is<Dataflow>(artefact);
    case ArtefactType::kDataStructure:
      return Is<DataStructure>(artefact);
    case ArtefactType::kProvisionAgreement:
      return Is<ProvisionAgreement>(artefact);
  }
  return false;
}

// ---- Items ----

std::string FieldOfItem(const std::string& name) { return absl::StrCat("items[", name, "]"); }

using Parents = absl::flat_hash_map<std::string, std::string>;  // by the name of an item

// Each item is walked over once: what leads to the top is remembered.
void CheckLoops(const Parents& parents, Violations& v) {
  absl::flat_hash_set<std::string> good;
  for (const auto& [name, parent] : parents) {
    absl::flat_hash_set<std::string> path = {name};
    std::string at = parent;
    while (!at.empty() && !good.contains(at)) {
      if (!path.insert(at).second) {
        v.Add(FieldOfItem(name), ERROR_REASON_CONTRADICTION, {{"other", at}});
        break;
      }
      const auto above = parents.find(at);
      at = above == parents.end() ? "" : above->second;
    }
    good.insert(path.begin(), path.end());
  }
}

bool IsItemId(ArtefactType scheme, std::string_view id) {
  const bool narrow = scheme == ArtefactType::kConceptScheme || scheme == ArtefactType::kAgencyScheme;
  return narrow ? IsNcName(id) : IsId(id);
}

void CheckItems(const Artefact& artefact, const ItemScheme& scheme, Violations& v) {
  Parents parents;
  for (const Item& item : scheme.items) {
    const std::string name = NameOfItem(artefact.type, item), field = FieldOfItem(name);
    if (!IsItemId(artefact.type, item.id)) v.Add(field, ERROR_REASON_MALFORMED, {{"form", "SDMX id"}});
    if (item.names.empty()) v.Add(field + ".names", ERROR_REASON_REQUIRED);
    if (!parents.emplace(name, item.parent).second) {
      v.Add(field, ERROR_REASON_ALREADY_EXISTS, {{"id", name}});
    }
  }
  for (const Item& item : scheme.items) {
    // A part of a scheme may leave out what its items stand below.
    if (item.parent.empty() || scheme.partial || parents.contains(item.parent)) continue;
    v.Add(FieldOfItem(NameOfItem(artefact.type, item)) + ".parent", ERROR_REASON_UNKNOWN_CODE,
          {{"scheme", ShortUrn(ReferenceTo(artefact))}, {"code", item.parent}});
  }
  CheckLoops(parents, v);
}

// ---- Constraints ----

bool HasComponent(const Layout& layout, std::string_view id) {
  return layout.FindDimension(id) >= 0 || layout.FindAttribute(id) >= 0 || layout.FindMeasure(id) >= 0 ||
         (layout.time.has_value() && layout.time->id == id);
}

void CheckConstraint(const DataConstraint& constraint, const Structures& all, Violations& v) {
  for (const Reference& target : constraint.attached_to) {
    const absl::StatusOr<std::shared_ptr<const Layout>> layout = all.Find(target);
    if (!layout.ok()) continue;  // a stub, a provider, or told by CheckReferences
    for (const CubeRegion& region : constraint.regions) {
      for (const KeyValues& key : region.keys) {
        if (HasComponent(**layout, key.component)) continue;
        v.Add("regions", ERROR_REASON_UNKNOWN_CODE,
              {{"scheme", ShortUrn(ReferenceTo(*(*layout)->structure))}, {"code", key.component}});
      }
    }
  }
}

// ---- What is final ----

Artefact WithoutWords(const Artefact& artefact) {
  Artefact bare = artefact;
  bare.names.clear();
  bare.descriptions.clear();
  bare.annotations.clear();
  bare.valid_from.clear();
  bare.valid_to.clear();
  if (auto* scheme = std::get_if<ItemScheme>(&bare.body)) {
    for (Item& item : scheme->items) {
      item.names.clear();
      item.descriptions.clear();
      item.annotations.clear();
    }
  }
  return bare;
}

void CheckFinal(const Artefact& artefact, const Structures& present, Violations& v) {
  const ArtefactPtr stored = present.Get(ReferenceTo(artefact));
  if (stored == nullptr || !stored->final || stored->version != artefact.version) return;
  if (WithoutWords(*stored) == WithoutWords(artefact)) return;
  v.Add("version", ERROR_REASON_VERSION_CONFLICT, {{"stored_version", stored->version}});
}

void CheckBody(const Artefact& artefact, const Structures& all, ItemIndex& index, Violations& v) {
  if (std::holds_alternative<std::monostate>(artefact.body)) {
    if (!artefact.external) v.Add("body", ERROR_REASON_REQUIRED);
    return;
  }
  if (!HasBodyOfItsType(artefact)) {
    v.Add("body", ERROR_REASON_WRONG_KIND,
          {{"expected", std::string(NamesOf(artefact.type, Edition::k21).resource)}});
    return;
  }
  CheckReferences(artefact, all, index, v);
  if (const auto* scheme = std::get_if<ItemScheme>(&artefact.body)) CheckItems(artefact, *scheme, v);
  if (const auto* structure = std::get_if<DataStructure>(&artefact.body)) {
    CheckDataStructure(*structure, all, index, v);
  }
  if (const auto* constraint = std::get_if<DataConstraint>(&artefact.body))
    CheckConstraint(*constraint, all, v);
}

}  // namespace

void CheckArtefacts(absl::Span<const Artefact> incoming, const Structures& present, const MayWrite& may_write,
                    Violations& violations) {
  Structures::Builder builder(present);
  for (const Artefact& artefact : incoming) builder.Add(artefact);
  const std::shared_ptr<const Structures> all = builder.Build();
  ItemIndex index;
  absl::flat_hash_set<std::string> seen;
  for (const Artefact& artefact : incoming) {
    const std::string field = FieldOf(artefact);
    const auto in = violations.In(field);
    if (!seen.insert(field).second) {
      violations.Add("", ERROR_REASON_ALREADY_EXISTS, {{"id", ShortUrn(ReferenceTo(artefact))}});
    }
    if (!may_write(artefact.agency)) {
      violations.Add("agency", ERROR_REASON_NOT_OWNER, {{"source", artefact.agency}});
    }
    CheckNames(artefact, violations);
    CheckBody(artefact, *all, index, violations);
    CheckFinal(artefact, present, violations);
  }
}

}  // namespace tabadul::statistics

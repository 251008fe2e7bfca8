#include "services/statistics/sdmx/structure_bodies.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/structure_parts.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/ids.h"

namespace tabadul::statistics::sdmx {
namespace {

// Of an item with those above it, which each item below it holds again.
constexpr size_t kMaxPathBytes = 8 * kMaxId;

// The reference in the child of one of these names; nullopt if it is to what is not held here.
absl::StatusOr<std::optional<Reference>> ReadChildReference(const MlNode& node, std::string_view name21,
                                                            std::string_view name30, ArtefactType type) {
  const MlNode* child = node.Child(name21);
  if (child == nullptr) child = node.Child(name30);
  if (child == nullptr) return MalformedMl(node.line, name21);
  return ReadReference(*child, type);
}

std::vector<std::string> ReadValues(const MlNode& node) {
  std::vector<std::string> values;
  for (const MlNode& child : node.children) {
    if (child.name == "Value" && !child.text.empty()) values.push_back(child.text);
  }
  return values;
}

absl::StatusOr<KeyValues> ReadKeyValues(const MlNode& node) {
  KeyValues key{.component = std::string(node.Get("id")),
                .include = node.Flag("include", true),
                .values = ReadValues(node)};
  if (key.component.empty()) return MalformedMl(node.line, "id");
  key.attribute = node.name != "KeyValue";
  if (const MlNode* range = node.Child("TimeRange")) {
    for (const MlNode& bound : range->children) {
      if (bound.name == "StartPeriod" || bound.name == "AfterPeriod") key.start_period = bound.text;
      if (bound.name == "EndPeriod" || bound.name == "BeforePeriod") key.end_period = bound.text;
    }
  }
  return key;
}

absl::StatusOr<CubeRegion> ReadRegion(const MlNode& node, bool include) {
  CubeRegion region{.include = include};
  for (const MlNode& child : node.children) {
    if (child.name != "KeyValue" && child.name != "Attribute" && child.name != "Component") continue;
    ASSIGN_OR_RETURN(KeyValues key, ReadKeyValues(child));
    region.keys.push_back(std::move(key));
  }
  return region;
}

// A key of a set is a region of one value each.
absl::Status ReadKeySet(const MlNode& node, std::vector<CubeRegion>& regions) {
  const bool include = node.Flag("isIncluded", true);
  for (const MlNode& key : node.children) {
    if (key.name != "Key") continue;
    ASSIGN_OR_RETURN(CubeRegion region, ReadRegion(key, include));
    regions.push_back(std::move(region));
  }
  return absl::OkStatus();
}

// Where a constraint of an artefact that is held is attached; the names of the elements are those of the artefacts.
absl::Status ReadAttachments(const MlNode& node, std::vector<Reference>& attached) {
  for (const MlNode& child : node.children) {
    std::optional<ArtefactType> type = TypeOfElement(child.name, Edition::k21);
    if (child.name == ItemNamesOf(ArtefactType::kDataProviderScheme).element) {
      type = ArtefactType::kDataProviderScheme;
    }
    if (!type.has_value()) continue;
    ASSIGN_OR_RETURN(std::optional<Reference> reference, ReadReference(child, *type));
    if (reference.has_value()) attached.push_back(*std::move(reference));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadItem(const MlNode& node, ArtefactType scheme, std::string_view parent,
                      std::vector<Item>& items) {
  Item item{.id = std::string(node.Get("id")),
            .parent = std::string(parent),
            .names = ReadTexts(node, "Name"),
            .descriptions = ReadTexts(node, "Description"),
            .annotations = ReadAnnotations(node)};
  if (item.id.empty()) return MalformedMl(node.line, "id");
  const MlNode* above = node.Child("Parent");
  if (above != nullptr && scheme != ArtefactType::kCategoryScheme) item.parent = ReadLocalId(*above);
  if (const MlNode* core = node.Child("CoreRepresentation")) {
    ASSIGN_OR_RETURN(item.representation, ReadRepresentation(*core));
  }
  const std::string path = parent.empty() ? item.id : std::string(parent) + "." + item.id;
  if (path.size() > kMaxPathBytes) return MalformedMl(node.line, "id");
  items.push_back(std::move(item));
  for (const MlNode& child : node.children) {
    if (child.name != ItemNamesOf(scheme).element) continue;
    RETURN_IF_ERROR(ReadItem(child, scheme, path, items));
  }
  return absl::OkStatus();
}

void PutParentsFirst(std::vector<Item>& items) {
  absl::flat_hash_map<std::string_view, size_t> by_id;
  for (size_t i = 0; i < items.size(); ++i) by_id.emplace(items[i].id, i);
  enum class State : uint8_t { kWaits, kOnPath, kStands };
  std::vector<State> states(items.size(), State::kWaits);
  std::vector<size_t> order, path;
  order.reserve(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    size_t at = i;
    while (at < items.size() && states[at] == State::kWaits) {
      states[at] = State::kOnPath;
      path.push_back(at);
      const auto parent = by_id.find(items[at].parent);
      at = parent == by_id.end() ? items.size() : parent->second;
    }
    const bool loop = at < items.size() && states[at] == State::kOnPath;
    if (!loop) std::reverse(path.begin(), path.end());
    order.insert(order.end(), path.begin(), path.end());
    for (const size_t stands : path) states[stands] = State::kStands;
    path.clear();
  }
  std::vector<Item> sorted;
  sorted.reserve(items.size());
  for (const size_t i : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
}

absl::StatusOr<std::optional<Dataflow>> ReadDataflow(const MlNode& node) {
  Dataflow flow{.structure = {.type = ArtefactType::kDataStructure}};
  if (const MlNode* structure = node.Child("Structure")) {
    ASSIGN_OR_RETURN(std::optional<Reference> reference,
                     ReadReference(*structure, ArtefactType::kDataStructure));
    if (!reference.has_value()) return std::nullopt;
    flow.structure = *std::move(reference);
  }
  return std::optional(std::move(flow));
}

absl::StatusOr<DataConstraint> ReadDataConstraint(const MlNode& node) {
  DataConstraint constraint;
  const std::string_view role =
      node.Get("role");  // 3.0; of 2.1 `type`, which is Actual where it is not stated
  constraint.actual = role.empty() ? node.Get("type") != "Allowed" : role == "Actual";
  for (const MlNode& child : node.children) {
    if (child.name == "ConstraintAttachment") {
      RETURN_IF_ERROR(ReadAttachments(child, constraint.attached_to));
    } else if (child.name == "CubeRegion") {
      ASSIGN_OR_RETURN(CubeRegion region, ReadRegion(child, child.Flag("include", true)));
      constraint.regions.push_back(std::move(region));
    } else if (child.name == "DataKeySet") {
      RETURN_IF_ERROR(ReadKeySet(child, constraint.regions));
    }
  }
  return constraint;
}

absl::StatusOr<std::optional<ProvisionAgreement>> ReadProvisionAgreement(const MlNode& node) {
  ASSIGN_OR_RETURN(std::optional<Reference> flow,
                   ReadChildReference(node, "StructureUsage", "Dataflow", ArtefactType::kDataflow));
  ASSIGN_OR_RETURN(std::optional<Reference> provider, ReadChildReference(node, "DataProvider", "DataProvider",
                                                                         ArtefactType::kDataProviderScheme));
  if (!flow.has_value() || !provider.has_value()) return std::nullopt;
  return std::optional(ProvisionAgreement{.dataflow = *std::move(flow), .provider = *std::move(provider)});
}

absl::StatusOr<std::optional<Categorisation>> ReadCategorisation(const MlNode& node) {
  ASSIGN_OR_RETURN(std::optional<Reference> source,
                   ReadChildReference(node, "Source", "Source", ArtefactType::kDataflow));
  ASSIGN_OR_RETURN(std::optional<Reference> category,
                   ReadChildReference(node, "Target", "Target", ArtefactType::kCategoryScheme));
  if (!source.has_value() || !category.has_value()) return std::nullopt;
  return std::optional(Categorisation{.source = *std::move(source), .category = *std::move(category)});
}

}  // namespace tabadul::statistics::sdmx

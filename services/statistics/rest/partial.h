// Schemes with some of their items: those that are asked for, and those that other artefacts use. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics::rest {

using ItemIds = absl::flat_hash_set<std::string>;  // of categories their paths "A.B"

// The scheme with those items and what they stand below, marked as partial; the scheme itself if these are all. Null if
// it has none of them, or is no scheme.
ArtefactPtr WithItems(const ArtefactPtr& scheme, const ItemIds& items);

// Which items of which schemes artefacts refer to; and the codes that the constraints of dataflows allow.
class UsedItems {
 public:
  explicit UsedItems(const Structures& structures) : structures_(structures) {}

  // Each reference of the artefact that names an item.
  void AddReferences(const Artefact& artefact);
  // The codes that a constraint on what is allowed, attached to the dataflow or to its structure, includes.
  void AddAllowed(const ArtefactPtr& dataflow);
  // Codes of a dimension or attribute.
  void AddCodes(const Layout& layout, std::string_view component, absl::Span<const std::string> codes);

  // The scheme with what is used; as it is if nothing was added that concerns it, or nothing that it has.
  ArtefactPtr Reduce(const ArtefactPtr& artefact) const;

 private:
  void AddRegion(const Layout& layout, const CubeRegion& region);

  const Structures& structures_;
  absl::flat_hash_map<const Artefact*, ItemIds> used_;
};

}  // namespace tabadul::statistics::rest

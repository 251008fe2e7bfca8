// Items of schemes by name, for checks that ask often. Not thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/structure/model.h"

namespace tabadul::statistics {

// What names an item in its scheme: its id; of a category below another the path "A.B".
std::string NameOfItem(ArtefactType scheme, const Item& item);

class ItemIndex {
 public:
  // `scheme` has an ItemScheme and outlives the index. Null if there is no such item.
  const Item* Find(const Artefact& scheme, std::string_view name);

 private:
  using Items = absl::flat_hash_map<std::string, const Item*>;
  absl::flat_hash_map<const Artefact*, Items> schemes_;
};

}  // namespace tabadul::statistics

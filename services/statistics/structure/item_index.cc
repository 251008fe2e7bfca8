#include "services/statistics/structure/item_index.h"

#include "absl/strings/str_cat.h"
#include "lib/platform/base/status.h"

namespace tabadul::statistics {

std::string NameOfItem(ArtefactType scheme, const Item& item) {
  if (scheme != ArtefactType::kCategoryScheme || item.parent.empty()) return item.id;
  return absl::StrCat(item.parent, ".", item.id);
}

const Item* ItemIndex::Find(const Artefact& scheme, std::string_view name) {
  const auto [found, is_new] = schemes_.try_emplace(&scheme);
  Items& items = found->second;
  if (is_new) {
    for (const Item& item : std::get<ItemScheme>(scheme.body).items) {
      items.emplace(NameOfItem(scheme.type, item), &item);
    }
  }
  const auto item = items.find(Absl(name));
  return item == items.end() ? nullptr : item->second;
}

}  // namespace tabadul::statistics

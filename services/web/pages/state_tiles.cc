#include "services/web/pages/state_tiles.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "lib/taxonomy/member_states.h"
#include "services/web/pages/names.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

void AddTile(const std::string& name, const StateTile& shown, View& group) {
  View& tile = group.Add("TILE");
  tile.Set("TILE_NAME", name);
  tile.Set("TILE_COUNT", shown.shown);
  if (shown.address.empty()) {
    tile.Add("TILE_EMPTY");
    return;
  }
  tile.Set("TILE_LEVEL", std::to_string(shown.level));
  tile.Set("TILE_SPOKEN", shown.spoken.empty() ? shown.shown : shown.spoken);
  tile.Set("TILE_ADDRESS", shown.address);
}

// Arabic lists of states pass over the article: البحرين stands under ب.
std::string_view SortedBy(std::string_view name, std::string_view language) {
  constexpr std::string_view kArticle = "ال";
  if (language == "ar" && name.starts_with(kArticle)) name.remove_prefix(kArticle.size());
  return name;
}

}  // namespace

void AddStateTiles(const std::function<StateTile(const std::string& country)>& tile, const Format& format,
                   View& view) {
  constexpr struct {
    taxonomy::StateGroup group;
    const char* key;
  } kGroups[] = {{taxonomy::StateGroup::kArab, "arab"},
                 {taxonomy::StateGroup::kAsian, "asian"},
                 {taxonomy::StateGroup::kAfrican, "african"}};
  View& all = view.Include("STATE_TILES", "tiles.tpl");
  for (const auto& [group, key] : kGroups) {
    std::vector<std::pair<std::string, std::string>> states;  // name, code
    for (const taxonomy::MemberState& state : taxonomy::MemberStates()) {
      const std::string code(state.alpha2);
      if (state.group == group) states.emplace_back(CountryName(code, format.language()), code);
    }
    const std::string& language = format.language();
    std::sort(states.begin(), states.end(), [&](const auto& a, const auto& b) {
      return format.Before(SortedBy(a.first, language), SortedBy(b.first, language));
    });
    View& tiles = all.Add("TILES");
    tiles.Set("TILES_NAME", Text(language, std::string("home.group-") + key));
    for (const auto& [name, code] : states) AddTile(name, tile(code), tiles);
  }
}

}  // namespace tabadul::web::pages

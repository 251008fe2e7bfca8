// A tile for every member state, all of one size, in the three groups of the organisation, by name: tiles.tpl.
#pragma once

#include <functional>
#include <string>

#include "services/web/pages/format.h"
#include "services/web/pages/view.h"

namespace tabadul::web::pages {

struct StateTile {
  std::string shown;    // "1,234"; of a state that has nothing "0" or a dash
  std::string spoken;   // instead, to who hears the page; empty: the same
  std::string address;  // where it leads; empty: nowhere
  int level = 0;        // 1 to 4: how dark it is
};

// `tile`: of a state by its ISO 3166-1 alpha-2 code.
void AddStateTiles(const std::function<StateTile(const std::string& country)>& tile, const Format& format,
                   View& view);

}  // namespace tabadul::web::pages

#include "services/web/pages/ranking.h"

#include <map>
#include <vector>

#include "services/web/charts/bars.h"
#include "services/web/pages/decimals.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/periods.h"
#include "services/web/pages/series_table.h"
#include "services/web/pages/state_tiles.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr int kLevels = 4;  // of tiles
constexpr char kNone[] = "–";

// Those that have a rank, which are of one unit.
std::vector<const LatestValue*> RankedOf(const GetLatestResponse& latest) {
  std::vector<const LatestValue*> ranked;
  for (const LatestValue& value : latest.values()) {
    if (value.rank() > 0 && NumberOf(value.observation().value())) ranked.push_back(&value);
  }
  return ranked;
}

// In that unit itself, whatever the multiplier: to be drawn.
double SizeOf(const LatestValue& value) {
  const double power = NumberOf(value.multiplier().id()).value_or(0);
  double size = NumberOf(value.observation().value()).value_or(0);
  for (int i = 0; i < power && i < 15; ++i) size *= 10;
  return size;
}

std::vector<double> SizesOf(const std::vector<const LatestValue*>& ranked) {
  std::vector<double> sizes;
  for (const LatestValue* value : ranked) sizes.push_back(SizeOf(*value));
  return sizes;
}

void AddRow(const LatestValue& value, const std::string& address, const Format& format, View& row) {
  row.Set("RANK", value.rank() > 0 ? format.Number(value.rank()) : kNone);
  const std::string name = WithoutTurns(value.area().label());
  if (value.area().country().empty()) {
    row.Set("AREA_PLAIN", name);
  } else {
    row.Set("AREA_NAME", name).Set("AREA_ADDRESS", address);
  }
  SetValue(&value.observation(), format, row);
  row.Set("AREA_PERIOD", PeriodName(value.observation().period(), format));
  row.Set("AREA_UNIT", UnitText(value.unit(), value.multiplier(), value.currency(), format.language()));
  row.Set("AREA_SOURCE", WithoutTurns(value.source_name()));
  if (value.source().starts_with("DEMO/")) row.Add("AREA_DEMO");
}

void AddTiles(const std::map<std::string, StateTile>& tiles, const Format& format, View& view) {
  AddStateTiles(
      [&](const std::string& country) {
        const auto found = tiles.find(country);
        return found == tiles.end() ? StateTile{.shown = kNone} : found->second;
      },
      format, view);
}

}  // namespace

void AddRanking(const GetLatestResponse& latest, const std::string& path, const Query& query,
                const std::string& title, const Format& format, View& view) {
  const auto address = [&](const LatestValue& value) {
    return Address(format.language(), path, query.With("country", value.area().country()));
  };
  const std::vector<const LatestValue*> ranked = RankedOf(latest);
  const std::vector<double> sizes = SizesOf(ranked);
  const std::vector<charts::Bar> bars = charts::DrawBars(sizes, DirectionOf(format.language()));
  const std::vector<int> levels = charts::LevelsOf(sizes, kLevels);
  std::map<const LatestValue*, size_t> places;
  for (size_t i = 0; i < ranked.size(); ++i) places[ranked[i]] = i;
  View& table = view.Add("RANKING");
  table.Set("RANKING_NAME", title);
  std::map<std::string, StateTile> tiles;
  for (const LatestValue& value : latest.values()) {
    View& row = table.Add("AREA");
    AddRow(value, address(value), format, row);
    const auto place = places.find(&value);
    if (place == places.end()) continue;
    row.Add("BAR").Set("BAR_X", bars[place->second].x).Set("BAR_WIDTH", bars[place->second].width);
    tiles[value.area().country()] = {.shown = std::string(row.Get("CELL")),
                                     .spoken = "",
                                     .address = address(value),
                                     .level = levels[place->second]};
  }
  if (!tiles.empty()) AddTiles(tiles, format, view.Add("TILED"));
}

}  // namespace tabadul::web::pages

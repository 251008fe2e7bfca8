// Areas of series as countries of the exchange. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics {

// ISO 3166-1 alpha-2 of a key's area (REF_AREA); empty for a group of countries, and where the layout has no area.
std::string CountryOf(const Layout& layout, absl::Span<const std::string> key);

// Whose word counts first where several sources have one key (CubeChange::rank): that of the country itself, then that of
// other members, then what the hub computes, then fictional data.
uint32_t RankOf(std::string_view source, std::string_view country);

}  // namespace tabadul::statistics

// The hub in the structures: as the agency of its own ones, and as a provider of data.
#pragma once

#include <string_view>

namespace tabadul::statistics {

inline constexpr std::string_view kHubAgency = "TABADUL";  // so too its id among the data providers
// Dataflows whose ids begin so are computed by the hub; nobody else provides them, and the hub no others.
inline constexpr std::string_view kHubDataflows = "DF_HUB_";

}  // namespace tabadul::statistics

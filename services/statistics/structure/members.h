// The hub as an agency, and the 57 states of the Organisation of Islamic Cooperation.
#pragma once

#include <string>
#include <string_view>

#include "absl/types/span.h"

namespace tabadul::statistics {

inline constexpr std::string_view kHubAgency = "TABADUL";

// ISO 3166-1 alpha-2, sorted.
absl::Span<const std::string_view> OicMembers();
// ISO 3166-1 alpha-3 of an alpha-2 code; empty if there is none.
std::string Alpha3(std::string_view alpha2);

}  // namespace tabadul::statistics

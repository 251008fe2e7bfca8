// The hub as an agency, and the 57 states of the Organisation of Islamic Cooperation.
#pragma once

#include <string_view>

#include "absl/types/span.h"

namespace tabadul::statistics {

inline constexpr std::string_view kHubAgency = "TABADUL";

// ISO 3166-1 alpha-2, sorted.
absl::Span<const std::string_view> OicMembers();

}  // namespace tabadul::statistics

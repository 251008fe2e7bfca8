// The member states of the Organisation of Islamic Cooperation, in its three groups.
#pragma once

#include <string_view>

#include "absl/types/span.h"

namespace tabadul::web::pages {

enum class Group { kArab, kAsian, kAfrican };

struct State {
  std::string_view code;  // ISO 3166-1 alpha-2
  Group group;
  std::string_view
      currency;  // ISO 4217, that pay is stated in; empty: one that the hub's exchange rates do not have
};

absl::Span<const State> States();

}  // namespace tabadul::web::pages

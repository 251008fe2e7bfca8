// The 57 member states of the Organisation of Islamic Cooperation. Constant: thread-safe.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/types/span.h"

namespace tabadul::taxonomy {

// The three regions of the organisation.
enum class StateGroup : uint8_t { kArab, kAsian, kAfrican };

struct MemberState {
  std::string_view alpha2, alpha3;  // ISO 3166-1
  StateGroup group;
  std::string_view
      currency;  // ISO 4217, that pay is stated in; empty: one that the hub's exchange rates do not have
};

// Sorted by alpha2.
absl::Span<const MemberState> MemberStates();
// Null for any other country.
const MemberState* FindMemberState(std::string_view alpha2);

}  // namespace tabadul::taxonomy

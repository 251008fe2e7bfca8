// What every fuzz target needs: a property that does not hold ends the process, as a sanitizer's finding does.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace tabadul::fuzz {

inline void Check(bool holds) {
  if (!holds) std::abort();
}

inline std::string_view Text(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace tabadul::fuzz

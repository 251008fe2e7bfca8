// Internal to pack.cc and unpack.cc.
#pragma once

namespace tabadul::statistics {

inline constexpr char kEach = '\xFF';  // in the place of what all observations have: each has its own

}  // namespace tabadul::statistics

// Distances on the globe. Pure. Internal to lib/search, and for who shows them.
#pragma once

#include <cstdint>

namespace tabadul::search {

struct Point {  // WGS 84, in millionths of a degree
  int64_t latitude = 0, longitude = 0;
};

// Great-circle distance on a sphere of the Earth's mean radius (6,371,008.8 m, IUGG): haversine formula, whole metres.
int64_t Metres(const Point& a, const Point& b);

}  // namespace tabadul::search

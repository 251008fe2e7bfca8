#undef TABADUL_MUTANTS
#include "tests/contract/fault_points_off.h"

#include "lib/platform/base/fault_point.h"

#define TEXT_OF(...) #__VA_ARGS__
#define EXPANDED(...) TEXT_OF(__VA_ARGS__)

namespace tabadul {

std::string PointWithoutTheOption() { return EXPANDED(FAULT_POINT("anything")); }

}  // namespace tabadul

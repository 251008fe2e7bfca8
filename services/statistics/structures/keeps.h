// Whether a structure may change while there are series of it. Pure.
#pragma once

#include "services/statistics/structure/layout.h"

namespace tabadul::statistics {

// Whether every series of `before` is one of `after`, too: the same dimensions in their order, time and measures, the same
// attributes and perhaps more that need not be there, the same codes and perhaps more.
bool KeepsSeries(const Layout& before, const Layout& after);

// Whether what is in memory by the one may be read by the other: they differ in nothing that a reader sees.
bool SameLayout(const Layout& a, const Layout& b);

}  // namespace tabadul::statistics

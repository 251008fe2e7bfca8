// From the structures to the layout of a dataflow's data.
#pragma once

#include <memory>

#include "services/statistics/structure/registry.h"

namespace tabadul::statistics {

// `structure` has a DataStructure; `dataflow` may be null. What it refers to is taken from `structures`.
std::shared_ptr<const Layout> MakeLayout(const Structures& structures, ArtefactPtr dataflow,
                                         ArtefactPtr structure);

}  // namespace tabadul::statistics

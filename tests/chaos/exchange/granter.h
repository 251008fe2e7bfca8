// An owner that changes its mind about who may receive its records: the exporter's, which marks alone judge.
#pragma once

#include "tests/chaos/exchange/world.h"

namespace tabadul::chaos {

// One decision, another one for each number; nothing if identity is out of reach.
void Regrant(World& world, int number);

}  // namespace tabadul::chaos

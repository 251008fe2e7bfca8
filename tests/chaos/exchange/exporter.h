// A full export of the member that has nothing else to do: a few records, then a run that names one of them, so that
// the hub closes the others; confirmed where it is held, by the guard or because it declared more than it names. One thread.
#pragma once

#include "tests/chaos/exchange/world.h"

namespace tabadul::chaos {

// Errors are the faults' own and stop it: the next export supersedes what is left. What it sent, and was answered, is in the
// history.
void Export(World& world, int number);

}  // namespace tabadul::chaos

// What is asked of the hub when all is at rest: its receipts and keys, the exporter's runs and records. One thread.
#pragma once

#include "tests/chaos/exchange/world.h"

namespace tabadul::chaos {

// Into `history`; whom nobody answers is a violation of "recovery".
void CollectReceipts(const World& world, History& history);
void CollectExports(const World& world, History& history);

}  // namespace tabadul::chaos

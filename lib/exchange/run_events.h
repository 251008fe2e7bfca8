// What runs come to, counted and logged in one place, whoever has brought them there. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "lib/exchange/run_store.h"

namespace tabadul::exchange {

// Runs whose state a transaction has changed, after its commit.
void TellOfRuns(const std::string& kind, const std::vector<RunRow>& runs);

}  // namespace tabadul::exchange

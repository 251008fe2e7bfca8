// What can go wrong around the exchange. Each boundary of lib/exchange/boundaries.h is struck (who stands there dies, or
// waits while something else is killed), and each of these. To add one: a function and its line in kFaults.
#pragma once

#include <string>
#include <vector>

#include "tests/chaos/exchange/operations.h"
#include "tests/chaos/exchange/watcher.h"
#include "tests/chaos/exchange/world.h"
#include "tests/chaos/exchange/writer.h"

namespace tabadul::chaos {

// Everybody in the run. One thread.
struct Cast {
  World& world;
  std::vector<std::unique_ptr<Writer>>& writers;
  std::vector<std::unique_ptr<Watcher>>& watchers;
  Random& random;
  std::map<std::string, int> struck;  // by boundary or fault: how often
  std::map<std::string, int> kills;   // by part
  int exports = 0;
  int total_kills() const {
    int total = 0;
    for (const auto& [part, count] : kills) total += count;
    return total;
  }
};

// The names of all, boundaries first, in an order of chance.
std::vector<std::string> Deck(Cast& cast);
// Strikes once; says so. When it returns, the world is whole again as far as it can be told at once.
void Strike(Cast& cast, const std::string& name);
// Heals what may be left of any fault.
void Heal(Cast& cast);

}  // namespace tabadul::chaos

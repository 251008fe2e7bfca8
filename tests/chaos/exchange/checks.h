// The promises of the exchange, each as a check of a round's history. To add one: a function, and its line in
// kChecks; and a history that breaks it in checks_test.cc.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/chaos/exchange/history.h"

namespace tabadul::chaos {

struct Violation {
  std::string check, what;
};

struct Check {
  const char* name;
  const char* promise;
  void (*run)(History& history, std::vector<Violation>& found);
};
const std::vector<Check>& Checks();

// All of them, with what was met on the way.
std::vector<Violation> CheckAll(History& history);

// How records stand when the hub is restored to `saved` after `history`, at whose end they stood as in `after`: an
// acknowledged erasure stays, one that nobody answered may.
std::map<Name, std::set<Standing>> EraseAgain(std::map<Name, std::set<Standing>> saved,
                                              const History& history,
                                              const std::map<Name, std::set<Standing>>& after);
// Whether a follower that reads so, with such a filter, holds a record with this content.
bool Receives(const Copy& follower, const std::string& source, const Content& content);

}  // namespace tabadul::chaos

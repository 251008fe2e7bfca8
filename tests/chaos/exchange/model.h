// The decision table of docs/protocol.md, written again from the document, and the search for an order of events that
// explains what the hub answered about one record. Pure functions.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/chaos/exchange/history.h"

namespace tabadul::chaos {

struct Step {
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  bool writes = false;  // takes a sequence
  Standing after;       // sequence and hub_id as before
};
// What the hub must do with an item to a record that stands so.
Step Decide(const Standing& standing, const Attempt& attempt);

// Of one record: `attempts` in any order, how the record may have stood before, what the snapshot at the end shows of it (null:
// nothing). An attempt without version is never STALE: a session that has lost the lease is ended, and answers nothing more.
struct Explained {
  bool ok = false;
  bool undecided = false;    // there are too many orders to try them all: nothing was found, nothing is shown
  std::set<Standing> after;  // how it may stand then
  std::string why;           // how far the longest explanation came
};
Explained Explain(const std::set<Standing>& before, const std::vector<const Attempt*>& attempts,
                  const Shown* at_end, bool erased_unseen);

std::string Describe(const Attempt& attempt);
std::string Describe(const Standing& standing);

}  // namespace tabadul::chaos

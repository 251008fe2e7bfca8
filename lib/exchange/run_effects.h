// What the items of one transaction mean for the runs of their sources: what a run has named, what need not be closed
// any more, what the guard holds. One object per transaction attempt, under the head's lock.
#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "lib/exchange/item.h"
#include "lib/exchange/run_store.h"

namespace tabadul::exchange {

class RunEffects {
 public:
  explicit RunEffects(const RunStore& store) : store_(store) {}

  // The live runs of the sources; and what items are sent for though it is over.
  void Load(std::vector<RunRow> runs);
  bool Knows(const std::string& run) const { return Find(run) != nullptr; }
  // OK if the run takes items of this source; else RUN_OVER, which tells its state if the run is known and the source's.
  absl::Status TakesItems(const std::string& run, const std::string& source) const;
  // After each item that was not only tried. `run`: the one it came in; empty if none.
  void Note(const std::string& run, const std::string& source, const Item& item, v1::Outcome outcome);
  // The run that holds the source's closures, in hex. One that is begun here is at `head`, `open` records were open.
  std::string Hold(const std::string& source, const Item& item, uint64_t head, uint64_t open, uint64_t guard,
                   absl::Time now);
  // The run of the source that was begun by Hold.
  std::optional<RunRow> Begun(const std::string& source) const;
  absl::Status Flush(pg::Transaction& tx, absl::Time now) const;

 private:
  struct Held {
    RunRow run;
    bool fresh = false;
    absl::btree_map<std::string, Closing> closings;  // by record key: the last word counts
  };
  const RunRow* Find(const std::string& run) const;
  Held& HeldOf(const std::string& source);

  const RunStore& store_;
  std::vector<RunRow> known_;
  absl::flat_hash_map<std::string, RunProgress> progress_;  // by run
  absl::flat_hash_map<std::string, Held> held_;             // by source
  std::vector<std::string> listing_;                        // runs that have a list
  std::vector<std::string> unlisted_;                       // record keys
};

}  // namespace tabadul::exchange

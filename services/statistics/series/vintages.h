// The states of a series one after the other, its vintages: what it was at a time, and all that it was. Pure.
#pragma once

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

// Something that was written: from `at` on the series is that; null: there is none.
struct Writing {
  absl::Time at;
  const v1::Series* series = nullptr;
};

// What a series was from `from` on until, but not at, `to`; InfiniteFuture while it still is that.
struct State {
  absl::Time from, to = absl::InfiniteFuture();
  const v1::Series* series = nullptr;
};

// The states that writings make, rising, none overlapping; between two there is nothing where the series was removed. Of
// writings at one instant the last counts; what is written again unchanged goes on. `writings`: rising. The series outlive
// what points to them.
std::vector<State> StatesOf(absl::Span<const Writing> writings);

// The state at that time; null: there was none.
const State* AsOf(absl::Span<const State> states, absl::Time at);

// All that was of several series, as SDMX REST's includeHistory tells it: a data set for each time of validity.
struct HistorySet {
  absl::Time valid_from;
  std::optional<absl::Time> valid_to;  // absent: it still holds
  std::vector<const State*> states;    // in the order of the series
};
// The oldest first. `states`: of each series what StatesOf gives.
std::vector<HistorySet> History(absl::Span<const absl::Span<const State>> series);

}  // namespace tabadul::statistics

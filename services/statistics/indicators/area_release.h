// The release of a country's months: what stands of its series, and what is to be written. A month is released once and never
// again, whatever becomes of its vacancies: there are no two vintages of a count from which the difference could be taken.
//
// Series are written in the order in which they are given here; the one that has the open vacancies in total comes last, and
// says that its months are released whole. Of a month of which only some series were written (the process died) no more is
// told: its other cells are withheld, since a part of a safe release is safe, and counts made later need not add up to it.
//
// Not thread-safe. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "services/statistics/indicators/live_flow.h"
#include "services/statistics/indicators/vacancy_counts.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

class AreaRelease {
 public:
  // So many months at most are made up for after a pause: of what is long over too much has been erased.
  static constexpr int64_t kMostMonths = 12;

  // `flow` outlives it. `area`: code of REF_AREA.
  AreaRelease(const LiveFlow& flow, const std::string& area);

  // Each series that stands, in any order; other keys are passed over. MALFORMED as of MonthsOf.
  absl::Status AddStanding(const v1::Series& series);
  bool stands() const { return released_.has_value() || !begun_.empty(); }
  // Rising, up to `last`. Of an area that has none yet the last alone.
  std::vector<int64_t> MonthsToRelease(int64_t last) const;
  // In the order of MonthsToRelease.
  void Release(int64_t month, const MonthCounts& counts);
  // The series that have got months.
  std::vector<v1::Series> Changed() const;

 private:
  struct Cell {
    std::vector<std::string> key;
    LiveMonths months;
    bool changed = false;
  };
  // The cells of the table stand in cells_ from `first` on.
  void ReleaseTable(int64_t month, const CountTable& table, size_t first);
  std::vector<bool> WithheldIn(int64_t month, size_t first, size_t count) const;

  const LiveFlow& flow_;
  std::vector<Cell> cells_;  // all of `opened`, then all of `open`: its total is the last
  absl::flat_hash_map<std::string, size_t> by_id_;
  std::optional<int64_t> released_;  // the newest month of the last cell
  std::set<int64_t> begun_;          // months that stand in other cells
};

}  // namespace tabadul::statistics

// What series were: at a time, or all that they were, from the vintages in the database. Those that fit are held in
// memory before the first of them is written.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/holdings.h"
#include "services/statistics/rest/held_bytes.h"
#include "services/statistics/rest/series_stream.h"

namespace tabadul::statistics::rest {

class HeldHistory {
 public:
  // Of the series that the query wants those states that it does: at `as_of`, or all. Of several sources of a key the one whose
  // word counts first. Blocking. The errors of HeldBytes and of Holdings::ReadVintages.
  static absl::StatusOr<std::shared_ptr<const HeldHistory>> Read(const Context& context,
                                                                 const Holdings& holdings,
                                                                 const AskedFlow& flow,
                                                                 const FlowQuery& query,
                                                                 const DataQuery& asked);

  // The data sets that they make, the oldest first. Of a time in the past one, without validity.
  const std::vector<HistorySet>& sets() const { return sets_; }

 private:
  struct Kept {
    std::vector<std::string> key;
    uint32_t rank = 0;
    std::vector<State> states;
  };
  absl::Status Take(const HeldVintages& vintages, const Layout& layout, const DataQuery& asked);
  void Arrange(const DataQuery& asked);

  std::deque<v1::Series> series_;  // what the states point to
  std::vector<Kept> kept_;
  std::vector<HistorySet> sets_;
  HeldBytes held_;
};

// The series of a set as the query wants them. What it points to outlives it.
std::unique_ptr<SeriesStream> StatesStream(const HistorySet& set, const FlowQuery& query);

// The query, for series that come from no cube.
FlowQuery OutsideCube(FlowQuery query);

}  // namespace tabadul::statistics::rest

#include "services/statistics/indicators/area_release.h"

#include <algorithm>

#include "lib/platform/base/status.h"
#include "lib/platform/metrics/metrics.h"
#include "services/statistics/indicators/suppression.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {
namespace {

void CountCell(bool withheld) {
  static const metrics::Counter cells("tabadul_statistics_live_cells_total",
                                      "Cells of live indicators released", {"state"});
  cells.With({withheld ? "withheld" : "shown"}).Increment();
}

}  // namespace

AreaRelease::AreaRelease(const LiveFlow& flow, const std::string& area) : flow_(flow) {
  for (const std::string_view indicator : {kNewVacancies, kOpenVacancies}) {
    for (size_t row = 0; row <= kMajorGroups; ++row) {
      for (size_t column = 0; column <= kSections; ++column) {
        Cell& cell = cells_.emplace_back();
        cell.key = flow.KeyOf({.area = area, .indicator = indicator, .major_group = row, .section = column});
        by_id_.emplace(SeriesId(kLiveDataflow, cell.key), cells_.size() - 1);
      }
    }
  }
}

absl::Status AreaRelease::AddStanding(const v1::Series& series) {
  const auto found = by_id_.find(SeriesId(series));
  if (found == by_id_.end()) return absl::OkStatus();
  LiveMonths& months = cells_[found->second].months;
  ASSIGN_OR_RETURN(months, MonthsOf(series));
  for (const auto& [month, count] : months) begun_.insert(month);
  if (found->second + 1 == cells_.size() && !months.empty()) released_ = months.rbegin()->first;
  return absl::OkStatus();
}

std::vector<int64_t> AreaRelease::MonthsToRelease(int64_t last) const {
  int64_t next = last;
  if (released_) {
    next = *released_ + 1;
  } else if (!begun_.empty()) {
    next = *begun_.begin();
  }
  std::vector<int64_t> months;
  for (next = std::max(next, last - kMostMonths + 1); next <= last; ++next) months.push_back(next);
  return months;
}

void AreaRelease::Release(int64_t month, const MonthCounts& counts) {
  ReleaseTable(month, counts.opened, 0);
  ReleaseTable(month, counts.open, cells_.size() / 2);
}

void AreaRelease::ReleaseTable(int64_t month, const CountTable& table, size_t first) {
  const std::vector<bool> withheld = SuppressedCells(table, WithheldIn(month - 1, first, table.cells()));
  const bool begun = begun_.contains(month);
  for (size_t i = 0; i < table.cells(); ++i) {
    Cell& cell = cells_[first + i];
    // No series means none: it begins with its first vacancy. The one that tells of the release begins at once.
    const bool last = &cell == &cells_.back();
    if (cell.months.contains(month) || (table.At(i) == 0 && cell.months.empty() && !last)) continue;
    const bool shown = !begun && !withheld[i];
    cell.months[month] = shown ? std::optional<uint32_t>(table.At(i)) : std::nullopt;
    cell.changed = true;
    CountCell(!shown);
  }
}

std::vector<bool> AreaRelease::WithheldIn(int64_t month, size_t first, size_t count) const {
  std::vector<bool> withheld(count);
  for (size_t i = 0; i < count; ++i) {
    const auto found = cells_[first + i].months.find(month);
    withheld[i] = found != cells_[first + i].months.end() && !found->second;
  }
  return withheld;
}

std::vector<v1::Series> AreaRelease::Changed() const {
  std::vector<v1::Series> changed;
  for (const Cell& cell : cells_) {
    if (cell.changed) changed.push_back(flow_.SeriesOf(cell.key, cell.months));
  }
  return changed;
}

}  // namespace tabadul::statistics

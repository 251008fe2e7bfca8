#include "services/statistics/series/cube_filter.h"

#include <algorithm>

namespace tabadul::statistics {

CubeFilter::CubeFilter(const Snapshot& snapshot, const CubeQuery& query)
    : wanted_(snapshot.codes().dimensions()), range_(query.observations.range) {
  for (size_t i = 0; i < std::min(query.key.size(), wanted_.size()); ++i) {
    if (query.key[i].empty()) continue;
    // One at least, so that it is not empty where the dimension has no codes yet.
    wanted_[i].resize(std::max<size_t>(snapshot.codes().Size(i), 1));
    bool any = false;
    for (const std::string& code : query.key[i]) {
      if (const auto number = snapshot.codes().Find(i, code)) wanted_[i][*number] = any = true;
    }
    empty_ = empty_ || !any;
  }
  if (!query.sources.empty()) {
    sources_.resize(std::max<size_t>(snapshot.sources().size(), 1));
    bool any = false;
    for (size_t i = 0; i < snapshot.sources().size(); ++i) {
      const std::string& source = snapshot.sources()[i];
      const bool is = std::find(query.sources.begin(), query.sources.end(), source) != query.sources.end();
      if (is) sources_[i] = any = true;
    }
    empty_ = empty_ || !any;
  }
  if (query.updated_after) updated_after_ = absl::ToUnixMicros(*query.updated_after);
}

bool CubeFilter::Wants(const HeldSeries& held) const {
  if (updated_after_ && held.updated <= *updated_after_) return false;
  // In whole seconds, so at the edges too many: observations are asked later.
  return absl::FromUnixSeconds(held.begins) < range_.until &&
         absl::FromUnixSeconds(held.ends) + absl::Seconds(1) > range_.from;
}

void CubeFilter::Shown(const Block& block, Bits& rows) const {
  SetFirst(rows, block.rows());
  if (sources_.empty()) {
    if (block.has_repeats()) {
      for (size_t i = 0; i < rows.size(); ++i) rows[i] &= ~block.repeats()[i];
    }
  } else {
    bool taken = false;  // the key has a row already
    for (size_t row = 0; row < block.rows(); ++row) {
      if (!HasBit(block.repeats(), row)) taken = false;
      const bool is = !taken && sources_[block.held(row).source] != 0;
      taken = taken || is;
      if (!is) ClearBit(rows, row);
    }
  }
  if (!updated_after_ && !range_.bounded()) return;
  ForEachBit(rows, [&](size_t row) {
    if (!Wants(block.held(row))) ClearBit(rows, row);
  });
}

void CubeFilter::Keep(const Block& block, size_t dimension, Bits& rows) const {
  const std::vector<uint32_t>& codes = block.codes(dimension);
  std::vector<uint8_t> wanted(codes.size());
  for (size_t i = 0; i < codes.size(); ++i) wanted[i] = wanted_[dimension][codes[i]];
  block.Keep(dimension, wanted, rows);
}

void CubeFilter::Match(const Block& block, Bits& rows) const {
  Shown(block, rows);
  for (size_t i = 0; i < wanted_.size() && Any(rows); ++i) {
    if (Chooses(i)) Keep(block, i, rows);
  }
}

}  // namespace tabadul::statistics

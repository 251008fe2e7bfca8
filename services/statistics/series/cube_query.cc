#include "services/statistics/series/cube_query.h"

#include <utility>

namespace tabadul::statistics {

CubeCursor::CubeCursor(std::shared_ptr<const Snapshot> snapshot, const CubeQuery& query)
    : snapshot_(std::move(snapshot)),
      filter_(*snapshot_, query),
      unpacker_(snapshot_->layout(), query.observations) {
  if (filter_.empty()) block_ = snapshot_->blocks().size();
}

bool CubeCursor::NextRow() {
  const std::vector<BlockPtr>& blocks = snapshot_->blocks();
  for (; block_ < blocks.size(); ++block_, begun_ = false) {
    if (begun_) {
      ++row_;
    } else {
      filter_.Match(block(), rows_);
      row_ = 0;
      begun_ = true;
    }
    row_ = NextBit(rows_, row_, block().rows());
    if (row_ < block().rows()) return true;
  }
  return false;
}

bool CubeCursor::Read() {
  room_.Clear();
  for (size_t i = 0; i < snapshot_->codes().dimensions(); ++i) {
    room_.AddKey(snapshot_->codes().Text(i, block().code(i, row_)));
  }
  return unpacker_.Unpack(block().bytes(row_), room_);
}

bool CubeCursor::Next() {
  while (NextRow()) {
    if (!Read()) continue;
    view_ = room_.View();
    return true;
  }
  return false;
}

}  // namespace tabadul::statistics

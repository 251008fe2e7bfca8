// Changes in the form in which blocks take them. Internal to cube.cc. Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "services/statistics/series/cube.h"

namespace tabadul::statistics {

// One change, ready: codes and sources as numbers, the series packed.
struct ReadyChange {
  std::vector<uint32_t> codes;
  HeldSeries held;
  std::string bytes;
  bool removed = false;
};

struct ReadyChanges {
  std::shared_ptr<const KeyCodes> codes;                    // null: none came
  std::shared_ptr<const std::vector<std::string>> sources;  // null: none came
  std::vector<ReadyChange> changes;                         // by codes; those of one key in their order
  std::vector<size_t> refused;                              // positions
};
ReadyChanges MakeReady(absl::Span<const CubeChange> changes, const Snapshot& present);

// The blocks of a snapshot with the changes in them. `sources`: the names, with those that came.
std::vector<BlockPtr> RebuildBlocks(const std::vector<BlockPtr>& present,
                                    const std::vector<ReadyChange>& changes, size_t dimensions,
                                    const std::vector<std::string>& sources);

}  // namespace tabadul::statistics

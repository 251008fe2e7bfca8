// Questions to a snapshot of a cube: its series one after the other, and for which codes there are any.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "services/statistics/series/cube.h"
#include "services/statistics/series/cube_filter.h"
#include "services/statistics/series/packed.h"
#include "services/statistics/series/series_view.h"

namespace tabadul::statistics {

// Walks the series that a query wants in the order of keys, in constant memory. Keeps the snapshot. Not thread-safe.
class CubeCursor {
 public:
  CubeCursor(std::shared_ptr<const Snapshot> snapshot, const CubeQuery& query);
  CubeCursor(const CubeCursor&) = delete;
  CubeCursor& operator=(const CubeCursor&) = delete;

  // The next series that has an observation in the range; false: there are no more.
  bool Next();

  // Of the series that Next found; valid until the next call of it.
  const ViewedSeries& view() const { return view_; }
  std::string_view source() const { return snapshot_->sources()[held().source]; }
  uint64_t sequence() const { return held().sequence; }
  absl::Time updated() const { return absl::FromUnixMicros(held().updated); }

 private:
  const Block& block() const { return *snapshot_->blocks()[block_]; }
  const HeldSeries& held() const { return block().held(row_); }
  bool NextRow();
  bool Read();

  std::shared_ptr<const Snapshot> snapshot_;
  CubeFilter filter_;
  Unpacker unpacker_;
  ViewRoom room_;
  ViewedSeries view_;
  size_t block_ = 0, row_ = 0;
  bool begun_ = false;
  Bits rows_;  // of the block, that the filter lets through
};

// The codes of each dimension that have data.
struct Availability {
  struct Code {
    uint32_t number = 0;  // of KeyCodes
    uint64_t series = 0;
  };
  std::vector<std::vector<Code>> codes;  // by dimension, in the order of the lists
  // Of the series that the query wants, whole (also where it has a range of time).
  uint64_t series = 0, observations = 0;
  std::optional<absl::Time> begins,
      ends;  // the first period's first instant, the first one after the last period
};

enum class AvailabilityMode : uint8_t {
  kExact,  // of the series that the query wants
  kAvailable,  // of each dimension, of those that it would want without its own codes for that dimension (SDMX REST)
};
// From the sets of rows of the blocks: no observation is read, unless the query has a range of time.
Availability Available(const Snapshot& snapshot, const CubeQuery& query, AvailabilityMode mode);

}  // namespace tabadul::statistics

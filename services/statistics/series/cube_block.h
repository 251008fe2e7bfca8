// Some hundred series of a cube that follow each other in the order of keys: their codes by dimension with the sets of rows
// that have each, what is known of each series, and its packed bytes. A change makes a new block from the old one's rows.
// Immutable: thread-safe. Internal to cube.h.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "services/statistics/series/bits.h"

namespace tabadul::statistics {

// Of a series, beside its key and bytes.
struct HeldSeries {
  uint64_t sequence = 0;
  int64_t updated = 0;           // microseconds since 1970
  int64_t begins = 0, ends = 0;  // seconds since 1970, of the first period and of the last
  uint32_t source = 0;           // number among the cube's sources
  uint32_t rank = 0;
  uint32_t observations = 0;
};

// A series on its way into a block. Points to what outlives the block's making.
struct BlockRow {
  const uint32_t* codes = nullptr;  // one for each dimension
  HeldSeries held;
  std::string_view bytes;
};

class Block {
 public:
  // `rows`: at least one, sorted by codes; those of one key in the order in which they are preferred.
  Block(size_t dimensions, absl::Span<const BlockRow> rows);

  size_t rows() const { return held_.size(); }
  size_t words() const { return words_; }
  const HeldSeries& held(size_t row) const { return held_[row]; }
  std::string_view bytes(size_t row) const {
    return std::string_view(arena_).substr(begins_[row], begins_[row + 1] - begins_[row]);
  }
  uint32_t code(size_t dimension, size_t row) const {
    return dimensions_[dimension].codes[dimensions_[dimension].local[row]];
  }
  // Rows whose key is that of the row before: another source's.
  const Bits& repeats() const { return repeats_; }
  bool has_repeats() const { return has_repeats_; }
  uint64_t observations() const { return observations_; }
  // Of all rows: the least begins, the greatest ends.
  int64_t begins() const { return first_begins_; }
  int64_t ends() const { return last_ends_; }
  size_t memory() const;

  // The codes of a dimension that are in the block, rising; and of each the rows.
  const std::vector<uint32_t>& codes(size_t dimension) const { return dimensions_[dimension].codes; }
  // Takes away the rows whose code is none of `wanted` (by place in codes()).
  void Keep(size_t dimension, const std::vector<uint8_t>& wanted, Bits& rows) const;
  // Adds to `counts` (by place in codes()) how many of `rows` have each code.
  void CountCodes(size_t dimension, const Bits& rows, std::vector<uint32_t>& counts) const;

 private:
  // Of more codes than this no sets are kept: a walk over the rows costs less, and less room.
  static constexpr size_t kMostSets = 32;
  struct Dimension {
    std::vector<uint32_t> codes;
    std::vector<uint16_t> local;  // by row: the place of its code
    std::vector<uint64_t> sets;   // words_ for each code; empty if there are none
  };
  Dimension MakeDimension(size_t dimension, absl::Span<const BlockRow> rows) const;

  size_t words_;
  std::vector<Dimension> dimensions_;
  std::vector<HeldSeries> held_;
  std::vector<uint32_t> begins_;  // in arena_; one more than rows
  std::string arena_;
  Bits repeats_;
  bool has_repeats_ = false;
  uint64_t observations_ = 0;
  int64_t first_begins_ = std::numeric_limits<int64_t>::max(),
          last_ends_ = std::numeric_limits<int64_t>::min();
};

using BlockPtr = std::shared_ptr<const Block>;

}  // namespace tabadul::statistics

// A query seen through a snapshot: which rows of its blocks are wanted. Internal to cube_query.h but for CubeQuery. Immutable:
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/statistics/series/cube.h"
#include "services/statistics/series/packed.h"

namespace tabadul::statistics {

struct CubeQuery {
  // By dimension the codes that are wanted; none of a dimension: all. No dimension has more: all.
  std::vector<std::vector<std::string>> key;
  std::vector<std::string> sources;         // none: all
  std::optional<absl::Time> updated_after;  // series whose last change is later, whole
  ObservationChoice observations;
};

class CubeFilter {
 public:
  CubeFilter(const Snapshot& snapshot, const CubeQuery& query);

  // Whether it names no code and no source that there is: then nothing is wanted.
  bool empty() const { return empty_; }
  // Whether it wants certain codes of the dimension.
  bool Chooses(size_t dimension) const { return !wanted_[dimension].empty(); }

  // The shown rows that are wanted, whatever their codes.
  void Shown(const Block& block, Bits& rows) const;
  // Takes away the rows whose code of the dimension is not wanted.
  void Keep(const Block& block, size_t dimension, Bits& rows) const;
  // Both, of all dimensions.
  void Match(const Block& block, Bits& rows) const;

 private:
  bool Wants(const HeldSeries& held) const;

  std::vector<std::vector<uint8_t>> wanted_;  // by dimension and number of the code; empty: all
  std::vector<uint8_t> sources_;              // by number; empty: all
  std::optional<int64_t> updated_after_;
  TimeRange range_;
  bool empty_ = false;
};

}  // namespace tabadul::statistics

// Available: block by block, sets of rows against sets of rows.
#include <algorithm>
#include <limits>
#include <utility>

#include "services/statistics/series/cube_query.h"

namespace tabadul::statistics {
namespace {

class Counter {
 public:
  Counter(const Snapshot& snapshot, const CubeQuery& query, AvailabilityMode mode)
      : snapshot_(snapshot),
        filter_(snapshot, query),
        mode_(mode),
        range_(query.observations.range.bounded()),
        unpacker_(snapshot.layout(),
                  {.range = query.observations.range, .observations = false, .attributes = false}) {
    for (size_t i = 0; i < dimensions(); ++i) counts_.emplace_back(snapshot.codes().Size(i));
    kept_.resize(dimensions());
  }

  Availability Count() {
    for (const BlockPtr& block : snapshot_.blocks()) CountBlock(*block);
    Availability available = std::move(sum_);
    for (size_t i = 0; i < dimensions(); ++i) {
      auto& codes = available.codes.emplace_back();
      for (uint32_t number = 0; number < counts_[i].size(); ++number) {
        if (counts_[i][number] > 0) codes.push_back({number, counts_[i][number]});
      }
    }
    if (available.series > 0) {
      available.begins = absl::FromUnixSeconds(begins_);
      available.ends = absl::FromUnixSeconds(ends_);
    }
    return available;
  }

 private:
  size_t dimensions() const { return snapshot_.codes().dimensions(); }

  void CountBlock(const Block& block) {
    filter_.Shown(block, shown_);
    if (range_) KeepThoseInRange(block, shown_);
    all_ = shown_;
    for (size_t i = 0; i < dimensions(); ++i) {
      if (!filter_.Chooses(i)) continue;
      kept_[i] = shown_;
      filter_.Keep(block, i, kept_[i]);
      And(all_, kept_[i]);
    }
    if (mode_ == AvailabilityMode::kExact && !Any(all_)) return;
    for (size_t i = 0; i < dimensions(); ++i) CountDimension(block, i);
    Sum(block);
  }

  void KeepThoseInRange(const Block& block, Bits& rows) {
    ForEachBit(rows, [&](size_t row) {
      if (!unpacker_.Unpack(block.bytes(row), room_)) ClearBit(rows, row);
    });
  }

  void CountDimension(const Block& block, size_t dimension) {
    const Bits* rows = &all_;
    if (mode_ == AvailabilityMode::kAvailable && filter_.Chooses(dimension)) {
      others_ = shown_;
      for (size_t i = 0; i < dimensions(); ++i) {
        if (i != dimension && filter_.Chooses(i)) And(others_, kept_[i]);
      }
      rows = &others_;
    }
    if (!Any(*rows)) return;
    block.CountCodes(dimension, *rows, in_block_);
    const std::vector<uint32_t>& codes = block.codes(dimension);
    for (size_t i = 0; i < codes.size(); ++i) counts_[dimension][codes[i]] += in_block_[i];
  }

  void Sum(const Block& block) {
    const size_t rows = statistics::Count(all_);
    sum_.series += rows;
    if (rows == block.rows()) {
      Extend(block.observations(), block.begins(), block.ends());
    } else {
      ForEachBit(all_, [&](size_t row) {
        const HeldSeries& held = block.held(row);
        Extend(held.observations, held.begins, held.ends);
      });
    }
  }

  void Extend(uint64_t observations, int64_t begins, int64_t ends) {
    sum_.observations += observations;
    begins_ = std::min(begins_, begins);
    ends_ = std::max(ends_, ends);
  }

  const Snapshot& snapshot_;
  const CubeFilter filter_;
  const AvailabilityMode mode_;
  const bool range_;
  Unpacker unpacker_;
  ViewRoom room_;  // stays empty
  Availability sum_;
  int64_t begins_ = std::numeric_limits<int64_t>::max(), ends_ = std::numeric_limits<int64_t>::min();
  std::vector<std::vector<uint64_t>> counts_;  // by dimension and code
  // Of one block.
  Bits shown_, all_, others_;
  std::vector<Bits> kept_;  // by dimension: what its own codes leave of shown_
  std::vector<uint32_t> in_block_;
};

}  // namespace

Availability Available(const Snapshot& snapshot, const CubeQuery& query, AvailabilityMode mode) {
  return Counter(snapshot, query, mode).Count();
}

}  // namespace tabadul::statistics

// The series of one dataflow in memory, to be read: every query of SDMX REST is answered from here.
//
// Series stand in the order of their keys (codes in the order of their lists) in blocks of some hundred. A snapshot is a list of
// blocks and never changes; a change makes new blocks for those that it touches and a new snapshot that shares all others. So
// readers need no lock, see one state from begin to end, and hold the memory of what they look at alone.
//
// Several sources may have the same key. Shown is the one of the lowest rank, of equal ranks the first by name: what others
// push never takes its place, and so no reader sees values of two sources take turns. A query may name the sources that it
// wants (the provider of SDMX REST); then these alone are looked at.
//
// Cube is thread-safe: any number of readers, and writers one after the other. Snapshot is immutable.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/statistics/series/cube_block.h"
#include "services/statistics/series/key_codes.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

class Snapshot {
 public:
  const Layout& layout() const { return *codes_->layout(); }
  // Of all sources.
  uint64_t series() const { return series_; }
  uint64_t observations() const { return observations_; }
  size_t memory() const;  // bytes, of the blocks

  const KeyCodes& codes() const { return *codes_; }
  const std::vector<std::string>& sources() const { return *sources_; }
  const std::vector<BlockPtr>& blocks() const { return blocks_; }

 private:
  friend class Cube;
  std::shared_ptr<const KeyCodes> codes_;
  std::shared_ptr<const std::vector<std::string>> sources_;
  std::vector<BlockPtr> blocks_;  // by key; all rows of a key stand in one
  uint64_t series_ = 0, observations_ = 0;
};

struct CubeChange {
  std::string source;
  std::vector<std::string> key;
  const v1::Series* series = nullptr;  // valid, of the cube's dataflow, of that key; null: it is removed
  uint32_t rank = 0;                   // of the source for this key
  // Of the change in the source's feed, rising. What is not above that of what stands is old, and is left out.
  uint64_t sequence = 0;
  absl::Time time;
};

class Cube {
 public:
  // Empty. Another layout (codes that came or went, other components) needs a new cube.
  explicit Cube(std::shared_ptr<const Layout> layout);

  std::shared_ptr<const Snapshot> snapshot() const;

  // In their order, as one: readers see all of them or none. Returns the positions of those that the layout does not take
  // (codes, attributes); they are left out.
  std::vector<size_t> Apply(absl::Span<const CubeChange> changes);

 private:
  absl::Mutex writing_;  // held while a snapshot is made from the present one
  mutable absl::Mutex mutex_ ABSL_ACQUIRED_AFTER(writing_);
  std::shared_ptr<const Snapshot> snapshot_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::statistics

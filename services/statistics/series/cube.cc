#include "services/statistics/series/cube.h"

#include <utility>

#include "services/statistics/series/cube_changes.h"

namespace tabadul::statistics {

size_t Snapshot::memory() const {
  size_t bytes = 0;
  for (const BlockPtr& block : blocks_) bytes += block->memory();
  return bytes;
}

Cube::Cube(std::shared_ptr<const Layout> layout) {
  auto empty = std::make_shared<Snapshot>();
  empty->codes_ = std::make_shared<const KeyCodes>(std::move(layout));
  empty->sources_ = std::make_shared<const std::vector<std::string>>();
  snapshot_ = std::move(empty);
}

std::shared_ptr<const Snapshot> Cube::snapshot() const {
  absl::MutexLock lock(&mutex_);
  return snapshot_;
}

std::vector<size_t> Cube::Apply(absl::Span<const CubeChange> changes) {
  absl::MutexLock writing(&writing_);
  const std::shared_ptr<const Snapshot> present = snapshot();
  ReadyChanges ready = MakeReady(changes, *present);
  auto next = std::make_shared<Snapshot>();
  next->codes_ = ready.codes ? std::move(ready.codes) : present->codes_;
  next->sources_ = ready.sources ? std::move(ready.sources) : present->sources_;
  next->blocks_ = RebuildBlocks(present->blocks_, ready.changes, next->codes_->dimensions(), *next->sources_);
  for (const BlockPtr& block : next->blocks_) {
    next->series_ += block->rows();
    next->observations_ += block->observations();
  }
  absl::MutexLock lock(&mutex_);
  snapshot_ = std::move(next);
  return std::move(ready.refused);
}

}  // namespace tabadul::statistics

// Blocks from the rows of former blocks and changes.
#include <algorithm>
#include <iterator>
#include <utility>

#include "services/statistics/series/cube_changes.h"

namespace tabadul::statistics {
namespace {

// A block is at most of this size, but for a key that has more; one that is larger is cut into blocks of the smaller size, so
// that each can grow.
constexpr size_t kMostRows = 512, kRowsOfCut = 384;
constexpr size_t kMostBytes = 256 << 10, kBytesOfCut = 192 << 10;
// A block of fewer rows takes in the next one.
constexpr size_t kFewRows = 128;

using Change = const ReadyChange*;

class Rebuilder {
 public:
  Rebuilder(size_t dimensions, const std::vector<std::string>& sources)
      : dimensions_(dimensions), sources_(sources) {}

  // Adds the rows of `block` (null: none) with the changes in them.
  void Add(const Block* block, Change begin, Change end) {
    size_t row = 0;
    const size_t rows = block != nullptr ? block->rows() : 0;
    std::vector<uint32_t> codes(dimensions_), next(dimensions_);
    while (row < rows || begin != end) {
      // The lesser key of the two.
      if (row < rows) ReadCodes(*block, row, codes);
      const bool changed = begin != end && (row == rows || begin->codes <= codes);
      if (changed) codes = begin->codes;
      std::vector<BlockRow> group;  // of that key
      const uint32_t* const kept = Keep(codes);
      for (; row < rows; ++row) {
        ReadCodes(*block, row, next);
        if (next != codes) break;
        group.push_back({kept, block->held(row), block->bytes(row)});
      }
      for (; begin != end && begin->codes == codes; ++begin) Apply(*begin, kept, group);
      if (changed) Sort(group);
      rows_.insert(rows_.end(), group.begin(), group.end());
    }
  }
  size_t rows() const { return rows_.size(); }

  // Makes blocks of what was added.
  void Cut(std::vector<BlockPtr>& blocks) {
    size_t bytes = 0;
    for (const BlockRow& row : rows_) bytes += row.bytes.size();
    const bool one = rows_.size() <= kMostRows && bytes <= kMostBytes;
    for (size_t begin = 0; begin < rows_.size();) {
      const size_t end = one ? rows_.size() : EndOfCut(begin);
      blocks.push_back(
          std::make_shared<const Block>(dimensions_, absl::MakeConstSpan(rows_).subspan(begin, end - begin)));
      begin = end;
    }
    rows_.clear();
    kept_.clear();
  }

 private:
  static void ReadCodes(const Block& block, size_t row, std::vector<uint32_t>& codes) {
    for (size_t i = 0; i < codes.size(); ++i) codes[i] = block.code(i, row);
  }

  const uint32_t* Keep(const std::vector<uint32_t>& codes) {
    kept_.push_back(codes);
    return kept_.back().data();
  }

  static void Apply(const ReadyChange& change, const uint32_t* codes, std::vector<BlockRow>& group) {
    const auto held = std::find_if(group.begin(), group.end(), [&](const BlockRow& row) {
      return row.held.source == change.held.source;
    });
    const bool there = held != group.end();
    if (there && change.held.sequence <= held->held.sequence) return;
    if (there) group.erase(held);
    if (!change.removed) group.push_back({codes, change.held, change.bytes});
  }

  void Sort(std::vector<BlockRow>& group) const {
    std::sort(group.begin(), group.end(), [this](const BlockRow& a, const BlockRow& b) {
      if (a.held.rank != b.held.rank) return a.held.rank < b.held.rank;
      return sources_[a.held.source] < sources_[b.held.source];
    });
  }

  // Between two keys.
  size_t EndOfCut(size_t begin) const {
    size_t end = begin, bytes = 0;
    while (end < rows_.size() && end - begin < kRowsOfCut && bytes < kBytesOfCut)
      bytes += rows_[end++].bytes.size();
    while (end < rows_.size() &&
           std::equal(rows_[end].codes, rows_[end].codes + dimensions_, rows_[end - 1].codes)) {
      ++end;
    }
    return end;
  }

  const size_t dimensions_;
  const std::vector<std::string>& sources_;
  std::vector<BlockRow> rows_;
  std::vector<std::vector<uint32_t>> kept_;  // the keys that rows_ points into
};

// Whether the change comes before the block's first key.
bool IsBefore(const ReadyChange& change, const Block& block) {
  for (size_t i = 0; i < change.codes.size(); ++i) {
    if (change.codes[i] != block.code(i, 0)) return change.codes[i] < block.code(i, 0);
  }
  return false;
}

}  // namespace

std::vector<BlockPtr> RebuildBlocks(const std::vector<BlockPtr>& present,
                                    const std::vector<ReadyChange>& changes, size_t dimensions,
                                    const std::vector<std::string>& sources) {
  std::vector<BlockPtr> blocks;
  blocks.reserve(present.size() + changes.size() / kRowsOfCut + 1);
  Rebuilder rebuilder(dimensions, sources);
  Change change = changes.data();
  Change const last = change + changes.size();
  if (present.empty()) rebuilder.Add(nullptr, change, last);
  for (size_t i = 0; i < present.size(); ++i) {
    Change end = last;
    if (i + 1 < present.size()) {
      end = std::partition_point(change, last,
                                 [&](const ReadyChange& c) { return IsBefore(c, *present[i + 1]); });
    }
    if (change == end && rebuilder.rows() == 0) {
      blocks.push_back(present[i]);
      continue;
    }
    rebuilder.Add(present[i].get(), change, end);
    change = end;
    if (rebuilder.rows() >= kFewRows) rebuilder.Cut(blocks);
  }
  rebuilder.Cut(blocks);
  return blocks;
}

}  // namespace tabadul::statistics

#include "services/statistics/series/cube_block.h"

#include <algorithm>
#include <numeric>

namespace tabadul::statistics {
namespace {

template <class Container>
size_t Room(const Container& container) {
  return container.capacity() * sizeof(typename Container::value_type);
}

}  // namespace

Block::Block(size_t dimensions, absl::Span<const BlockRow> rows)
    : words_(WordsFor(rows.size())), repeats_(words_, 0) {
  dimensions_.reserve(dimensions);
  for (size_t i = 0; i < dimensions; ++i) dimensions_.push_back(MakeDimension(i, rows));
  held_.reserve(rows.size());
  begins_.reserve(rows.size() + 1);
  arena_.reserve(std::accumulate(rows.begin(), rows.end(), size_t{0},
                                 [](size_t bytes, const BlockRow& row) { return bytes + row.bytes.size(); }));
  for (size_t i = 0; i < rows.size(); ++i) {
    held_.push_back(rows[i].held);
    begins_.push_back(static_cast<uint32_t>(arena_.size()));
    arena_ += rows[i].bytes;
    observations_ += rows[i].held.observations;
    first_begins_ = std::min(first_begins_, rows[i].held.begins);
    last_ends_ = std::max(last_ends_, rows[i].held.ends);
    if (i > 0 && std::equal(rows[i].codes, rows[i].codes + dimensions, rows[i - 1].codes)) {
      SetBit(repeats_, i);
      has_repeats_ = true;
    }
  }
  begins_.push_back(static_cast<uint32_t>(arena_.size()));
}

Block::Dimension Block::MakeDimension(size_t dimension, absl::Span<const BlockRow> rows) const {
  std::vector<uint32_t> codes;
  codes.reserve(rows.size());
  for (const BlockRow& row : rows) codes.push_back(row.codes[dimension]);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());

  Dimension made;
  made.codes.assign(codes.begin(), codes.end());  // without the room of the rest
  made.local.reserve(rows.size());
  for (const BlockRow& row : rows) {
    const auto place = std::lower_bound(made.codes.begin(), made.codes.end(), row.codes[dimension]);
    made.local.push_back(static_cast<uint16_t>(place - made.codes.begin()));
  }
  if (made.codes.size() == 1 || made.codes.size() > kMostSets) return made;
  made.sets.resize(made.codes.size() * words_);
  for (size_t row = 0; row < rows.size(); ++row) {
    made.sets[made.local[row] * words_ + row / kWordBits] |= uint64_t{1} << row % kWordBits;
  }
  return made;
}

void Block::Keep(size_t dimension, const std::vector<uint8_t>& wanted, Bits& rows) const {
  const Dimension& of = dimensions_[dimension];
  const size_t count = static_cast<size_t>(std::count(wanted.begin(), wanted.end(), 1));
  if (count == of.codes.size()) return;
  if (count == 0) {
    std::fill(rows.begin(), rows.end(), 0);
  } else if (of.sets.empty()) {
    ForEachBit(rows, [&](size_t row) {
      if (wanted[of.local[row]] == 0) ClearBit(rows, row);
    });
  } else {
    for (size_t word = 0; word < words_; ++word) {
      uint64_t any = 0;
      for (size_t code = 0; code < wanted.size(); ++code) {
        if (wanted[code] != 0) any |= of.sets[code * words_ + word];
      }
      rows[word] &= any;
    }
  }
}

void Block::CountCodes(size_t dimension, const Bits& rows, std::vector<uint32_t>& counts) const {
  const Dimension& of = dimensions_[dimension];
  counts.assign(of.codes.size(), 0);
  if (of.codes.size() == 1) {
    counts[0] = static_cast<uint32_t>(Count(rows));
  } else if (of.sets.empty()) {
    ForEachBit(rows, [&](size_t row) { ++counts[of.local[row]]; });
  } else {
    for (size_t code = 0; code < counts.size(); ++code) {
      counts[code] = static_cast<uint32_t>(CountCommon(rows, &of.sets[code * words_]));
    }
  }
}

size_t Block::memory() const {
  size_t bytes =
      sizeof(*this) + Room(held_) + Room(begins_) + arena_.capacity() + Room(repeats_) + Room(dimensions_);
  for (const Dimension& dimension : dimensions_) {
    bytes += Room(dimension.codes) + Room(dimension.local) + Room(dimension.sets);
  }
  return bytes;
}

}  // namespace tabadul::statistics

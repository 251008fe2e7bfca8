// Sets of rows of a block, as bits. Small enough for loops without a library: a block has some hundred rows, so a set is
// eight words, and an intersection with its count some nanoseconds.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tabadul::statistics {

using Bits = std::vector<uint64_t>;

inline constexpr size_t kWordBits = 64;
inline size_t WordsFor(size_t rows) { return (rows + kWordBits - 1) / kWordBits; }

inline void SetBit(Bits& bits, size_t row) { bits[row / kWordBits] |= uint64_t{1} << row % kWordBits; }
inline void ClearBit(Bits& bits, size_t row) { bits[row / kWordBits] &= ~(uint64_t{1} << row % kWordBits); }
inline bool HasBit(const Bits& bits, size_t row) {
  return (bits[row / kWordBits] >> row % kWordBits & 1) != 0;
}

inline void SetFirst(Bits& bits, size_t rows) {
  bits.assign(WordsFor(rows), ~uint64_t{0});
  if (rows % kWordBits != 0) bits.back() = (uint64_t{1} << rows % kWordBits) - 1;
}
inline void And(Bits& bits, const Bits& other) {
  for (size_t i = 0; i < bits.size(); ++i) bits[i] &= other[i];
}
inline bool Any(const Bits& bits) {
  uint64_t all = 0;
  for (const uint64_t word : bits) all |= word;
  return all != 0;
}
inline size_t Count(const Bits& bits) {
  size_t count = 0;
  for (const uint64_t word : bits) count += static_cast<size_t>(std::popcount(word));
  return count;
}
// How many of `bits` stand in the words at `other` too.
inline size_t CountCommon(const Bits& bits, const uint64_t* other) {
  size_t count = 0;
  for (size_t i = 0; i < bits.size(); ++i) count += static_cast<size_t>(std::popcount(bits[i] & other[i]));
  return count;
}
// The first row from `row` on, or `rows`.
inline size_t NextBit(const Bits& bits, size_t row, size_t rows) {
  while (row < rows) {
    const uint64_t word = bits[row / kWordBits] >> row % kWordBits;
    if (word != 0) return row + static_cast<size_t>(std::countr_zero(word));
    row = (row / kWordBits + 1) * kWordBits;
  }
  return rows;
}

template <class Visit>
void ForEachBit(const Bits& bits, const Visit& visit) {
  for (size_t i = 0; i < bits.size(); ++i) {
    for (uint64_t word = bits[i]; word != 0; word &= word - 1) {
      visit(i * kWordBits + static_cast<size_t>(std::countr_zero(word)));
    }
  }
}

}  // namespace tabadul::statistics

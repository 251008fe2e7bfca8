// Finding words by a spelling with one or two mistakes: Damerau-Levenshtein distance, and an index of words by what is
// left of their beginnings when letters are deleted (a mistake in either word is undone by deleting on both sides).
// Internal to lib/search; not thread-safe. Words are strings of one byte a letter.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tabadul::search {

// Insertions, deletions, replacements and swaps of neighbours that make one of the other; more than `limit`: limit + 1.
int EditDistance(std::string_view a, std::string_view b, int limit);

class DeletionIndex {
 public:
  using WordId = uint32_t;

  // `salt` parts words that must not meet (scripts). A word is removed by what it was added with.
  void Add(WordId id, std::string_view word, uint32_t salt);
  void Remove(WordId id, std::string_view word, uint32_t salt);

  // Appends every word within `distance` (1 or 2) of `word` to `found`, others too, each any number of times. At
  // distance 2 only words of at least kFarLetters letters.
  void Find(std::string_view word, uint32_t salt, int distance, std::vector<WordId>& found) const;

  size_t entries() const { return used_; }
  size_t bytes() const { return nodes_.capacity() * sizeof(Node) + heads_.capacity() * sizeof(uint32_t); }

  static constexpr size_t kFarLetters = 6;

 private:
  // Chains by hash, in one vector.
  struct Node {
    uint32_t key;
    WordId id;
    uint32_t next;
  };
  static constexpr uint32_t kEnd = ~uint32_t{0};

  void Insert(uint32_t key, WordId id);
  void Erase(uint32_t key, WordId id);
  void Collect(uint32_t key, std::vector<WordId>& found) const;
  uint32_t& HeadOf(uint32_t key);
  void Grow();

  std::vector<uint32_t> heads_ = std::vector<uint32_t>(64, kEnd);  // a power of two
  std::vector<Node> nodes_;
  uint32_t free_ = kEnd;
  size_t used_ = 0;
};

}  // namespace tabadul::search

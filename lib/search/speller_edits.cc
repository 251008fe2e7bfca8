#include "lib/search/speller_edits.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tabadul::search {
namespace {

constexpr size_t kPerChain = 2;
constexpr size_t kPrefix = 7;  // letters: mistakes behind them are seen by comparing

uint32_t Hash(std::string_view letters, uint32_t salt) {
  uint64_t hash = (salt + 1) * 0x9E3779B97F4A7C15ULL;
  for (const char c : letters) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9ULL;
  return static_cast<uint32_t>(hash >> 32);
}

// What two deletions left is kept apart from what fewer did, so that the common search, for one mistake, does not meet
// it.
uint32_t Far(uint32_t key) { return (key ^ 0x5bd1e995U) * 0x9E3779B1U; }

// Hashes of the word's beginning without up to one letter, and without two.
struct Deletions {
  std::vector<uint32_t> near, far;
};

void SortUnique(std::vector<uint32_t>& keys) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
}

Deletions DeletionsOf(std::string_view word, uint32_t salt, bool far) {
  const std::string_view prefix = word.substr(0, kPrefix);
  std::array<char, kPrefix> rest;
  const auto hash_without = [&](size_t a, size_t b) {
    size_t length = 0;
    for (size_t i = 0; i < prefix.size(); ++i) {
      if (i != a && i != b) rest[length++] = prefix[i];
    }
    return Hash({rest.data(), length}, salt);
  };
  Deletions keys;
  keys.near.push_back(Hash(prefix, salt));
  for (size_t i = 0; i < prefix.size(); ++i) {
    keys.near.push_back(hash_without(i, i));
    for (size_t j = i + 1; far && j < prefix.size(); ++j) keys.far.push_back(hash_without(i, j));
  }
  SortUnique(keys.near);
  SortUnique(keys.far);
  return keys;
}

}  // namespace

int EditDistance(std::string_view a, std::string_view b, int limit) {
  constexpr size_t kLongest = 63;
  if (std::abs(static_cast<int>(a.size()) - static_cast<int>(b.size())) > limit) return limit + 1;
  if (std::max(a.size(), b.size()) > kLongest) return a == b ? 0 : limit + 1;
  std::array<std::array<int, kLongest + 1>, 3> rows;
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& before = rows[(i + 1) % 3];
    int best = row[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      int cost = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost = std::min(cost, before[j - 2] + 1);
      row[j] = cost;
      best = std::min(best, cost);
    }
    if (best > limit) return limit + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

void DeletionIndex::Add(WordId id, std::string_view word, uint32_t salt) {
  const Deletions keys = DeletionsOf(word, salt, word.size() >= kFarLetters);
  for (const uint32_t key : keys.near) Insert(key, id);
  for (const uint32_t key : keys.far) Insert(Far(key), id);
}

void DeletionIndex::Remove(WordId id, std::string_view word, uint32_t salt) {
  const Deletions keys = DeletionsOf(word, salt, word.size() >= kFarLetters);
  for (const uint32_t key : keys.near) Erase(key, id);
  for (const uint32_t key : keys.far) Erase(Far(key), id);
}

void DeletionIndex::Find(std::string_view word, uint32_t salt, int distance,
                         std::vector<WordId>& found) const {
  const Deletions keys = DeletionsOf(word, salt, distance > 1);
  for (const uint32_t key : keys.near) {
    Collect(key, found);
    if (distance > 1) Collect(Far(key), found);
  }
  for (const uint32_t key : keys.far) {
    Collect(key, found);
    Collect(Far(key), found);
  }
}

uint32_t& DeletionIndex::HeadOf(uint32_t key) { return heads_[key & (heads_.size() - 1)]; }

void DeletionIndex::Insert(uint32_t key, WordId id) {
  if (used_ >= kPerChain * heads_.size()) Grow();
  uint32_t& head = HeadOf(key);
  const Node node{key, id, head};
  if (free_ == kEnd) {
    if (nodes_.size() == nodes_.capacity()) nodes_.reserve(nodes_.size() + nodes_.size() / 8 + 64);
    head = static_cast<uint32_t>(nodes_.size());
    nodes_.push_back(node);
  } else {
    head = free_;
    free_ = nodes_[head].next;
    nodes_[head] = node;
  }
  ++used_;
}

void DeletionIndex::Erase(uint32_t key, WordId id) {
  for (uint32_t* link = &HeadOf(key); *link != kEnd; link = &nodes_[*link].next) {
    const uint32_t at = *link;
    if (nodes_[at].key != key || nodes_[at].id != id) continue;
    *link = nodes_[at].next;
    nodes_[at].next = free_;
    free_ = at;
    --used_;
    return;
  }
}

void DeletionIndex::Grow() {
  std::vector<uint32_t> old(heads_.size() * 2, kEnd);
  old.swap(heads_);
  for (uint32_t at : old) {
    while (at != kEnd) {
      const uint32_t next = nodes_[at].next;
      uint32_t& head = HeadOf(nodes_[at].key);
      nodes_[at].next = head;
      head = at;
      at = next;
    }
  }
}

void DeletionIndex::Collect(uint32_t key, std::vector<WordId>& found) const {
  for (uint32_t at = heads_[key & (heads_.size() - 1)]; at != kEnd; at = nodes_[at].next) {
    if (nodes_[at].key == key) found.push_back(nodes_[at].id);
  }
}

}  // namespace tabadul::search

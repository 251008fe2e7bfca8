// Documents as weighted features, compared with a query by the cosine of their TF-IDF vectors. Documents grow
// and are added at any time. Reading (Score) is thread-safe while nobody writes; the owner locks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace tabadul::taxonomy {

class VectorIndex {
 public:
  // `pivot`: how much a long document is held against itself; 1 is the cosine, 0 not at all.
  explicit VectorIndex(float pivot = 1) : pivot_(pivot) {}

  // Adds features to document `document`; documents up to it come into being.
  void Add(uint32_t document, std::span<const uint64_t> features);
  // Takes the rarity of features as it is by now: after many documents were added.
  void Weigh();

  // A query's weighted features, of length 1; those that no document has are left out.
  struct Part {
    uint32_t feature = 0;
    float weight = 0;
  };
  std::vector<Part> Weights(std::span<const uint64_t> features) const;
  // The cosine of every document with the query, into `scores`.
  void Score(std::span<const Part> query, std::vector<float>& scores) const;

  // The hash that a part's number stands for.
  uint64_t HashOf(uint32_t feature) const { return hashes_[feature]; }

  size_t size() const { return norms_.size(); }

 private:
  struct Posting {
    uint32_t document = 0;
    float weight = 0;  // 1 + log of how often
  };
  float Rarity(uint32_t feature) const;
  float NormOf(double squares) const;

  float pivot_;
  absl::flat_hash_map<uint64_t, uint32_t> numbers_;  // of features
  std::vector<uint64_t> hashes_;                     // by number
  std::vector<std::vector<Posting>> postings_;       // by feature; rising by document
  std::vector<double> squares_;                      // by document: of its weights
  std::vector<float> norms_;                         // by document
  double mean_norm_ = 0;
};

}  // namespace tabadul::taxonomy

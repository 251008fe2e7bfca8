// What the linker and the coder have to beat: character 2- to 4-grams of the lower-cased text, TF-IDF, cosine;
// each concept at its best label. Nothing of lib/taxonomy in it, so that a mistake there does not hide.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tests/bench/judgements.h"

namespace tabadul::bench {

class GramBaseline {
 public:
  explicit GramBaseline(const std::vector<Title>& labels);
  // The concepts, best first; those of equal score in the order of their labels. At most `limit`.
  std::vector<std::string> Rank(const std::string& text, size_t limit) const;

 private:
  using Counts = std::unordered_map<std::string, double>;
  static Counts GramsOf(const std::string& text);

  std::vector<std::string> concepts_;
  std::vector<size_t> concept_of_;                                                   // by label
  std::unordered_map<std::string, std::vector<std::pair<size_t, double>>> weights_;  // label and weight
  std::unordered_map<std::string, double> rarity_;
};

}  // namespace tabadul::bench

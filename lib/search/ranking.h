// BM25F: how well a document fits the words of a query. Internal to lib/search.
#pragma once

#include <span>
#include <vector>

#include "lib/search/continuation.h"
#include "lib/search/index.h"
#include "lib/search/segment.h"

namespace tabadul::search {

// The same numbers give the same score to the last bit, in every process: pages depend on it.
class Ranking {
 public:
  Ranking(const std::vector<Schema::Field>& fields, const Statistics& statistics);

  // The part of a score that one word brings, given its occurrences in a document of these field lengths.
  class Word {
   public:
    Word(const Ranking& ranking, size_t word, std::span<const uint32_t> lengths)
        : ranking_(ranking), word_(word), lengths_(lengths) {}
    void Add(const Posting& posting);
    double Score() const;

   private:
    const Ranking& ranking_;
    const size_t word_;
    const std::span<const uint32_t> lengths_;
    double frequency_ = 0;  // weighted
  };

 private:
  struct Field {
    double weight;
    double fixed;     // 1 - b
    double per_word;  // b / average length
  };
  std::vector<Field> fields_;
  std::vector<double> rarity_;  // by word
};

}  // namespace tabadul::search

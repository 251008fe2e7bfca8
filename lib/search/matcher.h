// Which documents of a segment hold every word of a query. Internal to lib/search. Not thread-safe.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "lib/search/ranking.h"
#include "lib/search/segment.h"

namespace tabadul::search {

inline constexpr Slot kNoSlot = std::numeric_limits<Slot>::max();

// One word: the postings of all terms that it may be indexed by.
class WordCursor {
 public:
  WordCursor(const Segment& segment, std::span<const TermId> any_of);

  // The first document at or after `slot` with the word, or kNoSlot. `slot` never goes back.
  Slot Seek(Slot slot);
  size_t postings() const { return postings_; }
  // The word's occurrences in the document that Seek found.
  void Collect(Slot slot, Ranking::Word& word);

 private:
  std::vector<std::span<const Posting>> lists_;  // what is left of each
  size_t postings_ = 0;
};

class Matcher {
 public:
  // Without words, every document.
  Matcher(const Segment& segment, std::span<const std::vector<TermId>> words);

  // The next live document, or kNoSlot.
  Slot Next();
  double Score(Slot slot, const Ranking& ranking);

 private:
  Slot NextWithWords();

  const Segment& segment_;
  std::vector<WordCursor> words_;  // in the query's order: so scores add up alike everywhere
  std::vector<size_t> rarest_first_;
  Slot from_ = 0;
};

}  // namespace tabadul::search

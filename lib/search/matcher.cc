#include "lib/search/matcher.h"

#include <algorithm>
#include <numeric>

namespace tabadul::search {
namespace {

// What is left of the list from `slot` on: by doubling steps, then halving ones.
std::span<const Posting> SkipTo(std::span<const Posting> list, Slot slot) {
  size_t step = 1;
  while (step < list.size() && list[step].slot < slot) step *= 2;
  const auto end = list.begin() + static_cast<ptrdiff_t>(std::min(step + 1, list.size()));
  const auto at = std::lower_bound(list.begin() + static_cast<ptrdiff_t>(step / 2), end, slot,
                                   [](const Posting& posting, Slot wanted) { return posting.slot < wanted; });
  return list.subspan(static_cast<size_t>(at - list.begin()));
}

}  // namespace

WordCursor::WordCursor(const Segment& segment, std::span<const TermId> any_of) {
  for (const TermId term : any_of) {
    lists_.push_back(segment.postings(term));
    postings_ += lists_.back().size();
  }
}

Slot WordCursor::Seek(Slot slot) {
  Slot first = kNoSlot;
  for (std::span<const Posting>& list : lists_) {
    if (!list.empty() && list.front().slot < slot) list = SkipTo(list, slot);
    if (!list.empty()) first = std::min(first, list.front().slot);
  }
  return first;
}

void WordCursor::Collect(Slot slot, Ranking::Word& word) {
  for (const std::span<const Posting>& list : lists_) {
    for (const Posting& posting : list) {
      if (posting.slot != slot) break;
      word.Add(posting);
    }
  }
}

Matcher::Matcher(const Segment& segment, std::span<const std::vector<TermId>> words) : segment_(segment) {
  for (const std::vector<TermId>& any_of : words) words_.emplace_back(segment, any_of);
  rarest_first_.resize(words_.size());
  std::iota(rarest_first_.begin(), rarest_first_.end(), 0);
  std::sort(rarest_first_.begin(), rarest_first_.end(),
            [this](size_t a, size_t b) { return words_[a].postings() < words_[b].postings(); });
}

Slot Matcher::Next() {
  while (from_ < segment_.size()) {
    const Slot slot = words_.empty() ? from_ : NextWithWords();
    if (slot == kNoSlot) break;
    from_ = slot + 1;
    if (segment_.document(slot).live) return slot;
  }
  from_ = segment_.size();
  return kNoSlot;
}

Slot Matcher::NextWithWords() {
  Slot candidate = words_[rarest_first_[0]].Seek(from_);
  for (size_t agreed = 1; agreed < words_.size() && candidate != kNoSlot;) {
    const Slot found = words_[rarest_first_[agreed]].Seek(candidate);
    if (found == candidate) {
      ++agreed;
    } else {
      candidate = found == kNoSlot ? kNoSlot : words_[rarest_first_[0]].Seek(found);
      agreed = 1;
    }
  }
  return candidate;
}

double Matcher::Score(Slot slot, const Ranking& ranking) {
  double score = 0;
  for (size_t i = 0; i < words_.size(); ++i) {
    Ranking::Word word(ranking, i, segment_.document(slot).lengths);
    words_[i].Collect(slot, word);
    score += word.Score();
  }
  return score;
}

}  // namespace tabadul::search

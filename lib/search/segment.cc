#include "lib/search/segment.h"

#include <algorithm>
#include <utility>

namespace tabadul::search {

Slot Segment::Append(Stored document, std::span<const TermInField> terms) {
  const Slot slot = size();
  constexpr size_t kAhead = 8;  // lists lie anywhere in memory
  for (size_t i = 0; i < terms.size(); ++i) {
    if (i + kAhead < terms.size()) postings_.prefetch(terms[i + kAhead].term);
    const TermInField& t = terms[i];
    postings_[t.term].push_back({slot, t.field, t.frequency});
  }
  documents_.push_back(std::move(document));
  ++live_;
  return slot;
}

void Segment::Kill(Slot slot) {
  documents_[slot] = {.live = false};  // nothing of it is kept, its id least of all
  --live_;
}

std::vector<TermInField> Segment::TermsOf(Slot slot) const {
  std::vector<TermInField> terms;
  for (const TermId term : documents_[slot].terms) {
    const std::span<const Posting> list = postings(term);
    auto at = std::lower_bound(list.begin(), list.end(), slot,
                               [](const Posting& posting, Slot wanted) { return posting.slot < wanted; });
    for (; at != list.end() && at->slot == slot; ++at) terms.push_back({term, at->field, at->frequency});
  }
  return terms;
}

}  // namespace tabadul::search

#include "lib/search/segment.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tabadul::search {
namespace {

// Where the postings of the slot begin, or would.
template <class List>
auto PlaceOf(List& list, Slot slot) {
  return std::lower_bound(list.begin(), list.end(), slot,
                          [](const Posting& posting, Slot wanted) { return posting.slot < wanted; });
}

}  // namespace

Slot Segment::Append(Stored document, std::span<const TermInField> terms) {
  const Slot slot = size();
  // Lists lie anywhere in memory, their ends elsewhere: each is fetched well before its turn.
  constexpr size_t kAhead = 8;
  postings_.reserve(postings_.size() + terms.size());  // so that no list moves meanwhile
  std::array<std::vector<Posting>*, kAhead> lists{};   // of the next terms, in turn
  for (size_t i = 0; i < terms.size() + kAhead; ++i) {
    if (i >= kAhead) {
      const TermInField& t = terms[i - kAhead];
      lists[i % kAhead]->push_back({slot, t.field, t.frequency});
    }
    if (i + kAhead < terms.size()) postings_.prefetch(terms[i + kAhead].term);
    if (i >= terms.size()) continue;
    std::vector<Posting>& list = postings_[terms[i].term];
    lists[i % kAhead] = &list;
    __builtin_prefetch(list.data() + list.size(), 1);
  }
  documents_.push_back(std::move(document));
  ++live_;
  return slot;
}

void Segment::Revise(Slot slot, std::span<const TermId> concepts, std::vector<uint32_t> values,
                     std::vector<int64_t> numbers) {
  Stored& document = documents_[slot];
  for (const TermId term : document.concepts()) {
    std::vector<Posting>& list = postings_[term];
    list.erase(PlaceOf(list, slot));
  }
  document.terms.resize(document.words);
  for (const TermId term : concepts) {
    std::vector<Posting>& list = postings_[term];
    list.insert(PlaceOf(list, slot), Posting{slot, kConceptField, kConceptFrequency});
    document.terms.push_back(term);
  }
  document.values = std::move(values);
  document.numbers = std::move(numbers);
}

void Segment::Kill(Slot slot) {
  documents_[slot] = {.live = false};  // nothing of it is kept, its id least of all
  --live_;
}

std::vector<TermInField> Segment::TermsOf(Slot slot) const {
  std::vector<TermInField> terms;
  for (const TermId term : documents_[slot].terms) {
    const std::span<const Posting> list = postings(term);
    for (auto at = PlaceOf(list, slot); at != list.end() && at->slot == slot; ++at)
      terms.push_back({term, at->field, at->frequency});
  }
  return terms;
}

}  // namespace tabadul::search

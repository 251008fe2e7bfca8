#include "lib/search/page.h"

#include <algorithm>

namespace tabadul::search {

bool Page::Before(const Candidate& a, const Candidate& b) const {
  if (order_ == Order::kScore && a.score != b.score) return a.score > b.score;
  if (order_ == Order::kNumber && a.number != b.number) return a.number > b.number;
  return a.id < b.id;
}

void Page::Offer(const Candidate& candidate) {
  ++offered_;
  if (after_.has_value() && !Before(*after_, candidate)) return;
  const auto before = [this](const Candidate& a, const Candidate& b) { return Before(a, b); };
  if (heap_.size() > size_) {
    if (!Before(candidate, heap_.front())) return;
    std::pop_heap(heap_.begin(), heap_.end(), before);
    heap_.pop_back();
  }
  heap_.push_back(candidate);
  std::push_heap(heap_.begin(), heap_.end(), before);
}

std::vector<Candidate> Page::Take(bool& more) {
  std::sort_heap(heap_.begin(), heap_.end(),
                 [this](const Candidate& a, const Candidate& b) { return Before(a, b); });
  more = heap_.size() > size_;
  if (more) heap_.pop_back();
  return std::move(heap_);
}

}  // namespace tabadul::search

// Keeps the best documents of a page while a search goes by. Internal to lib/search. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tabadul::search {

struct Candidate {
  double score = 0;
  int64_t number = 0;
  std::string_view id;            // of a document that the search holds still
  std::optional<int64_t> metres;  // goes with it, decides nothing
};

class Page {
 public:
  enum class Order { kScore, kNumber };

  // Only what comes after `after`, if given, is kept.
  Page(Order order, size_t size, std::optional<Candidate> after)
      : order_(order), size_(size), after_(after) {}

  void Offer(const Candidate& candidate);
  int64_t offered() const { return offered_; }
  // Best first, at most `size`; whether there are more.
  std::vector<Candidate> Take(bool& more);

 private:
  bool Before(const Candidate& a, const Candidate& b) const;

  const Order order_;
  const size_t size_;
  const std::optional<Candidate> after_;
  int64_t offered_ = 0;
  std::vector<Candidate> heap_;  // worst on top; one more than `size`, to know whether there are more
};

}  // namespace tabadul::search

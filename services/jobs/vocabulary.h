// What is known from the vacancies that everybody may see, beside the index: what a searcher may complete a query to.
// A vacancy for few eyes is in none of it. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/search/completer.h"
#include "services/jobs/card.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

class Vocabulary {
 public:
  // Of a card that searches show; Remove takes the same card.
  void Add(const Card& card);
  void Remove(const Card& card);

  // Those in `language` first.
  std::vector<v1::Completion> Complete(std::string_view typed, std::string_view language, size_t limit) const;

 private:
  search::Completer completer_;
};

}  // namespace tabadul::jobs

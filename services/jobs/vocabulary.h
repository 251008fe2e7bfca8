// What is known from the vacancies that everybody may see, beside the index: what a searcher may complete a
// query to, and what a word that no vacancy has may be meant for.
// A vacancy for few eyes is in none of it. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/search/completer.h"
#include "lib/search/speller.h"
#include "services/jobs/card.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

class Vocabulary {
 public:
  // The analyzer outlives it.
  explicit Vocabulary(const language::Analyzer& analyzer) : speller_(analyzer) {}

  // Of a card that searches show; Remove takes the same card.
  void Add(const Card& card);
  void Remove(const Card& card);

  // Those in `language` first.
  std::vector<v1::Completion> Complete(std::string_view typed, std::string_view language, size_t limit) const;
  // The query with its unknown words replaced; none if there is nothing to replace.
  std::optional<search::Correction> Correct(std::string_view query,
                                            const search::Speller::Known& known) const {
    return speller_.Correct(query, known);
  }

 private:
  search::Completer completer_;
  search::Speller speller_;
};

}  // namespace tabadul::jobs

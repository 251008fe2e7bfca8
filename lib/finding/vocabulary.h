// What is known from the records of a kind that everybody may see, beside the index: what a searcher may complete a
// query to, and what a word that no record has may be meant for. A record for few eyes is in none of it. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/finding/card.h"
#include "lib/search/completer.h"
#include "lib/search/speller.h"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::finding {

using SharedThing = std::shared_ptr<const search::Completer::Thing>;

// What one record adds.
struct Terms {
  struct Words {
    std::string text, language;
  };
  std::vector<SharedThing> things;  // to complete to, each once; many records have the same
  std::vector<Words> words;         // to correct by: the short texts that people search for
};
void AddWords(const common::v1::LocalizedText& text, Terms& terms);

class Vocabulary {
 public:
  using TermsOf = std::function<Terms(const Card&)>;
  // The analyzer outlives it. `terms`: what a card of the kind adds.
  Vocabulary(const language::Analyzer& analyzer, TermsOf terms)
      : terms_(std::move(terms)), speller_(analyzer) {}

  // Of a card that searches show; Remove takes the same card. `terms`: what it adds, where that is at hand.
  void Add(const Card& card, const Terms& terms);
  void Add(const Card& card);
  void Remove(const Card& card);

  // Those in `language` first.
  std::vector<search::Completer::Completion> Complete(std::string_view typed, std::string_view language,
                                                      size_t limit) const {
    return completer_.Complete(typed, language, limit);
  }
  // The query with its unknown words replaced; none if there is nothing to replace.
  std::optional<search::Correction> Correct(std::string_view query,
                                            const search::Speller::Known& known) const {
    return speller_.Correct(query, known);
  }

 private:
  const TermsOf terms_;
  search::Completer completer_;
  search::Speller speller_;
};

}  // namespace tabadul::finding

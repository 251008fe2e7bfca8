// Text to search terms. A document and a query pass through the same code, so that every spelling of a word
// (alef, hamza and ya forms, ta marbuta, tashkeel, tatweel, accents, letter case, œ, digits, the Arabic
// article) becomes the identical term on both sides.
//
// A term is opaque: one byte that names the rules it was made by, then the stem. The rules of a word follow
// from its script and its text's language: Arabic, English, French are stemmed, all others are folded only. A
// document word has one term. A query's language is not known, so each of its words has one term per set of
// rules that a document with this word may have been indexed by.
//
//   Analyzer analyzer;
//   analyzer.Analyze("Les ingénieurs", "fr")[1].term == analyzer.AnalyzeQuery("INGENIEUR")[0].any_of[1];
//
// Thread-safe; one for the whole process is best, since it remembers the stems of words it has seen.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

namespace tabadul::language {

// Beside a term: room for what a visitor has found out about it, so that it need not look it up again. Zeros at first, and
// whenever the analyzer has forgotten the term; another visitor may have written there.
struct Memo {
  uint64_t owner = 0;
  uint32_t number = 0;
  uint32_t generation = 0;
};

struct Token {
  std::string term;
  uint32_t begin = 0;  // bytes of the text that the word stands in: [begin, end)
  uint32_t end = 0;
};

struct QueryWord {
  std::vector<std::string> any_of;  // at least one term, no duplicates
  uint32_t begin = 0;               // bytes of the query, as above
  uint32_t end = 0;
};

class Analyzer {
 public:
  Analyzer();
  ~Analyzer();
  Analyzer(const Analyzer&) = delete;
  Analyzer& operator=(const Analyzer&) = delete;

  // The words of a text in their order. `language` is its BCP 47 tag; empty or "und": found out from the
  // text. Bytes that are not UTF-8 separate words.
  std::vector<Token> Analyze(std::string_view text, std::string_view language) const;
  // The same terms, without keeping them: `visit` must not keep them either.
  void ForEach(std::string_view text, std::string_view language,
               absl::FunctionRef<void(std::string_view term, Memo& memo)> visit) const;

  // The words that a document must hold to match. Articles and prepositions of the three languages ("de",
  // "of", "في") are left out unless there is nothing else; a repeated word stands once; at most
  // kMaxQueryWords.
  std::vector<QueryWord> AnalyzeQuery(std::string_view text) const;

 private:
  template <class Visit>
  void Walk(std::string_view text, std::string_view language, const Visit& visit) const;

  class Pool;
  std::unique_ptr<Pool> pool_;
};

inline constexpr int kMaxQueryWords = 64;
// Longer words are cut to this many bytes of their folded form, at index and query time alike.
inline constexpr int kMaxTermBytes = 96;

}  // namespace tabadul::language

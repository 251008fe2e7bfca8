// "Did you mean": corrects a query's words against the words of what is there now. The caller adds the short texts that
// people search for (titles, employers, places) with each record and removes them with it.
//
//   Speller speller(analyzer);
//   speller.Add("مهندس مدني", "ar");
//   speller.Correct("mohandes مدتي")->text == "مهندس مدني"
//
// What is corrected: a word that nothing is indexed by, becomes the most frequent word
// - at Damerau-Levenshtein distance 1 in the same script (2 if it has 8 letters or more and there is none at 1), or
// - of the other script that it transliterates ("riyad": "الرياض", "أرامكو": "aramco"; lib/language/transliterate.h);
//   the more frequent one of the two, a letter-by-letter transliteration counting four times.
// Never corrected: words of up to three letters (an Arabic article, preposition or "and" before them does not count;
// three Arabic letters may be transliterated: "شيف", "chef"), words with digits or signs, in other scripts than Arabic, Latin and Cyrillic, function words, and all beyond the first
// kMaxQueryWords words or kMaxUnknown unknown ones of a query.
//
// What is before an Arabic word stays ("المهندسس": "المهندس"); a word that comes from Latin letters bears the article if
// most of its occurrences do, and a Latin article before it goes ("Al-Riyadh"). Accents and hamza stand as in most of the texts; letters are small.
//
// Memory: 8 MB at most for how words that texts had lately are spelled
// (what is gone stays there until others come, and nobody is shown it), and about 550 bytes a distinct word, so 140 MB at most with
// `max_words` of them (measured: 15,000 words 8 MB, 217,000 words 123 MB); a word that comes when they are used up is left out until others go. Removal is exact as long as none
// was left out (Figures tells).
// Time, per unknown word: median 6 us, p99 25 us among 15,000 real words; 24 us and 0.45 ms among 217,000.
// Thread-safe: corrections run side by side; Add and Remove wait for them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/language/analyzer.h"
#include "lib/search/lock.h"

namespace tabadul::search {

struct Correction {
  struct Word {
    std::string from;    // as it stands in the query
    std::string to;      // as it stands in `text`
    uint32_t begin = 0;  // bytes of `text`: [begin, end)
    uint32_t end = 0;
  };
  std::string text;         // the query; all but these words is as it was, byte for byte
  std::vector<Word> words;  // in their order, at least one
};

class Speller {
 public:
  // Whether something is indexed by one of the word's terms.
  using Known = std::function<bool(const language::QueryWord& word)>;

  // The analyzer outlives the speller.
  explicit Speller(const language::Analyzer& analyzer, size_t max_words = 250'000);
  ~Speller();
  Speller(const Speller&) = delete;
  Speller& operator=(const Speller&) = delete;

  // Language: as for Analyzer::Analyze. A text is removed by what it was added with.
  void Add(std::string_view text, std::string_view language);
  void Remove(std::string_view text, std::string_view language);

  // None if no word can be bettered. The words of the texts are known, in all their inflections; `known` may know more.
  std::optional<Correction> Correct(std::string_view query, const Known& known = nullptr) const;

  struct Figures {
    size_t words = 0;       // distinct ones
    size_t terms = 0;       // distinct ones, by which words are known
    size_t deletions = 0;   // entries of the index of edits
    size_t bytes = 0;       // about
    uint64_t left_out = 0;  // words that came when there was no room, since the start
  };
  Figures figures() const;

 private:
  class Vocabulary;
  class Texts;
  struct Better {
    std::string text;
    bool transliterated = false;
  };
  std::optional<Better> CorrectWord(std::string_view word, const Known& known, size_t& unknown) const;

  const language::Analyzer& analyzer_;
  mutable FairSharedMutex mutex_;  // guards the vocabulary
  const std::unique_ptr<Vocabulary> vocabulary_;
  std::mutex writing_;  // guards the texts; taken before mutex_
  const std::unique_ptr<Texts> texts_;
};

inline constexpr size_t kMaxUnknown = 8;

}  // namespace tabadul::search

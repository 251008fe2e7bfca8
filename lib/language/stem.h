// Stems of folded words. Internal to lib/language.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct sb_stemmer;

namespace tabadul::language {

// Light stemming of a folded Arabic word (ADR 0010): conjunctions, prepositions and the article before it (و
// ال, and ف ب ك ل with ال) and the endings of gender, number and relation behind it (ات ون ين ه ي ها); a known
// broken plural has its singular's stem. Whatever stem a word has, the word with the article has the same.
std::string StemArabic(std::string_view folded);
// Only what stands before it is taken off.
std::string_view WithoutArabicPrefixes(std::string_view folded);

// Snowball's stems of folded words, so that an accent never makes another stem. Not thread-safe.
class LatinStemmer {
 public:
  LatinStemmer();
  ~LatinStemmer();
  LatinStemmer(const LatinStemmer&) = delete;
  LatinStemmer& operator=(const LatinStemmer&) = delete;

  // Also joins "salesmen" and "saleswoman" to "salesman", and "waitress" to "waiter".
  std::string English(std::string_view folded) const;
  // Also joins masculine and feminine ("vendeuse", "directrice", "infirmière", "technicienne", "employée").
  std::string French(std::string_view folded) const;

 private:
  struct Deleter {
    void operator()(sb_stemmer* stemmer) const;
  };
  std::unique_ptr<sb_stemmer, Deleter> english_;
  std::unique_ptr<sb_stemmer, Deleter> french_;
};

}  // namespace tabadul::language

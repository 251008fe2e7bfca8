#include "lib/language/stem.h"

#include <libstemmer.h>

#include <array>

#include "lib/platform/base/mutant.h"

namespace tabadul::language {
namespace {

constexpr size_t kLetter = 2;  // bytes of an Arabic letter in UTF-8

struct Affix {
  std::string_view text;
  size_t min_rest;  // letters that must be left
};

// In this order. ال first: whatever rule fits a word without the article then fits it with the article as
// well.
constexpr std::array<Affix, 8> kPrefixes = {
    {{"ال", 2}, {"وال", 3}, {"فال", 3}, {"بال", 3}, {"كال", 3}, {"ولل", 3}, {"لل", 3}, {"و", 3}}};

// Not ان: dual nouns are rare in advertisements, words that end so are not (بيان طيران اسنان لبنان).
constexpr std::array<Affix, 6> kSuffixes = {{{"ها", 3}, {"ات", 2}, {"ون", 3}, {"ين", 3}, {"ه", 2}, {"ي", 2}}};

std::string Snowball(sb_stemmer* stemmer, std::string_view word) {
  const sb_symbol* stem = sb_stemmer_stem(stemmer, reinterpret_cast<const sb_symbol*>(word.data()),
                                          static_cast<int>(word.size()));
  if (stem == nullptr) return std::string(word);  // out of memory, says libstemmer
  return {reinterpret_cast<const char*>(stem), static_cast<size_t>(sb_stemmer_length(stemmer))};
}

struct Ending {
  std::string_view from;
  std::string_view to;
};

// Feminine endings to masculine ones, after the plural's s is gone. Snowball sees the accents that folding
// took away (infirmière, employée), so these cannot be left to it.
constexpr std::array<Ending, 7> kFeminine = {{{"trice", "teur"},
                                              {"euse", "eur"},
                                              {"eux", "eur"},
                                              {"enne", "en"},
                                              {"iere", "ier"},
                                              {"llere", "ller"},
                                              {"ee", "e"}}};

std::string Masculine(std::string_view word) {
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.remove_suffix(1);
  for (const Ending& ending : kFeminine) {
    if (word.size() < ending.from.size() + 3 || !word.ends_with(ending.from)) continue;
    std::string out(word.substr(0, word.size() - ending.from.size()));
    return out += ending.to;
  }
  return std::string(word);
}

}  // namespace

std::string_view StemArabic(std::string_view word) {
  const auto strip = [&word](const auto& affixes, auto fits, auto remove) {
    for (const Affix& affix : affixes) {
      if (word.size() < affix.text.size() + affix.min_rest * kLetter || !fits(affix.text)) continue;
      remove(affix.text.size());
      return true;
    }
    return false;
  };
  if (MUTANT("keep_the_article")) return word;
  while (strip(
      kPrefixes, [&](std::string_view p) { return word.starts_with(p); },
      [&](size_t n) { word.remove_prefix(n); })) {
  }
  while (strip(
      kSuffixes, [&](std::string_view s) { return word.ends_with(s); },
      [&](size_t n) { word.remove_suffix(n); })) {
  }
  return word;
}

void LatinStemmer::Deleter::operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }

LatinStemmer::LatinStemmer()
    : english_(sb_stemmer_new("english", "UTF_8")), french_(sb_stemmer_new("french", "UTF_8")) {}
LatinStemmer::~LatinStemmer() = default;

std::string LatinStemmer::English(std::string_view folded) const { return Snowball(english_.get(), folded); }
std::string LatinStemmer::French(std::string_view folded) const {
  return Snowball(french_.get(), Masculine(folded));
}

}  // namespace tabadul::language

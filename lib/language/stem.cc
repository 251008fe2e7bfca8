#include "lib/language/stem.h"

#include <libstemmer.h>

#include <array>
#include <unordered_set>

#include "lib/language/broken_plurals.h"
#include "lib/language/fold.h"
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

std::string_view WithoutSuffixes(std::string_view word) {
  const auto strip = [&word] {
    for (const Affix& affix : kSuffixes) {
      if (!word.ends_with(affix.text) || word.size() < affix.text.size() + affix.min_rest * kLetter) continue;
      if (affix.text == "ه" && MUTANT("keep_the_feminine_ar")) continue;
      word.remove_suffix(affix.text.size());
      return true;
    }
    return false;
  };
  while (strip()) {
  }
  return word;
}

// Words whose first letter is a waw of their own, not "and".
constexpr std::string_view kWawWords = R"(وظيفة وظائف وكيل وكلاء وكلا وكالة وثيقة وثائق وثق ورشة وزير وزراء
وزرا وزارة وحدة وسيط وسطاء وساطة وسيلة وسائل وسائط وقت وقتي وقود ورق ولاية ولادة والد وصول وجبة وردية واجهة وقاية
واجب وارد وضعية وطن وديعة ودائع وصية وعاء وعي وسط واحة واحد واسع واضح واقع واعظ وريد وقف وصيف وزن وشيك
وجدة وهران ورقلة ورزازات وزان ودان واسط وادي
)";

bool BeginsWithWaw(std::string_view folded) {
  static const auto& stems = *[] {
    auto* set = new std::unordered_set<std::string>;
    for (std::string_view rest = kWawWords; !rest.empty();
         rest.remove_prefix(rest.find_first_of(" \n") + 1)) {
      const std::string word = Fold(rest.substr(0, rest.find_first_of(" \n")));
      set->emplace(WithoutSuffixes(word));
    }
    return set;
  }();
  return stems.contains(std::string(WithoutSuffixes(folded)));
}

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

// The plural's s, the letters before which it is none.
std::string_view WithoutPluralS(std::string_view word) {
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.remove_suffix(1);
  return word;
}

// The first ending that fits, with at least `min_rest` letters before it, gives way.
template <size_t N>
std::string Replace(const std::array<Ending, N>& endings, std::string_view word, size_t min_rest) {
  for (const Ending& ending : endings) {
    if (word.size() < ending.from.size() + min_rest || !word.ends_with(ending.from)) continue;
    std::string out(word.substr(0, word.size() - ending.from.size()));
    return out += ending.to;
  }
  return std::string(word);
}

// Feminine endings to masculine ones, after the plural's s is gone. Snowball sees the accents that folding
// took away (infirmière, employée), so these cannot be left to it.
constexpr std::array<Ending, 7> kFeminine = {{{"trice", "teur"},
                                              {"euse", "eur"},
                                              {"eux", "eur"},
                                              {"enne", "en"},
                                              {"iere", "ier"},
                                              {"llere", "ller"},
                                              {"ee", "e"}}};

std::string FrenchMasculine(std::string_view word) {
  return MUTANT("keep_the_feminine_fr") ? std::string(word) : Replace(kFeminine, WithoutPluralS(word), 3);
}

// English plurals that are made inside the word.
constexpr std::array<Ending, 2> kEnglishPlurals = {{{"men", "man"}, {"wives", "wife"}}};
// Its few feminine occupations, as Snowball leaves them.
constexpr std::array<Ending, 5> kEnglishFeminine = {{{"waitress", "waiter"},
                                                     {"actress", "actor"},
                                                     {"stewardess", "steward"},
                                                     {"headmistress", "headmast"},
                                                     {"woman", "man"}}};

}  // namespace

std::string_view WithoutArabicPrefixes(std::string_view word) {
  const auto strip = [&word] {
    for (const Affix& affix : kPrefixes) {
      if (!word.starts_with(affix.text) || word.size() < affix.text.size() + affix.min_rest * kLetter)
        continue;
      if (affix.text.starts_with("و") && (BeginsWithWaw(word) || MUTANT("keep_the_conjunction"))) continue;
      if (affix.text != "و" && MUTANT("keep_the_article")) continue;
      word.remove_prefix(affix.text.size());
      return true;
    }
    return false;
  };
  while (strip()) {
  }
  return word;
}

std::string StemArabic(std::string_view word) {
  word = WithoutArabicPrefixes(word);
  std::string singular;
  if (!MUTANT("keep_broken_plurals")) {
    singular = SingularOf(word);
    constexpr std::string_view kHer = "ها";  // also: its, their
    if (singular.empty() && word.ends_with(kHer)) {
      singular = SingularOf(word.substr(0, word.size() - kHer.size()));
    }
  }
  return std::string(WithoutSuffixes(singular.empty() ? word : WithoutArabicPrefixes(singular)));
}

void LatinStemmer::Deleter::operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }

LatinStemmer::LatinStemmer()
    : english_(sb_stemmer_new("english", "UTF_8")), french_(sb_stemmer_new("french", "UTF_8")) {}
LatinStemmer::~LatinStemmer() = default;

std::string LatinStemmer::English(std::string_view folded) const {
  std::string singular(folded);
  if (!MUTANT("keep_irregular_plurals_en")) singular = Replace(kEnglishPlurals, folded, 2);
  const std::string stem = Snowball(english_.get(), singular);
  // "woman" itself is no feminine of "man".
  return stem == "woman" || MUTANT("keep_the_feminine_en") ? stem : Replace(kEnglishFeminine, stem, 0);
}

std::string LatinStemmer::French(std::string_view folded) const {
  if (MUTANT("keep_irregular_plurals_fr") && folded.ends_with("aux")) return std::string(folded);
  return Snowball(french_.get(), FrenchMasculine(folded));
}

}  // namespace tabadul::language

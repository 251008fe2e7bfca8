#include "lib/language/detect.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "lib/language/fold.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::language {
namespace {

using WordSet = std::unordered_set<std::string_view>;

// Words that only one of the two languages has, folded; the commonest of each.
const WordSet& EnglishWords() {
  static const auto* const words = new WordSet{
      "the",  "of",   "and",  "to",    "in",   "for",  "with",  "is",     "are",        "you",    "we",
      "our",  "your", "will", "be",    "this", "that", "have",  "has",    "must",       "by",     "at",
      "from", "all",  "work", "years", "job",  "new",  "using", "skills", "experience", "should", "manager"};
  return *words;
}
const WordSet& FrenchWords() {
  static const auto* const words = new WordSet{
      "le",   "la",   "les",   "des", "du",    "de",     "et",   "un",    "une",  "aux",    "au",
      "pour", "dans", "sur",   "par", "avec",  "vous",   "nous", "votre", "vos",  "est",    "sont",
      "ou",   "qui",  "notre", "ans", "poste", "profil", "chez", "sein",  "etre", "emploi", "equipe"};
  return *words;
}

struct Counts {
  int arabic = 0;
  int latin = 0;
  int english = 0;
  int french = 0;
};

constexpr size_t kSample = 4096;

Counts Count(std::string_view text, std::span<const Word> words) {
  Counts counts;
  for (const Word& word : words) {
    if (word.kind == WordKind::kArabic) {
      ++counts.arabic;
    } else if (word.kind == WordKind::kLatin) {
      ++counts.latin;
      const std::string_view surface = text.substr(word.begin, word.stem_end - word.begin);
      const std::string folded = Fold(surface.substr(0, 64));
      counts.english += EnglishWords().contains(folded);
      counts.french += FrenchWords().contains(folded);
      // é è ê ç à: names bring them into English too, so they count less than a word of one of the lists.
      counts.french += surface.size() > folded.size() && surface.find("\xC3") != std::string_view::npos;
    }
  }
  return counts;
}

Counts CountSample(std::string_view text) {
  text = text.substr(0, kSample);
  return Count(text, Scan(text));
}

}  // namespace

Languages::Latin DetectLatin(std::string_view text, std::span<const Word> words) {
  // The sample of a longer text may end within a word.
  const Counts counts = text.size() <= kSample ? Count(text, words) : CountSample(text);
  return counts.french > counts.english ? Languages::Latin::kFrench : Languages::Latin::kEnglish;
}

Languages LanguagesOf(std::string_view tag) {
  std::string primary(tag.substr(0, tag.find_first_of("-_")));
  for (char& c : primary) c |= 0x20;
  if (primary == "en") return {true, Languages::Latin::kEnglish};
  if (primary == "fr") return {true, Languages::Latin::kFrench};
  if (primary == "ar" || primary.empty() || primary == "und" || primary == "mul")
    return {true, Languages::Latin::kOpen};
  return {false, Languages::Latin::kOther};
}

std::string_view DetectLanguage(std::string_view text) {
  const Counts counts = CountSample(text);
  if (counts.arabic > counts.latin) return "ar";
  if (counts.french > counts.english) return "fr";
  return counts.english > 0 ? "en" : "";
}

bool IsFunctionWord(std::string_view folded) {
  static const auto* const words =
      new WordSet{"the",  "a",    "an",  "of", "and", "in",  "for", "to", "with", "at",  "by", "on",
                  "de",   "du",   "des", "le", "la",  "les", "et",  "en", "un",   "une", "au", "aux",
                  "pour", "dans", "sur", "في", "من",  "علي", "الي", "عن", "مع",   "او",  "و"};
  if (MUTANT("search_for_articles") && (folded == "the" || folded == "la" || folded == "le")) return false;
  if (MUTANT("search_for_conjunctions") && (folded == "and" || folded == "et")) return false;
  return words->contains(folded);
}

}  // namespace tabadul::language

#include "lib/language/transliterate.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

namespace tabadul::language {
namespace {

std::u16string Letters(std::string_view word) {
  std::u16string out;
  const auto* bytes = reinterpret_cast<const uint8_t*>(word.data());
  const auto length = static_cast<int32_t>(word.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, length, c);
    out.push_back(static_cast<char16_t>(std::min<UChar32>(c, 0xFFFD)));
  }
  return out;
}

bool IsLatin(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool IsVowel(char c) { return std::string_view("aeiouyw").find(c) != std::string_view::npos; }

bool IsPureVowel(char c) { return c != 'y' && c != 'w' && IsVowel(c); }

// -- keys: one letter for each class of consonants that one script does not keep apart --------------------------------

// The class of the consonant at the front, and how many letters spell it; class 0: no consonant.
struct Consonant {
  char group = 0;
  size_t length = 1;
};

Consonant LatinConsonant(std::string_view rest) {
  struct Sign {
    std::string_view text;
    char group;
  };
  static constexpr std::array<Sign, 12> kSigns = {{{"tch", 'C'},
                                                   {"sch", 'C'},
                                                   {"sh", 'C'},
                                                   {"ch", 'C'},
                                                   {"kh", 'X'},
                                                   {"gh", 'G'},
                                                   {"dj", 'G'},
                                                   {"dg", 'G'},
                                                   {"dh", 'D'},
                                                   {"th", 'T'},
                                                   {"ph", 'F'},
                                                   {"ck", 'K'}}};
  for (const Sign& sign : kSigns) {
    if (rest.starts_with(sign.text)) return {sign.group, sign.text.size()};
  }
  if (rest[0] == 'c') {
    const bool soft = rest.size() > 1 && std::string_view("eiy").find(rest[1]) != std::string_view::npos;
    return {soft ? 'S' : 'K', 1};
  }
  static constexpr std::string_view kLetters = "bpdztskqgjhlmnrfv", kGroups = "BBDDTSKKGGHLMNRFF";
  const size_t at = kLetters.find(rest[0]);
  return {at == std::string_view::npos ? '\0' : kGroups[at], 1};
}

// `hard`: a g stands for ق, as in the Maghreb and at the Gulf.
std::string LatinKey(std::string_view word, bool hard) {
  std::string key;
  const auto add = [&key](char group) {
    if (group != 0 && (key.empty() || key.back() != group)) key.push_back(group);
  };
  while (!word.empty()) {
    if (word[0] == 'x') {
      add('K');
      add('S');
      word.remove_prefix(1);
      continue;
    }
    const Consonant found = LatinConsonant(word);
    add(hard && word[0] == 'g' ? 'K' : found.group);
    word.remove_prefix(found.length);
  }
  return key;
}

std::vector<std::string> LatinKeys(std::string_view word) {
  std::vector<std::string> keys;
  const auto add = [&keys](std::string key) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
  };
  const auto read = [&add](std::string_view spelling) {
    add(LatinKey(spelling, false));
    if (spelling.find('g') != std::string_view::npos) add(LatinKey(spelling, true));
  };
  read(word);
  // "madrasah": a sign of the feminine, no consonant.
  if (word.size() > 2 && word.ends_with('h') && IsVowel(word[word.size() - 2]))
    read(word.substr(0, word.size() - 1));
  return keys;
}

char ArabicGroup(char16_t letter) {
  static const auto& groups = *new std::unordered_map<char16_t, char>{
      {u'ب', 'B'}, {u'پ', 'B'}, {u'ت', 'T'}, {u'ط', 'T'}, {u'ث', 'T'}, {u'ج', 'G'}, {u'غ', 'G'},
      {u'گ', 'G'}, {u'ح', 'H'}, {u'ه', 'H'}, {u'خ', 'X'}, {u'د', 'D'}, {u'ذ', 'D'}, {u'ض', 'D'},
      {u'ظ', 'D'}, {u'ز', 'D'}, {u'ر', 'R'}, {u'س', 'S'}, {u'ص', 'S'}, {u'ش', 'C'}, {u'چ', 'C'},
      {u'ف', 'F'}, {u'ق', 'K'}, {u'ك', 'K'}, {u'ل', 'L'}, {u'م', 'M'}, {u'ن', 'N'}};
  const auto found = groups.find(letter);
  return found == groups.end() ? '\0' : found->second;
}

std::string ArabicKey(std::string_view word) {
  std::u16string letters = Letters(word);
  if (letters.size() > 2 && letters.back() == u'ه') letters.pop_back();  // ta marbuta
  std::string key;
  for (size_t i = 0; i < letters.size(); ++i) {
    if (letters[i] == u'ت' && i + 1 < letters.size() && letters[i + 1] == u'ش') continue;  // "تشيك": check
    const char group = ArabicGroup(letters[i]);
    if (group != 0 && (key.empty() || key.back() != group)) key.push_back(group);
  }
  return key;
}

// -- costs -------------------------------------------------------------------------------------------------------------

struct Spelling {
  std::string_view latin;
  double cost = 0;
};
using Spellings = std::vector<Spelling>;

// How a letter is written in Latin letters; "": left out.
const Spellings& SpellingsOf(char16_t letter) {
  static const auto& table = *new std::unordered_map<char16_t, Spellings>{
      {u'ا',
       {{"a", 0}, {"aa", 0}, {"e", .2}, {"i", .3}, {"o", .3}, {"u", .3}, {"ou", .3}, {"ai", .3}, {"", .6}}},
      {u'و',
       {{"w", 0}, {"ou", 0}, {"u", 0}, {"o", 0}, {"oo", 0}, {"ow", 0}, {"au", .1}, {"aw", .1}, {"", .6}}},
      {u'ي',
       {{"i", 0}, {"y", 0}, {"ee", 0}, {"e", .1}, {"ie", .1}, {"ei", .1}, {"ai", .1}, {"ay", .1}, {"", .6}}},
      {u'ء', {{"", 0}}},
      {u'ع', {{"", .1}, {"a", 0}, {"aa", 0}, {"e", .1}, {"i", .1}, {"o", .1}, {"u", .1}}},
      {u'ب', {{"b", 0}, {"p", .1}}},
      {u'پ', {{"p", 0}, {"b", .1}}},
      {u'ت', {{"t", 0}, {"th", .4}}},
      {u'ث', {{"th", 0}, {"t", .1}}},
      {u'ج', {{"j", 0}, {"dj", 0}, {"g", .1}, {"dg", .1}}},
      {u'ح', {{"h", 0}}},
      {u'خ', {{"kh", 0}}},
      {u'د', {{"d", 0}, {"dh", .2}}},
      {u'ذ', {{"dh", 0}, {"z", .1}, {"d", .1}}},
      {u'ر', {{"r", 0}}},
      {u'ز', {{"z", 0}}},
      {u'س', {{"s", 0}, {"c", .1}}},
      {u'ش', {{"sh", 0}, {"ch", 0}, {"sch", 0}}},
      {u'ص', {{"s", 0}, {"c", .1}}},
      {u'ض', {{"d", 0}, {"dh", 0}, {"z", .2}}},
      {u'ط', {{"t", 0}, {"th", .4}}},
      {u'ظ', {{"z", 0}, {"dh", 0}, {"d", .2}}},
      {u'غ', {{"gh", 0}, {"g", .1}}},
      {u'گ', {{"g", 0}}},
      {u'ف', {{"f", 0}, {"v", .1}, {"ph", 0}}},
      {u'ق', {{"q", 0}, {"k", 0}, {"c", .15}, {"ck", .2}, {"qu", .1}, {"g", .1}, {"gu", .1}}},
      {u'ك', {{"k", 0}, {"c", 0}, {"ck", 0}, {"q", .2}, {"qu", .1}}},
      {u'ل', {{"l", 0}}},
      {u'م', {{"m", 0}}},
      {u'ن', {{"n", 0}}},
      {u'ه', {{"h", 0}}},
      {u'چ', {{"tch", 0}, {"ch", 0}}}};
  static const Spellings& none = *new Spellings;
  const auto found = table.find(letter);
  return found == table.end() ? none : found->second;
}

const Spellings& FinalTaMarbuta() {
  static const Spellings& spellings =
      *new Spellings{{"a", 0}, {"e", 0}, {"ah", 0}, {"eh", 0}, {"h", 0}, {"", .3}};
  return spellings;
}

const Spellings& InitialAlef() {
  static const Spellings& spellings =
      *new Spellings{{"a", 0}, {"e", 0}, {"i", 0}, {"o", 0}, {"u", 0}, {"ou", 0}, {"", .2}};
  return spellings;
}

const Spellings& AtTheEnd(char16_t letter) {
  static const Spellings& alef_maksura =
      *new Spellings{{"a", .1}, {"i", 0}, {"y", 0}, {"ee", 0}, {"e", .1}, {"ai", .1}, {"ay", .1}};
  static const Spellings& alef = *new Spellings{{"a", 0}, {"ah", .1}, {"aa", 0}, {"e", .2}, {"o", .3}};
  if (letter == u'ي') return alef_maksura;
  if (letter == u'ا') return alef;
  if (letter == u'ه') return FinalTaMarbuta();
  return SpellingsOf(letter);
}

constexpr double kNever = 1e9;

class Aligner {
 public:
  Aligner(const std::u16string& arabic, std::string_view latin)
      : arabic_(arabic), latin_(latin), cost_((arabic.size() + 1) * (latin.size() + 1), kNever) {}

  double Run() {
    At(0, 0) = 0;
    for (size_t i = 0; i <= arabic_.size(); ++i) {
      for (size_t j = 0; j <= latin_.size(); ++j) {
        if (At(i, j) < kNever) From(i, j);
      }
    }
    return At(arabic_.size(), latin_.size());
  }

 private:
  double& At(size_t i, size_t j) { return cost_[i * (latin_.size() + 1) + j]; }
  void Reach(size_t i, size_t j, double cost) { At(i, j) = std::min(At(i, j), cost); }

  // All steps from here: a short vowel, one letter, or two that are one in Latin.
  void From(size_t i, size_t j) {
    const double cost = At(i, j);
    const std::string_view rest = latin_.substr(j);
    if (const size_t length = ShortVowel(rest); length > 0)
      Reach(i, j + length, cost + CostOfVowel(i, j, length));
    if (i == arabic_.size()) return;
    if (Pair(i, u"كس") && rest.starts_with("x")) Reach(i + 2, j + (rest.starts_with("xc") ? 2 : 1), cost);
    if (Pair(i, u"قس") && rest.starts_with("x")) Reach(i + 2, j + 1, cost + .1);
    if (Pair(i, u"تش") && rest.starts_with("ch")) Reach(i + 2, j + 2, cost);
    for (const Spelling& spelling : SpellingsAt(i)) {
      if (!rest.starts_with(spelling.latin)) continue;
      const size_t end = j + spelling.latin.size();
      Reach(i + 1, end, cost + spelling.cost);
      // A doubled consonant is written once in Arabic.
      const bool single = spelling.latin.size() == 1 && !IsPureVowel(spelling.latin[0]);
      if (single && latin_.substr(end).starts_with(spelling.latin))
        Reach(i + 1, end + 1, cost + spelling.cost);
    }
  }
  const Spellings& SpellingsAt(size_t i) const {
    if (i + 1 == arabic_.size()) return AtTheEnd(arabic_[i]);
    return i == 0 && arabic_[0] == u'ا' ? InitialAlef() : SpellingsOf(arabic_[i]);
  }
  static size_t ShortVowel(std::string_view rest) {
    if (rest.starts_with("ou") || rest.starts_with("eu")) return 2;
    return !rest.empty() && IsPureVowel(rest[0]) ? 1 : 0;
  }
  // A short vowel stands between consonants: no word begins with one, none stands beside another vowel.
  double CostOfVowel(size_t i, size_t j, size_t length) const {
    const bool beside = (j > 0 && IsPureVowel(latin_[j - 1])) ||
                        (j + length < latin_.size() && IsPureVowel(latin_[j + length]));
    return i == 0 ? .5 : beside ? .3 : .05;
  }
  bool Pair(size_t i, std::u16string_view letters) const {
    return std::u16string_view(arabic_).substr(i).starts_with(letters);
  }

  const std::u16string& arabic_;
  const std::string_view latin_;
  std::vector<double> cost_;
};

}  // namespace

std::vector<std::string> ConsonantKeys(std::string_view folded) {
  std::vector<std::string> keys =
      IsLatin(folded) ? LatinKeys(folded) : std::vector<std::string>{ArabicKey(folded)};
  std::erase_if(keys, [](const std::string& key) { return key.size() < 2; });
  return keys;
}

std::optional<double> TransliterationCost(std::string_view arabic, std::string_view latin) {
  constexpr size_t kLongest = 24;  // letters
  const std::u16string letters = Letters(arabic);
  if (!IsLatin(latin) || letters.empty() || std::max(letters.size(), latin.size()) > kLongest)
    return std::nullopt;
  const double cost = Aligner(letters, latin).Run();
  // The short vowels and a little more; else it is another word with these consonants.
  if (cost > .08 * static_cast<double>(letters.size()) - .04) return std::nullopt;
  return cost;
}

std::string_view WithoutLatinArticle(std::string_view latin) {
  constexpr size_t kArticle = 2, kFewestLeft = 3;
  if (latin.size() < kArticle + kFewestLeft || (latin[0] != 'a' && latin[0] != 'e')) return latin;
  // Before some letters the l becomes the letter: "ar-riyad".
  return latin[1] == 'l' || (latin[1] == latin[2] && !IsVowel(latin[1])) ? latin.substr(kArticle) : latin;
}

}  // namespace tabadul::language

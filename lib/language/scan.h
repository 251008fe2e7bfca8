// Finds the words of a text. Internal to lib/language; no state, thread-safe.
//
// Words are runs of letters and digits with their marks. Unlike UAX 29, whose rules ask for well-written
// text: Arabic and other letters or digits never share a word ("مهندسIT"); French elisions are left out
// ("l'", "qu'"), English
// "'s" and its like are cut off, other apostrophes join; full stops part words ("projet.Vous") but join
// single letters
// ("S.A.R.L.") and digits; "C++", "C#" and ".NET" keep their signs. Scripts without spaces go to ICU's
// dictionaries.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tabadul::language {

enum class WordKind : uint8_t {
  kArabic,  // letters of the Arabic script
  kLatin,   // letters of any other script; stems exist for those that fold to a-z
  kSymbol,  // with digits or signs: never stemmed
};

struct Word {
  uint32_t begin = 0;  // bytes of the text, signs and all
  uint32_t end = 0;
  uint32_t stem_end = 0;  // where the part that counts ends: before "'s"
  WordKind kind = WordKind::kLatin;
};

// In their order.
std::vector<Word> Scan(std::string_view text);

}  // namespace tabadul::language

// A word as the speller sees it. Internal to lib/search; no state, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::search {

enum class Script : uint8_t { kLatin, kArabic, kCyrillic };

struct SpelledWord {
  Script script = Script::kLatin;
  std::string letters;   // folded, one byte a letter; without what stands before it in Arabic
  std::string before;    // "ال", "وال", …, as it was typed; "" in other scripts
  std::string spelling;  // for showing; without what stands before
  bool plain = false;    // the spelling is the letters
};

// None if it is a word that neither is corrected nor another one is corrected to.
std::optional<SpelledWord> Spell(std::string_view surface);

// The words (letters) that an Arabic one without an article would be behind one, if one mistake had been made in the
// article or next to it: "لاصيانة", "اصيانة", "اصليانة" for "الصيانة".
std::vector<std::string> BehindAMendedArticle(std::string_view letters);

// Folded, from its letters.
std::string Unpack(Script script, std::string_view letters);

inline constexpr size_t kFewestLetters = 3;
inline constexpr size_t kMostLetters = 32;

}  // namespace tabadul::search

// Which language a text is in, as far as search needs it. Thread-safe, no state.
#pragma once

#include <span>
#include <string_view>

#include "lib/language/scan.h"

namespace tabadul::language {

// The rules that a text's words in the Arabic and in the Latin script follow.
struct Languages {
  bool arabic = true;  // words in Arabic letters are Arabic (and not Persian, Urdu …)
  // kOpen: as the text's words show (no tag, English words in an Arabic text): DetectLatin.
  enum class Latin { kEnglish, kFrench, kOther, kOpen } latin = Latin::kEnglish;
};

// By a text's declared BCP 47 tag.
Languages LanguagesOf(std::string_view tag);
// By the commonest words of a text's first 4 KiB. `words`: as Scan finds them in the text.
Languages::Latin DetectLatin(std::string_view text, std::span<const Word> words);

// "ar", "en" or "fr" by the letters and the commonest words of the text's first 4 KiB; "" if it shows none of
// them.
std::string_view DetectLanguage(std::string_view text);

// Whether a folded word is an article, preposition or conjunction of one of the three languages, and nothing
// that anybody searches for ("it", "or", "as" are not among them: IT, or, AS/400).
bool IsFunctionWord(std::string_view folded);

}  // namespace tabadul::language

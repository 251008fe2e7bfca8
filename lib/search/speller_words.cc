#include "lib/search/speller_words.h"

#include <unicode/utf8.h>

#include <algorithm>

#include "lib/language/detect.h"
#include "lib/language/fold.h"
#include "lib/language/stem.h"

namespace tabadul::search {
namespace {

std::optional<Script> ScriptOf(UChar32 c) {
  if (c >= 'a' && c <= 'z') return Script::kLatin;
  // Letters only: Arabic-Indic digits and signs share the block.
  if ((c >= 0x0621 && c <= 0x064A) || (c >= 0x066E && c <= 0x06D3)) return Script::kArabic;
  if (c >= 0x0400 && c <= 0x04FF) return Script::kCyrillic;
  return std::nullopt;
}

// One byte a letter: each script's letters stand within one block of 256.
bool ToLetters(std::string_view folded, Script& script, std::string& letters) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(folded.data());
  const auto length = static_cast<int32_t>(folded.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, length, c);
    const std::optional<Script> found = ScriptOf(c);
    if (!found || (!letters.empty() && *found != script)) return false;
    script = *found;
    letters.push_back(static_cast<char>(c & 0xFF));
  }
  return true;
}

// The bytes of the first `letters` letters.
size_t BytesOf(std::string_view text, size_t letters) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  int32_t at = 0;
  U8_FWD_N(bytes, at, length, static_cast<int32_t>(letters));
  return static_cast<size_t>(at);
}

}  // namespace

std::optional<SpelledWord> Spell(std::string_view surface) {
  constexpr size_t kLongestSurface = 256;
  if (surface.size() > kLongestSurface) return std::nullopt;
  const std::string folded = language::Fold(surface);
  if (language::IsFunctionWord(folded)) return std::nullopt;
  const std::string_view base = language::WithoutArabicPrefixes(folded);
  SpelledWord word;
  if (!ToLetters(base, word.script, word.letters)) return std::nullopt;
  if (word.letters.size() < kFewestLetters || word.letters.size() > kMostLetters) return std::nullopt;
  word.spelling = language::Tidy(surface);
  constexpr size_t kArabicLetter = 2;  // bytes
  const size_t before = BytesOf(word.spelling, (folded.size() - base.size()) / kArabicLetter);
  word.before = word.spelling.substr(0, before);
  word.spelling.erase(0, before);
  word.plain = word.spelling == Unpack(word.script, word.letters);
  return word;
}

std::vector<std::string> BehindAMendedArticle(std::string_view letters) {
  constexpr char kAlef = 0x27, kLam = 0x44;
  std::vector<std::string> words;
  if (letters.size() < kFewestLetters + 1) return words;
  const auto add = [&](std::string_view head, size_t from) {
    std::string word(head);
    word += letters.substr(std::min(from, letters.size()));
    if (word.size() >= kFewestLetters) words.push_back(std::move(word));
  };
  const bool alef = letters[0] == kAlef, lam = letters[1] == kLam;
  if (letters[0] == kLam && letters[1] == kAlef) add("", 2);     // swapped
  if (alef) add("", 1);                                          // the lam left out
  if (alef != lam) add("", 2);                                   // one of the two another letter
  if (letters[0] == kLam) add("", 1);                            // the alef left out
  if (alef && letters[2] == kLam) add(letters.substr(1, 1), 3);  // the lam behind the next letter
  if (alef && letters[2] == kLam) add("", 3);                    // a letter within
  if (lam == false && letters[1] == kAlef && letters[2] == kLam) add("", 3);  // a letter before
  return words;
}

std::string Unpack(Script script, std::string_view letters) {
  if (script == Script::kLatin) return std::string(letters);
  const UChar32 block = script == Script::kArabic ? 0x0600 : 0x0400;
  std::string out;
  for (const char letter : letters) {
    char buffer[4];
    int32_t length = 0;
    U8_APPEND_UNSAFE(buffer, length, block | static_cast<unsigned char>(letter));
    out.append(buffer, length);
  }
  return out;
}

}  // namespace tabadul::search

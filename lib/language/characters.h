// What a character is to the word scanner and to folding. Internal to lib/language.
#pragma once

#include <unicode/umachine.h>

#include <array>
#include <cstdint>

namespace tabadul::language {

enum class CharacterClass : uint8_t {
  kSeparator,
  kMark,     // belongs to the character before it: combining marks, tatweel, joiners, directions
  kDigit,    // of any script
  kArabic,   // letters of the Arabic script
  kLetter,   // letters of Latin, Greek, Cyrillic and all others that put spaces between words
  kComplex,  // letters of scripts without spaces: Thai, Khmer, Han …
};

CharacterClass ClassOf(UChar32 c);

// The same for whoever looks at every character of a text: a table look-up for the basic plane.
class Classes {
 public:
  Classes() : plane_(Plane()) {}
  CharacterClass Of(UChar32 c) const {
    if (c < 0) return CharacterClass::kSeparator;  // not UTF-8
    return c < 0x10000 ? plane_[static_cast<size_t>(c)] : Beyond(c);
  }

 private:
  using Table = std::array<CharacterClass, 0x10000>;
  static const Table& Plane();
  static CharacterClass Beyond(UChar32 c);
  const Table& plane_;
};

// ' and all that is typed for it: ’ ‘ ʼ ` ´ ′ ＇, and the half rings of transliterations.
bool IsApostrophe(UChar32 c);

// Marks that make no other word: accents of Latin, Greek and Cyrillic, Arabic vowel and hamza marks, tatweel,
// and what cannot be seen. (The vowel signs of Indic and South-East Asian scripts are letters to their
// readers.)
bool IsDroppedMark(UChar32 c);

}  // namespace tabadul::language

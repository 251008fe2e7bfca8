// What a character is to the word scanner and to folding. Internal to lib/language.
#pragma once

#include <unicode/umachine.h>

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

// A table look-up for the basic plane.
CharacterClass ClassOf(UChar32 c);

// ' and all that is typed for it: ’ ‘ ʼ ` ´ ′ ＇, and the half rings of transliterations.
bool IsApostrophe(UChar32 c);

// Marks that make no other word: accents of Latin, Greek and Cyrillic, Arabic vowel and hamza marks, tatweel,
// and what cannot be seen. (The vowel signs of Indic and South-East Asian scripts are letters to their
// readers.)
bool IsDroppedMark(UChar32 c);

}  // namespace tabadul::language

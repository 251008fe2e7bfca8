#include "lib/language/characters.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <array>

namespace tabadul::language {
namespace {

CharacterClass LetterClass(UChar32 c) {
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_ARABIC:
      return CharacterClass::kArabic;
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return CharacterClass::kComplex;
    default:
      return CharacterClass::kLetter;
  }
}

CharacterClass Compute(UChar32 c) {
  if (IsApostrophe(c)) return CharacterClass::kSeparator;  // the scanner looks at them itself
  if (c == 0x0640) return CharacterClass::kMark;           // tatweel
  switch (u_charType(c)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
      return LetterClass(c);
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
      return CharacterClass::kMark;
    case U_FORMAT_CHAR:
      return c == 0x200B ? CharacterClass::kSeparator : CharacterClass::kMark;
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
      return CharacterClass::kDigit;
    default:
      return CharacterClass::kSeparator;
  }
}

}  // namespace

const Classes::Table& Classes::Plane() {
  static const auto* const table = [] {
    auto* t = new Table;
    for (UChar32 i = 0; i < 0x10000; ++i) (*t)[static_cast<size_t>(i)] = Compute(i);
    return t;
  }();
  return *table;
}

CharacterClass Classes::Beyond(UChar32 c) { return Compute(c); }

CharacterClass ClassOf(UChar32 c) { return Classes().Of(c); }

bool IsApostrophe(UChar32 c) {
  switch (c) {
    case '\'':
    case '`':
    case 0x00B4:
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x02BE:
    case 0x02BF:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0xA78C:
    case 0xFF07:
      return true;
    default:
      return false;
  }
}

bool IsDroppedMark(UChar32 c) {
  if (c < 0x0300) return c == 0x00AD;
  const auto in = [c](UChar32 first, UChar32 last) { return first <= c && c <= last; };
  return in(0x0300, 0x036F) || c == 0x061C || c == 0x0640 || in(0x0610, 0x061A) || in(0x064B, 0x065F) ||
         c == 0x0670 || c == 0x0674 || in(0x06D6, 0x06DC) || in(0x06DF, 0x06E8) || in(0x06EA, 0x06ED) ||
         in(0x08CA, 0x08FF) || in(0x1AB0, 0x1AFF) || in(0x1DC0, 0x1DFF) || in(0x200B, 0x200F) ||
         in(0x202A, 0x202E) || in(0x2060, 0x206F) || in(0x20D0, 0x20FF) || in(0xFE00, 0xFE0F) ||
         in(0xFE20, 0xFE2F) || c == 0xFEFF;
}

}  // namespace tabadul::language

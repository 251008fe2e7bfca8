#include "lib/language/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "lib/language/characters.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::language {
namespace {

// Letters that people write for one another and that no Unicode decomposition joins. Ones with a hamza, a
// madda or an accent need no entry: they decompose, and the mark is dropped.
std::string_view Plain(UChar32 c) {
  switch (c) {
    case 0x0671:  // ٱ alef wasla
    case 0x0672:
    case 0x0673:
      return "ا";
    case 0x0649:  // ى alef maksura
    case 0x06CC:  // ی Persian
    case 0x06D2:
      return "ي";
    case 0x0629:  // ة ta marbuta
    case 0x06BE:  // ھ
    case 0x06C1:  // ہ
    case 0x06D5:
      return "ه";
    case 0x06A9:  // ک Persian
    case 0x06AA:
      return "ك";
    case 0x06A4:
      return "ف";  // ڤ: فيديو is written with either
    case 0x00E6:
      return "ae";
    case 0x0153:
      return "oe";
    case 0x00F8:
      return "o";
    case 0x0142:
      return "l";
    case 0x0131:
      return "i";  // ı Turkish
    case 0x0259:
      return "e";  // ə Azerbaijani
    case 0x00F0:
    case 0x0111:
    case 0x0257:
      return "d";  // ɗ and the next: Hausa, Fulfulde
    case 0x0253:
      return "b";
    case 0x0199:
      return "k";
    case 0x01B4:
      return "y";
    case 0x00FE:
      return "th";
    case 0x0127:
      return "h";
    default:
      return {};
  }
}

void AppendCodePoint(std::string& out, UChar32 c) {
  char buffer[4];
  int32_t length = 0;
  U8_APPEND_UNSAFE(buffer, length, c);
  out.append(buffer, length);
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

std::string FoldAscii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (IsApostrophe(static_cast<unsigned char>(c))) continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

std::string Normalise(const icu::Normalizer2* form, std::string_view text) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(text.size()));
  UErrorCode error = U_ZERO_ERROR;
  form->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr,
                      error);
  return out;
}

struct Forms {
  const icu::Normalizer2* casefold;
  const icu::Normalizer2* decompose;
  const icu::Normalizer2* compose;
};

const Forms& GetForms() {
  static const Forms forms = [] {
    UErrorCode error = U_ZERO_ERROR;
    return Forms{icu::Normalizer2::getNFKCCasefoldInstance(error), icu::Normalizer2::getNFDInstance(error),
                 icu::Normalizer2::getNFCInstance(error)};
  }();
  return forms;
}

bool IsIn(UChar32 c, UChar32 first, UChar32 last) { return first <= c && c <= last; }

// Of a text that is decomposed: what can be seen of it from one place on.
class Ahead {
 public:
  Ahead(const uint8_t* bytes, int32_t at, int32_t length) {
    while (at < length) {
      U8_NEXT_OR_FFFD(bytes, at, length, next_);
      if (!IsDroppedMark(next_) && !IsApostrophe(next_)) return;
      hamza_ |= next_ == kHamzaAbove;
    }
    next_ = 0;
  }
  UChar32 next() const { return next_; }  // the next character that stays; 0 at the end
  bool hamza() const { return hamza_; }   // whether a hamza stands above this one

 private:
  static constexpr UChar32 kHamzaAbove = 0x0654;
  UChar32 next_ = 0;
  bool hamza_ = false;
};

bool IsKeptByFault([[maybe_unused]] UChar32 c) {
  return (MUTANT("keep_tatweel") && c == 0x0640) || (MUTANT("keep_tashkeel") && IsIn(c, 0x064B, 0x0652)) ||
         (MUTANT("keep_alef_forms") && IsIn(c, 0x0653, 0x0655)) ||
         (MUTANT("keep_accents") && IsIn(c, 0x0300, 0x036F));
}

constexpr UChar32 kHamza = 0x0621;

// Where a hamza may sit that is spelled in several ways.
bool IsSeat(UChar32 c) { return c == kHamza || c == 0x064A || Plain(c) == "ي"; }

// By country and by keyboard: "مسئول" is "مسؤول", "طوارىء" is "طوارئ".
void AppendSeat(UChar32 c, const Ahead& ahead, std::string& out) {
  constexpr UChar32 kWaw = 0x0648;
  if (c == kHamza) {
    const bool last = ClassOf(ahead.next()) != CharacterClass::kArabic;
    if (!last || !(out.ends_with("ي") || out.ends_with("و"))) out += "ء";
  } else {
    out += ahead.hamza() && ahead.next() == kWaw ? "و" : "ي";
  }
}

std::string FoldOnce(std::string_view text) {
  const std::string decomposed = Normalise(GetForms().decompose, Normalise(GetForms().casefold, text));
  std::string out;
  out.reserve(decomposed.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(decomposed.data());
  const auto length = static_cast<int32_t>(decomposed.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, length, c);
    if ((IsDroppedMark(c) || IsApostrophe(c)) && !IsKeptByFault(c)) continue;
    if (const int32_t digit = u_charDigitValue(c);
        digit >= 0 && !(c >= 0x80 && MUTANT("keep_shapes_of_digits"))) {
      out.push_back(static_cast<char>('0' + digit));
    } else if (IsSeat(c)) {
      AppendSeat(c, Ahead(bytes, i, length), out);
    } else if (const std::string_view plain = Plain(c); !plain.empty()) {
      out += plain;
    } else {
      AppendCodePoint(out, c);
    }
  }
  return Normalise(GetForms().compose, out);
}

}  // namespace

std::string Fold(std::string_view text) {
  if (IsAscii(text)) return FoldAscii(text);
  text = text.substr(0, size_t{1} << 30);  // ICU counts in int32
  std::string once = FoldOnce(text);
  // A dropped mark may have kept its neighbours from folding; seen in nothing that people write.
  for (int i = 0; i < 3; ++i) {
    std::string again = FoldOnce(once);
    if (again == once) break;
    once = std::move(again);
  }
  return once;
}

std::string Tidy(std::string_view text) {
  const std::string plain = Normalise(GetForms().casefold, text.substr(0, size_t{1} << 30));
  std::string out;
  out.reserve(plain.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(plain.data());
  const auto length = static_cast<int32_t>(plain.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, length, c);
    const bool stays = IsIn(c, 0x0300, 0x036F) || IsIn(c, 0x0653, 0x0655);
    if (stays || !IsDroppedMark(c)) AppendCodePoint(out, c);
  }
  return Normalise(GetForms().compose, out);
}

}  // namespace tabadul::language

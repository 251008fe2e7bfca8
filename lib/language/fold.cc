#include "lib/language/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "absl/strings/ascii.h"
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

// Characters that fold alone as they do in any company of one another, with what they fold to: nearly all of Latin, Greek,
// Cyrillic and Arabic texts without marks. Made once, by FoldOnce.
class Alone {
 public:
  static constexpr UChar32 kEnd = 0x700;   // of UTF-8 in two bytes
  static constexpr size_t kMostBytes = 3;  // that one folds to
  struct Folded {
    int8_t size = -1;  // it is none of them
    char bytes[kMostBytes] = {};
  };

  Alone() {
    for (UChar32 c = 0; c < kEnd; ++c) {
      std::string text;
      AppendCodePoint(text, c);
      const std::string folded = FoldOnce(text);
      const bool alone = IsApart(text) && IsApart(folded) && FoldOnce(folded) == folded;
      if (!alone || folded.size() > (c < 0x80 ? 1 : kMostBytes)) continue;
      Folded& entry = table_[static_cast<size_t>(c)];
      entry.size = static_cast<int8_t>(folded.size());
      folded.copy(entry.bytes, kMostBytes);
    }
  }
  const Folded& Of(size_t c) const { return table_[c]; }

 private:
  // Whether nothing in the text composes with what is before it, nor is a hamza that is spelled by its neighbours.
  static bool IsApart(std::string_view text) {
    const Forms& forms = GetForms();
    const std::string decomposed = Normalise(forms.decompose, Normalise(forms.casefold, text));
    for (const std::string_view hamza : {"ء", "ي\u0654", "ى\u0654", "ی\u0654", "ے\u0654"}) {
      if (decomposed.find(hamza) != std::string::npos) return false;
    }
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    const auto length = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < length;) {
      UChar32 c;
      U8_NEXT_OR_FFFD(bytes, i, length, c);
      for (const icu::Normalizer2* form : {forms.casefold, forms.decompose, forms.compose}) {
        if (!form->hasBoundaryBefore(c)) return false;
      }
    }
    return true;
  }

  std::array<Folded, kEnd> table_;
};

// None if a character needs a closer look.
std::optional<std::string> FoldAlone(std::string_view text) {
  static const auto* const alone = new Alone;
  // Two bytes become three at most, one byte one; each is written as if it were three.
  std::string out(text.size() + text.size() / 2 + Alone::kMostBytes, '\0');
  size_t size = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    size_t c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80) {
      const size_t next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
      if (c < 0xC2 || c >= 0xC0 + (Alone::kEnd >> 6) || (next & 0xC0) != 0x80) return std::nullopt;
      c = (c & 0x1F) << 6 | (next & 0x3F);
      ++i;
    }
    const Alone::Folded& folded = alone->Of(c);
    if (folded.size < 0) return std::nullopt;
    std::memcpy(&out[size], folded.bytes, Alone::kMostBytes);
    size += static_cast<size_t>(folded.size);
  }
  out.resize(size);
  return out;
}

}  // namespace

std::string Fold(std::string_view text) {
  if (std::optional<std::string> folded = FoldAlone(text)) return *std::move(folded);
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
  if (IsAscii(text)) return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
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

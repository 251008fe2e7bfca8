#include "lib/ingest/encoding.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <array>

#include "lib/ingest/tidy.h"

namespace tabadul::ingest {
namespace {

// What stands for a byte, or pair, that means nothing: never valid in UTF-8, so that its row is told to be unreadable.
constexpr char kNothing = '\xff';

// Bytes 0x80 to 0xff; 0 = not assigned.
using Table = std::array<char16_t, 128>;
constexpr Table kTable1256 = {
    0x20ac, 0x067e, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0679, 0x2039, 0x0152,
    0x0686, 0x0698, 0x0688, 0x06af, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x06a9, 0x2122,
    0x0691, 0x203a, 0x0153, 0x200c, 0x200d, 0x06ba, 0x00a0, 0x060c, 0x00a2, 0x00a3, 0x00a4, 0x00a5, 0x00a6,
    0x00a7, 0x00a8, 0x00a9, 0x06be, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00af, 0x00b0, 0x00b1, 0x00b2, 0x00b3,
    0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x00b9, 0x061b, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x061f, 0x06c1,
    0x0621, 0x0622, 0x0623, 0x0624, 0x0625, 0x0626, 0x0627, 0x0628, 0x0629, 0x062a, 0x062b, 0x062c, 0x062d,
    0x062e, 0x062f, 0x0630, 0x0631, 0x0632, 0x0633, 0x0634, 0x0635, 0x0636, 0x00d7, 0x0637, 0x0638, 0x0639,
    0x063a, 0x0640, 0x0641, 0x0642, 0x0643, 0x00e0, 0x0644, 0x00e2, 0x0645, 0x0646, 0x0647, 0x0648, 0x00e7,
    0x00e8, 0x00e9, 0x00ea, 0x00eb, 0x0649, 0x064a, 0x00ee, 0x00ef, 0x064b, 0x064c, 0x064d, 0x064e, 0x00f4,
    0x064f, 0x0650, 0x00f7, 0x0651, 0x00f9, 0x0652, 0x00fb, 0x00fc, 0x200e, 0x200f, 0x06d2,
};
constexpr Table kTable1252 = {
    0x20ac, 0x0000, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x0000, 0x017d, 0x0000, 0x0000, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
    0x0161, 0x203a, 0x0153, 0x0000, 0x017e, 0x0178, 0x00a0, 0x00a1, 0x00a2, 0x00a3, 0x00a4, 0x00a5, 0x00a6,
    0x00a7, 0x00a8, 0x00a9, 0x00aa, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x00af, 0x00b0, 0x00b1, 0x00b2, 0x00b3,
    0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x00b9, 0x00ba, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x00bf, 0x00c0,
    0x00c1, 0x00c2, 0x00c3, 0x00c4, 0x00c5, 0x00c6, 0x00c7, 0x00c8, 0x00c9, 0x00ca, 0x00cb, 0x00cc, 0x00cd,
    0x00ce, 0x00cf, 0x00d0, 0x00d1, 0x00d2, 0x00d3, 0x00d4, 0x00d5, 0x00d6, 0x00d7, 0x00d8, 0x00d9, 0x00da,
    0x00db, 0x00dc, 0x00dd, 0x00de, 0x00df, 0x00e0, 0x00e1, 0x00e2, 0x00e3, 0x00e4, 0x00e5, 0x00e6, 0x00e7,
    0x00e8, 0x00e9, 0x00ea, 0x00eb, 0x00ec, 0x00ed, 0x00ee, 0x00ef, 0x00f0, 0x00f1, 0x00f2, 0x00f3, 0x00f4,
    0x00f5, 0x00f6, 0x00f7, 0x00f8, 0x00f9, 0x00fa, 0x00fb, 0x00fc, 0x00fd, 0x00fe, 0x00ff,
};

unsigned char Byte(std::string_view text, size_t at) { return static_cast<unsigned char>(text[at]); }

// UTF-16 without a mark: most of its pairs have a zero on one side (Latin, digits, spaces, line ends) and no other
// text has zeros. Nothing if the zeros do not all but stand on one side.
std::optional<Encoding> Utf16By(std::string_view sample) {
  size_t even = 0, odd = 0;
  for (size_t i = 0; i + 1 < sample.size(); i += 2) {
    even += sample[i] == 0;
    odd += sample[i + 1] == 0;
  }
  const size_t most = std::max(even, odd), least = std::min(even, odd);
  if (most * 50 < sample.size() || least * 4 > most) return std::nullopt;
  return odd > even ? Encoding::kUtf16Le : Encoding::kUtf16Be;
}

// How many sequences of several bytes are UTF-8, and how many bytes are none. What is cut off at the end is neither.
struct Utf8Count {
  size_t good = 0, bad = 0;
};
Utf8Count CountUtf8(std::string_view sample) {
  Utf8Count count;
  for (size_t i = 0; i < sample.size();) {
    const unsigned char first = Byte(sample, i);
    const size_t length = first < 0x80   ? 1
                          : first < 0xc2 ? 0
                          : first < 0xe0 ? 2
                          : first < 0xf0 ? 3
                          : first < 0xf5 ? 4
                                         : 0;
    if (length > 0 && i + length > sample.size()) return count;
    const bool good = length > 0 && ValidUtf8(sample.substr(i, length));
    if (length != 1) ++(good ? count.good : count.bad);
    i += good ? length : 1;
  }
  return count;
}

// Arabic words are runs of bytes above 0x7f; the accents of French stand alone between ASCII letters.
bool LooksArabic(std::string_view sample) {
  size_t high = 0, beside = 0;
  for (size_t i = 0; i < sample.size(); ++i) {
    if (Byte(sample, i) < 0x80) continue;
    ++high;
    beside +=
        (i > 0 && Byte(sample, i - 1) >= 0x80) || (i + 1 < sample.size() && Byte(sample, i + 1) >= 0x80);
  }
  return beside * 2 > high;
}

}  // namespace

Encoding DetectEncoding(std::string_view sample) {
  if (sample.substr(0, 3) == "\xef\xbb\xbf") return Encoding::kUtf8;
  if (sample.substr(0, 2) == "\xff\xfe") return Encoding::kUtf16Le;
  if (sample.substr(0, 2) == "\xfe\xff") return Encoding::kUtf16Be;
  if (sample.find('\0') != std::string_view::npos) {
    if (const auto utf16 = Utf16By(sample)) return *utf16;
  }
  const Utf8Count count = CountUtf8(sample);
  // One spoilt byte in a file of UTF-8 is a spoilt row and no other encoding.
  if (count.bad == 0 || count.good > count.bad) return Encoding::kUtf8;
  return LooksArabic(sample) ? Encoding::kWindows1256 : Encoding::kWindows1252;
}

std::optional<Encoding> EncodingOf(std::string_view name) {
  for (const Encoding encoding : {Encoding::kDetect, Encoding::kUtf8, Encoding::kUtf16Le, Encoding::kUtf16Be,
                                  Encoding::kWindows1256, Encoding::kWindows1252}) {
    if (NameOf(encoding) == name) return encoding;
  }
  return std::nullopt;
}

std::string_view NameOf(Encoding encoding) {
  switch (encoding) {
    case Encoding::kDetect:
      return "detect";
    case Encoding::kUtf8:
      return "utf-8";
    case Encoding::kUtf16Le:
      return "utf-16le";
    case Encoding::kUtf16Be:
      return "utf-16be";
    case Encoding::kWindows1256:
      return "windows-1256";
    case Encoding::kWindows1252:
      return "windows-1252";
  }
  return "";
}

void Decoder::Append(std::string_view bytes, std::string* out) {
  if (encoding_ == Encoding::kUtf16Le || encoding_ == Encoding::kUtf16Be) return AppendUtf16(bytes, out);
  const Table& table = encoding_ == Encoding::kWindows1256 ? kTable1256 : kTable1252;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      *out += c;
    } else if (const char16_t letter = table[byte - 0x80]; letter != 0) {
      AppendUtf8(letter, out);
    } else {
      *out += kNothing;
    }
  }
}

void Decoder::AppendUtf16(std::string_view bytes, std::string* out) {
  for (const char c : bytes) {
    if (!half_) {
      half_ = static_cast<unsigned char>(c);
      continue;
    }
    const unsigned second = static_cast<unsigned char>(c);
    const unsigned unit = encoding_ == Encoding::kUtf16Le ? (second << 8 | *half_) : (*half_ << 8 | second);
    half_.reset();
    Unit(static_cast<char16_t>(unit), out);
  }
}

void Decoder::Unit(char16_t unit, std::string* out) {
  const bool mark = unit == 0xfeff && !begun_;
  begun_ = true;
  if (mark) return;
  if (unit >= 0xdc00 && unit < 0xe000 && high_ != 0) {
    AppendUtf8(0x10000 + ((static_cast<char32_t>(high_) - 0xd800) << 10) + (unit - 0xdc00u), out);
    high_ = 0;
    return;
  }
  if (high_ != 0) *out += kNothing;
  high_ = unit >= 0xd800 && unit < 0xdc00 ? unit : 0;
  if (high_ != 0) return;
  if (unit >= 0xdc00 && unit < 0xe000) {
    *out += kNothing;
  } else {
    AppendUtf8(unit, out);
  }
}

void Decoder::Finish(std::string* out) {
  if (half_ || high_ != 0) *out += kNothing;
  half_.reset();
  high_ = 0;
}

std::string Encode(std::string_view utf8, Encoding encoding, bool* whole) {
  if (encoding == Encoding::kDetect || encoding == Encoding::kUtf8) return std::string(utf8);
  const icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
  std::string bytes;
  for (int32_t i = 0; i < text.length(); ++i) {
    const char16_t unit = text.charAt(i);
    if (encoding == Encoding::kUtf16Le || encoding == Encoding::kUtf16Be) {
      const char low = static_cast<char>(unit & 0xff), high = static_cast<char>(unit >> 8);
      bytes += encoding == Encoding::kUtf16Le ? low : high;
      bytes += encoding == Encoding::kUtf16Le ? high : low;
    } else if (unit < 0x80) {
      bytes += static_cast<char>(unit);
    } else if (!U16_IS_TRAIL(unit)) {  // one "?" a pair
      const Table& table = encoding == Encoding::kWindows1256 ? kTable1256 : kTable1252;
      const auto at = std::find(table.begin(), table.end(), unit);
      *whole = *whole && at != table.end();
      bytes += at == table.end() ? '?' : static_cast<char>(0x80 + (at - table.begin()));
    }
  }
  return bytes;
}

}  // namespace tabadul::ingest

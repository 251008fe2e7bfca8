#include "lib/exchange/plain_text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unorm2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <bitset>
#include <cstdint>
#include <cstring>

#include "absl/container/flat_hash_set.h"
#include "lib/platform/base/status.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::exchange {
namespace {

// Every element that HTML has or had, but those whose name alone would be a plausible word between angle
// brackets.
constexpr std::array<std::string_view, 78> kElements = {
    "a",      "abbr",     "address", "article",  "aside",  "b",    "base",   "big",    "blockquote", "body",
    "br",     "button",   "center",  "cite",     "code",   "col",  "dd",     "del",    "div",        "dl",
    "dt",     "em",       "embed",   "fieldset", "figure", "font", "footer", "form",   "frame",      "h1",
    "h2",     "h3",       "h4",      "h5",       "h6",     "head", "header", "hr",     "html",       "i",
    "iframe", "img",      "input",   "ins",      "label",  "li",   "link",   "main",   "mark",       "meta",
    "nav",    "object",   "ol",      "option",   "p",      "pre",  "s",      "script", "section",    "select",
    "small",  "span",     "strike",  "strong",   "style",  "sub",  "sup",    "svg",    "table",      "tbody",
    "td",     "textarea", "tfoot",   "th",       "thead",  "tr",   "u",      "ul"};

bool IsElement(std::string_view name) {
  std::array<char, 12> lower{};
  if (name.empty() || name.size() > lower.size()) return false;
  std::transform(name.begin(), name.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::binary_search(kElements.begin(), kElements.end(), std::string_view(lower.data(), name.size()));
}

bool IsTagAt(std::string_view text, size_t less) {
  std::string_view rest = text.substr(less + 1);
  if (rest.starts_with("!--")) return true;
  if (rest.starts_with('/')) rest.remove_prefix(1);
  const size_t end = static_cast<size_t>(
      std::find_if_not(
          rest.begin(), rest.end(),
          [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '1' && c <= '6'); }) -
      rest.begin());
  if (!IsElement(rest.substr(0, end)) || end == rest.size()) return false;
  if (rest[end] == '>') return true;
  const bool goes_on = rest[end] == '/' || rest[end] == ' ' || rest[end] == '\n';
  return goes_on && rest.find('>', end) < rest.find('<', end);
}

bool HasMarkup(std::string_view text) {
  for (size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    if (IsTagAt(text, at)) return true;
  }
  return false;
}

constexpr size_t kWord = sizeof(uint64_t);

// How many of the eight bytes at `at` are ASCII and no control characters, up to the first that is not; 0 if there are no
// eight.
size_t PlainAscii(std::string_view text, size_t at) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  constexpr uint64_t kEach = 0x0101010101010101, kHigh = 0x80 * kEach;
  uint64_t word = 0;
  if (text.size() - at < kWord) return 0;
  std::memcpy(&word, text.data() + at, kWord);
  // The high bit of a byte is set in the first sum from 0x20 on, in the second of 0x7f, in the word of what is not ASCII. Only
  // the last can carry into the next byte, which comes after what is looked for.
  const uint64_t plain = (word + 0x60 * kEach) & ~(word + kEach) & ~word & kHigh;
  return static_cast<size_t>(std::countr_zero(plain ^ kHigh)) / 8;
}

// Those that are in NFC wherever they stand: all below U+0300, and beyond them letters and signs without marks. A text of such
// characters alone is in NFC (UAX #15, "Detecting Normalization Forms"). Higher ones are rare here.
using Characters = std::bitset<0x3000>;
const Characters& NfcAnywhere() {
  static const auto* const all = [] {
    auto* characters = new Characters;
    for (UChar32 c = 0; c < static_cast<UChar32>(characters->size()); ++c) {
      if (u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) == UNORM_YES && u_getCombiningClass(c) == 0)
        characters->set(static_cast<size_t>(c));
    }
    return characters;
  }();
  return *all;
}

bool IsNfc(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfc = [] {
    UErrorCode of_instance = U_ZERO_ERROR;
    return icu::Normalizer2::getNFCInstance(of_instance);
  }();
  return nfc->isNormalizedUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), error) &&
         U_SUCCESS(error);
}

// ICU checks form and letter case only: "english" would be a well-formed tag.
bool NamesALanguage(std::string_view tag) {
  const std::string_view language = tag.substr(0, tag.find('-'));
  return language == "und" || language == "mul" || taxonomy::List(taxonomy::kLanguages).Contains(language);
}

bool IsLanguageTagByIcu(const std::string& tag) {
  std::array<char, ULOC_FULLNAME_CAPACITY> locale{}, back{};
  UErrorCode error = U_ZERO_ERROR;
  int32_t parsed = 0;
  uloc_forLanguageTag(tag.c_str(), locale.data(), locale.size(), &parsed, &error);
  if (U_FAILURE(error) || parsed != static_cast<int32_t>(tag.size())) return false;
  uloc_toLanguageTag(locale.data(), back.data(), back.size(), true, &error);
  return U_SUCCESS(error) && error != U_STRING_NOT_TERMINATED_WARNING && tag == back.data();
}

}  // namespace

TextFault InspectText(std::string_view text, bool lines) {
  const Characters& nfc_anywhere = NfcAnywhere();
  const auto length = static_cast<int32_t>(text.size());
  TextFault fault = TextFault::kNone;
  bool nfc = true;
  for (int32_t at = 0; at < length;) {
    const size_t plain = PlainAscii(text, static_cast<size_t>(at));
    at += static_cast<int32_t>(plain);
    if (plain == kWord) continue;
    do {
      UChar32 c = 0;
      U8_NEXT(text.data(), at, length, c);
      if (c < 0) return TextFault::kNotUtf8;
      const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
      if (control && !(lines && c == '\n')) fault = TextFault::kControl;
      const auto index = static_cast<size_t>(c);
      nfc = nfc && index < nfc_anywhere.size() && nfc_anywhere[index];
    } while (at < length && !U8_IS_SINGLE(text[static_cast<size_t>(at)]));
  }
  if (fault != TextFault::kNone) return fault;
  if (HasMarkup(text)) return TextFault::kMarkup;
  return nfc || IsNfc(text) ? TextFault::kNone : TextFault::kNotNfc;
}

bool IsLanguageTag(std::string_view tag) {
  if (tag == "ar" || tag == "en" || tag == "fr") return true;  // nearly all
  if (tag.empty() || tag.size() > 35 || tag.find('\0') != std::string_view::npos) return false;
  thread_local absl::flat_hash_set<std::string>
      known;  // few tags are in use, and ICU takes a microsecond for one
  if (known.contains(Absl(tag))) return true;
  const std::string text(tag);
  if (!NamesALanguage(tag) || !IsLanguageTagByIcu(text)) return false;
  if (known.size() < 1000) known.insert(text);
  return true;
}

std::string CutText(std::string_view text, size_t bytes) {
  size_t end = std::min(bytes, text.size());
  while (end > 0 && end < text.size() && U8_IS_TRAIL(text[end])) --end;
  return std::string(text.substr(0, end));
}

}  // namespace tabadul::exchange

#include "lib/ingest/tidy.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <vector>

#include "absl/strings/match.h"
#include "lib/platform/base/status.h"
#include "simdjson.h"

namespace tabadul::ingest {
namespace {

bool IsVisible(UChar32 c) {
  const int8_t type = u_charType(c);
  // Format characters (marks of direction, soft hyphens, BOMs), private use, unassigned and surrogates are not text.
  return type != U_CONTROL_CHAR && type != U_FORMAT_CHAR && type != U_UNASSIGNED &&
         type != U_PRIVATE_USE_CHAR && type != U_SURROGATE && c != 0xfffd;
}

// Whether a character is always as it should be, whatever stands beside it: visible, composed, no space. By code
// point of the basic plane; made once.
const std::vector<char>& PlainCharacters() {
  static const auto* plain = [] {
    auto* table = new std::vector<char>(0x10000);
    for (UChar32 c = 0x21; c < 0x10000; ++c) {
      (*table)[static_cast<size_t>(c)] = IsVisible(c) && !u_isUWhiteSpace(c) && !u_getCombiningClass(c) &&
                                         u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) == UNORM_YES;
    }
    return table;
  }();
  return *plain;
}

// Most texts are in order, or are tidied a second time: seen in one pass without a copy. `text` is valid UTF-8;
// false also where only a closer look can tell.
bool IsTidy(std::string_view text, Lines lines) {
  const std::vector<char>& plain = PlainCharacters();
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  int spaces = 1, breaks = 2;  // as if after an empty line: none may follow at the start
  for (size_t i = 0; i < text.size();) {
    const uint8_t first = bytes[i];
    if (first == ' ') {
      if (++spaces > 1) return false;
      ++i;
      continue;
    }
    if (first == '\n') {
      if (lines == Lines::kOne || ++breaks > 2 || (spaces > 0 && breaks == 1)) return false;
      spaces = 1;  // a space may not follow
      ++i;
      continue;
    }
    size_t c = first, length = 1;
    if (first >= 0xf0) return false;
    if (first >= 0xe0) {
      c = (first & 0x0fu) << 12 | (bytes[i + 1] & 0x3fu) << 6 | (bytes[i + 2] & 0x3fu);
      length = 3;
    } else if (first >= 0xc0) {
      c = (first & 0x1fu) << 6 | (bytes[i + 1] & 0x3fu);
      length = 2;
    }
    if (!plain[c]) return false;
    i += length;
    spaces = breaks = 0;
  }
  return text.empty() || (spaces == 0 && breaks == 0);
}

std::string Normalised(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  const icu::StringPiece piece(text.data(), static_cast<int32_t>(text.size()));
  if (U_FAILURE(error) || nfc->isNormalizedUTF8(piece, error)) return std::string(text);
  std::string result;
  icu::StringByteSink<std::string> sink(&result);
  nfc->normalizeUTF8(0, piece, sink, nullptr, error);
  return U_SUCCESS(error) ? result : std::string(text);
}

bool IsJoiner(UChar32 c) { return c == 0x200c || c == 0x200d; }
// Letters (Persian) and symbols (emoji sequences), with what may stand between: marks and variation
// selectors.
bool Joins(UChar32 c) {
  return u_isalpha(c) || u_charType(c) == U_OTHER_SYMBOL || u_getCombiningClass(c) || c == 0xfe0f;
}

class Tidier {
 public:
  explicit Tidier(Lines lines) : lines_(lines) {}

  void Add(UChar32 c, UChar32 before, UChar32 after) {
    if (c < 0x10000 && plain_[static_cast<size_t>(c)]) {
      Put(c);
    } else if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x0b || c == 0x0c || c == 0x85) {
      if (c != '\n' || before != '\r') ++breaks_;
    } else if (c == '\t' || u_isUWhiteSpace(c)) {
      space_ = true;
    } else if (IsJoiner(c) ? Joins(before) && Joins(after) : IsVisible(c)) {
      Put(c);
    } else {
      dropped_ = true;
    }
  }
  bool dropped() const { return dropped_; }
  std::string Take() { return std::move(out_); }

 private:
  void Put(UChar32 c) {
    if (!out_.empty()) {
      if (breaks_ > 0 && lines_ == Lines::kMany) {
        out_.append(breaks_ > 1 ? "\n\n" : "\n");
      } else if (breaks_ > 0 || space_) {
        out_ += ' ';
      }
    }
    breaks_ = 0;
    space_ = false;
    AppendUtf8(static_cast<char32_t>(c), &out_);
  }

  const std::vector<char>& plain_ = PlainCharacters();
  const Lines lines_;
  std::string out_;
  int breaks_ = 0;
  bool space_ = false;
  bool dropped_ = false;
};

// `dropped`: whether a character was taken out that is no space; the text is then shorter.
std::string TidyOnce(std::string_view text, Lines lines, bool* dropped) {
  const std::string normal = Normalised(text);
  const auto length = static_cast<int32_t>(normal.size());
  const char* bytes = normal.data();
  Tidier tidier(lines);
  UChar32 before = 0;
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT_OR_FFFD(bytes, i, length, c);
    UChar32 after = 0;
    if (int32_t next = i; i < length) U8_NEXT_OR_FFFD(bytes, next, length, after);
    tidier.Add(c, before, after);
    before = c;
  }
  *dropped = tidier.dropped();
  return tidier.Take();
}

}  // namespace

std::string Tidy(std::string_view text, Lines lines) {
  if (IsTidy(text, lines)) return std::string(text);
  std::string tidy(text);
  // Where something invisible is taken out, its neighbours meet and may compose or join otherwise than before.
  for (bool dropped = true; dropped;) tidy = TidyOnce(tidy, lines, &dropped);
  return tidy;
}

void AppendUtf8(char32_t character, std::string* out) {
  char bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, static_cast<UChar32>(character));
  out->append(bytes, static_cast<size_t>(length));
}

bool ValidUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

bool IsPlaceholder(std::string_view text) {
  return text.empty() || absl::EqualsIgnoreCase(Absl(text), "nan") ||
         absl::EqualsIgnoreCase(Absl(text), "null");
}

}  // namespace tabadul::ingest

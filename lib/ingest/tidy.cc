#include "lib/ingest/tidy.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "absl/strings/match.h"
#include "lib/platform/base/status.h"
#include "simdjson.h"

namespace tabadul::ingest {
namespace {

bool IsPlainAscii(std::string_view text) {
  bool space = true;  // a space now would be leading or double
  for (char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
    if (c == ' ' && space) return false;
    space = c == ' ';
  }
  return text.empty() || !space;
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
    if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x0b || c == 0x0c || c == 0x85) {
      if (c != '\n' || before != '\r') ++breaks_;
    } else if (c == '\t' || u_isUWhiteSpace(c)) {
      space_ = true;
    } else if (IsJoiner(c) ? Joins(before) && Joins(after) : Visible(c)) {
      Put(c);
    } else {
      dropped_ = true;
    }
  }
  bool dropped() const { return dropped_; }
  std::string Take() { return std::move(out_); }

 private:
  static bool Visible(UChar32 c) {
    const int8_t type = u_charType(c);
    // Format characters (marks of direction, soft hyphens, BOMs), private use, unassigned and surrogates are
    // not text.
    return type != U_CONTROL_CHAR && type != U_FORMAT_CHAR && type != U_UNASSIGNED &&
           type != U_PRIVATE_USE_CHAR && type != U_SURROGATE && c != 0xfffd;
  }
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
    char bytes[U8_MAX_LENGTH];
    int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, c);
    out_.append(bytes, static_cast<size_t>(length));
  }

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
  if (IsPlainAscii(text)) return std::string(text);
  std::string tidy(text);
  // Where something invisible is taken out, its neighbours meet and may compose or join otherwise than before.
  for (bool dropped = true; dropped;) tidy = TidyOnce(tidy, lines, &dropped);
  return tidy;
}

bool ValidUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

bool IsPlaceholder(std::string_view text) {
  return text.empty() || absl::EqualsIgnoreCase(Absl(text), "nan") ||
         absl::EqualsIgnoreCase(Absl(text), "null");
}

}  // namespace tabadul::ingest

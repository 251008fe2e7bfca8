#include "lib/platform/messages/pattern.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "unicode/locid.h"
#include "unicode/messagepattern.h"
#include "unicode/msgfmt.h"

namespace tabadul::messages {
namespace {

struct Piece {
  std::string text;
  bool optional;
};

// Cuts at the brackets that stand outside braces. An unclosed bracket is text.
std::vector<Piece> Cut(std::string_view text) {
  std::vector<Piece> pieces;
  std::string current;
  bool optional = false;
  int depth = 0;
  const auto end_piece = [&](bool next) {
    if (!current.empty()) pieces.push_back({std::move(current), optional});
    current.clear();
    optional = next;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{') ++depth;
    if (c == '}') --depth;
    const bool doubled = (c == '[' || c == ']') && i + 1 < text.size() && text[i + 1] == c;
    if (depth == 0 && doubled) {
      current += c;
      ++i;
    } else if (depth == 0 && c == '[') {
      end_piece(true);
    } else if (depth == 0 && c == ']') {
      end_piece(false);
    } else {
      current += c;
    }
  }
  end_piece(false);
  return pieces;
}

// What a pattern does with one of its arguments.
struct Use {
  bool selects = false, prints = false, counts = false;
};

std::map<std::string, Use> Uses(const icu::MessagePattern& pattern) {
  std::map<std::string, Use> uses;
  for (int32_t i = 0; i < pattern.countParts(); ++i) {
    const icu::MessagePattern::Part& part = pattern.getPart(i);
    if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
    std::string name;
    pattern.getSubstring(pattern.getPart(i + 1)).toUTF8String(name);
    Use& use = uses[name];
    const UMessagePatternArgType type = part.getArgType();
    if (type == UMSGPAT_ARG_TYPE_SELECT) {
      use.selects = true;
    } else if (UMSGPAT_ARG_TYPE_HAS_PLURAL_STYLE(type) || type == UMSGPAT_ARG_TYPE_SIMPLE) {  // {n, number}
      use.counts = true;
    } else {
      use.prints = true;
    }
  }
  return uses;
}

icu::Locale LocaleOf(std::string_view language, Digits digits) {
  if (language == "ar") return icu::Locale(digits == Digits::kArabic ? "ar@numbers=arab" : "ar@numbers=latn");
  return icu::Locale(std::string(language).c_str());
}

bool Counts(const std::map<std::string, Use>& uses) {
  return std::any_of(uses.begin(), uses.end(), [](const auto& use) { return use.second.counts; });
}

bool Number(const std::string& text, int64_t* value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

constexpr char16_t kIsolate = 0x2068, kRightToLeft = 0x2067, kEndIsolate = 0x2069;

// A value has the direction of its first letter. One that was made of values itself shows none of its letters to that rule, and
// would be left-to-right: it is text of this language, and has its direction.
icu::UnicodeString Text(const std::string& value, bool isolate) {
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(value);  // invalid bytes become U+FFFD
  if (!isolate) return text;
  return icu::UnicodeString(text.indexOf(kIsolate) < 0 ? kIsolate : kRightToLeft) + text +
         icu::UnicodeString(kEndIsolate);
}

}  // namespace

class Pattern::Part {
 public:
  bool optional = false;
  std::map<std::string, Use> uses;
  std::unique_ptr<icu::MessageFormat> format, with_arabic_digits;  // the latter of an Arabic text that counts
  mutable absl::Mutex mutex;  // MessageFormat makes its parts on first use, in const methods

  bool Lacks(const Metadata& parameters) const {
    for (const auto& [name, use] : uses) {
      if (!use.prints && !use.counts) continue;  // a select without its parameter takes "other"
      const auto found = parameters.find(name);
      int64_t number = 0;
      if (found == parameters.end()) return true;
      if (use.counts && !Number(found->second, &number)) return true;
    }
    return false;
  }

  void Format(const Metadata& parameters, Digits digits, bool isolate, icu::UnicodeString* out) const {
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    for (const auto& [name, use] : uses) {
      names.push_back(icu::UnicodeString::fromUTF8(name));
      const auto found = parameters.find(name);
      int64_t number = 0;
      if (use.counts) {
        if (found != parameters.end()) Number(found->second, &number);
        values.emplace_back(number);
      } else if (found == parameters.end()) {
        values.emplace_back(icu::UnicodeString(char16_t{0x2026}));
      } else {
        values.emplace_back(Text(found->second, isolate && !use.selects));
      }
    }
    UErrorCode error = U_ZERO_ERROR;
    icu::UnicodeString text;
    const bool arabic = digits == Digits::kArabic && with_arabic_digits != nullptr;
    const icu::MessageFormat& chosen = arabic ? *with_arabic_digits : *format;
    absl::MutexLock lock(&mutex);
    chosen.format(names.data(), values.data(), static_cast<int32_t>(names.size()), text, error);
    if (U_SUCCESS(error)) *out += text;
  }
};

Pattern::Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

absl::StatusOr<Pattern> Pattern::Make(std::string_view language, std::string_view text) {
  Pattern pattern;
  pattern.isolate_ = language == "ar";
  for (const Piece& piece : Cut(text)) {
    auto part = std::make_unique<Part>();
    part->optional = piece.optional;
    const icu::UnicodeString source = icu::UnicodeString::fromUTF8(piece.text);
    UParseError where;
    UErrorCode error = U_ZERO_ERROR;
    const icu::MessagePattern parsed(source, &where, error);
    if (U_SUCCESS(error)) {
      part->uses = Uses(parsed);
      const auto make = [&](Digits digits) {
        return std::make_unique<icu::MessageFormat>(source, LocaleOf(language, digits), where, error);
      };
      part->format = make(Digits::kLatin);
      if (language == "ar" && Counts(part->uses)) part->with_arabic_digits = make(Digits::kArabic);
    }
    if (U_FAILURE(error)) return Internal(std::string(u_errorName(error)) + " in: " + piece.text);
    for (const auto& [name, use] : part->uses) {
      pattern.parameters_.insert(name);
      if (!piece.optional && (use.prints || use.counts)) pattern.needed_.insert(name);
    }
    pattern.parts_.push_back(std::move(part));
  }
  return pattern;
}

std::string Pattern::Format(const Metadata& parameters, Digits digits) const {
  icu::UnicodeString text;
  for (const auto& part : parts_) {
    if (part->optional && part->Lacks(parameters)) continue;
    part->Format(parameters, digits, isolate_, &text);
  }
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

}  // namespace tabadul::messages

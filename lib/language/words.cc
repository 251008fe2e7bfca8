#include "lib/language/words.h"

#include <algorithm>

#include "lib/language/fold.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::language {
namespace {

// "5,000" and "٥٬٠٠٠" are 5000; "3,5" and "٣٫٥" are 3.5.
std::string PlainNumber(std::string_view word) {
  std::string out;
  out.reserve(word.size());
  for (size_t i = 0; i < word.size();) {
    const bool arabic = word.substr(i).starts_with("٫") || word.substr(i).starts_with("٬");
    if (!arabic && word[i] != ',') {
      out.push_back(word[i++]);
      continue;
    }
    i += arabic ? 2 : 1;
    const std::string_view rest = word.substr(i);
    const auto end = std::find_if(rest.begin(), rest.end(), [](char c) { return c < '0' || c > '9'; });
    if (end - rest.begin() != 3) out.push_back('.');
  }
  return out;
}

// At most `limit` bytes, whole characters.
std::string_view Cut(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::string Spelling(std::string_view surface, WordKind kind) {
  constexpr size_t kMaxSurface = 512;  // room for marks; what lies beyond is no word
  std::string folded = Fold(Cut(surface, kMaxSurface));
  if (kind == WordKind::kSymbol && !MUTANT("keep_signs_of_numbers")) {
    folded = PlainNumber(folded);
  } else if (kind != WordKind::kSymbol) {
    folded.erase(std::remove(folded.begin(), folded.end(), '.'), folded.end());  // "s.a.r.l"
  }
  folded.resize(Cut(folded, kMaxTermBytes).size());
  return folded;
}

bool IsPlainLatin(std::string_view folded) {
  return std::all_of(folded.begin(), folded.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

Words::Forms Words::Make(std::string_view surface, WordKind kind) const {
  Forms forms{.folded = Spelling(surface, kind)};
  forms.plain.text = "=" + forms.folded;
  if (forms.folded.empty()) return forms;
  if (kind == WordKind::kArabic) {
    forms.arabic.text = "a";
    forms.arabic.text += StemArabic(forms.folded);
  } else if (kind == WordKind::kLatin && IsPlainLatin(forms.folded)) {
    forms.english.text = "e" + stemmer_.English(forms.folded);
    forms.french.text = "f" + stemmer_.French(forms.folded);
  }
  return forms;
}

Words::Forms& Words::Of(std::string_view surface, WordKind kind) {
  constexpr size_t kMaxCached = 64;
  if (surface.size() > kMaxCached) return uncached_[next_uncached_++ % kValidFor] = Make(surface, kind);
  return seen_[static_cast<size_t>(kind)].Of(surface,
                                             [&](std::string_view text) { return Make(text, kind); });
}

Term& TermOf(Words::Forms& forms, const Languages& languages) {
  if (!forms.arabic.text.empty()) return languages.arabic ? forms.arabic : forms.plain;
  if (forms.english.text.empty()) return forms.plain;
  switch (languages.latin) {
    case Languages::Latin::kEnglish:
      return forms.english;
    case Languages::Latin::kFrench:
      return forms.french;
    case Languages::Latin::kOther:
    case Languages::Latin::kOpen:
      break;
  }
  return forms.plain;
}

}  // namespace tabadul::language

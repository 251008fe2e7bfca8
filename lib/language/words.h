// From a word as it stands in a text to its terms, remembering what it has seen: folding and stemming cost
// microseconds, a look-up does not, and texts repeat their words. Internal to lib/language. Not thread-safe.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "lib/language/analyzer.h"
#include "lib/language/detect.h"
#include "lib/language/generations.h"
#include "lib/language/scan.h"
#include "lib/language/stem.h"

namespace tabadul::language {

struct Term {
  std::string text;  // a byte that names the rules, then the stem; or empty
  Memo memo;
};

class Words {
 public:
  // What a word becomes. The terms that do not fit it are empty.
  struct Forms {
    std::string folded;  // empty for a word of marks alone, which is no word
    Term arabic, english, french, plain;
  };

  // Valid until it has been called kValidFor times more.
  Forms& Of(std::string_view surface, WordKind kind);
  static constexpr size_t kValidFor = 32;
  // Fetches what a caller is going to look at.
  static void Prefetch(const Forms& forms) {
    constexpr size_t kLine = 64;
    const auto* const bytes = reinterpret_cast<const char*>(&forms);
    for (size_t at = 0; at < sizeof(Forms); at += kLine) __builtin_prefetch(bytes + at);
  }

 private:
  Forms Make(std::string_view surface, WordKind kind) const;

  LatinStemmer stemmer_;
  std::array<Generations<Forms, 16384>, 3> seen_;  // by WordKind; about 10 MB
  std::array<Forms, kValidFor> uncached_;          // in turn
  size_t next_uncached_ = 0;
};

// The term of a document's word. Only words with an English and a French one ask which language it is, which is not open
// then.
Term& TermOf(Words::Forms& forms, const Languages& languages);

}  // namespace tabadul::language

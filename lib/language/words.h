// From a word as it stands in a text to its terms, remembering what it has seen: folding and stemming cost
// microseconds, a look-up does not, and texts repeat their words. Internal to lib/language. Not thread-safe.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "lib/language/analyzer.h"
#include "lib/language/detect.h"
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

  // Valid until the next call.
  Forms& Of(std::string_view surface, WordKind kind);

 private:
  // Two generations: what is in use stays, what is not goes, and memory is bounded (about 10 MB).
  using Generation = absl::flat_hash_map<std::string, std::unique_ptr<Forms>>;

  Forms Make(std::string_view surface, WordKind kind) const;

  LatinStemmer stemmer_;
  std::array<Generation, 3> young_;  // by WordKind
  std::array<Generation, 3> old_;
  Forms uncached_;
};

// The term of a document's word.
Term& TermOf(Words::Forms& forms, const Languages& languages);

}  // namespace tabadul::language

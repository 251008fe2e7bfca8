// A job title as words, the same for all ways of writing it: "Acheteur / Acheteuse", "acheteur(se)" and
// "ACHETEURS" have the same stems; "Snr. Sales Mgr" those of "senior sales manager". Thread-safe, no state.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tabadul::taxonomy {

struct TitleWord {
  std::string folded;     // language::Fold of the word as it was written
  std::string stem;       // opaque, equal for the forms of one word; by the language's rules
  bool function = false;  // "de", "of", "في": says nothing alone
};

// `language` is "ar", "en" or "fr". The feminine beside its masculine is left out, abbreviations are written
// out.
std::vector<TitleWord> ReadTitle(std::string_view text, std::string_view language);

}  // namespace tabadul::taxonomy

#include "lib/ingest/language_guess.h"

#include <cld2/public/compact_lang_det.h>

#include <algorithm>

namespace tabadul::ingest {

std::string GuessLanguage(std::string_view text, const std::vector<std::string>& candidates) {
  constexpr size_t kEnough = 10'000;  // more text changes no answer
  bool reliable = false;
  text = text.substr(0, kEnough);
  while (!text.empty() && (text.back() & 0xc0) == 0x80) text.remove_suffix(1);
  if (!text.empty() && (text.back() & 0x80)) text.remove_suffix(1);
  const CLD2::Language language =
      CLD2::DetectLanguage(text.data(), static_cast<int>(text.size()), /*is_plain_text=*/true, &reliable);
  const std::string code = CLD2::LanguageCode(language);
  if (!reliable || std::find(candidates.begin(), candidates.end(), code) == candidates.end()) return "";
  return code;
}

}  // namespace tabadul::ingest

// Any bytes as titles and as queries: what is added is known, a correction is of words that were added and leaves the
// rest alone, and what is removed leaves nothing behind. Keys and costs take any bytes.
#include <cstdint>
#include <optional>
#include <string_view>

#include "lib/language/fold.h"
#include "lib/language/transliterate.h"
#include "lib/search/speller.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul;
  static const language::Analyzer analyzer;
  const std::string_view text = fuzz::Text(data, size);
  const size_t half = text.find('\n');
  const std::string_view title = text.substr(0, half),
                         query = half == text.npos ? title : text.substr(half + 1);
  search::Speller speller(analyzer);
  speller.Add(title, "");
  speller.Add("مهندس accountant", "en");
  Check(!speller.Correct("مهندس accountant").has_value());
  if (const std::optional<search::Correction> correction = speller.Correct(query)) {
    size_t at = 0, from = 0;
    for (const search::Correction::Word& word : correction->words) {
      Check(at <= word.begin && word.begin < word.end && word.end <= correction->text.size());
      Check(correction->text.compare(word.begin, word.end - word.begin, word.to) == 0 &&
            word.from != word.to);
      Check(correction->text.compare(at, word.begin - at, query.substr(from, word.begin - at)) == 0);
      from += word.begin - at;
      Check(query.substr(from).starts_with(word.from));
      from += word.from.size();
      at = word.end;
    }
    Check(correction->text.substr(at) == query.substr(from));
  }
  speller.Remove("مهندس accountant", "en");
  speller.Remove(title, "");
  Check(speller.figures().words == 0 && speller.figures().terms == 0 && speller.figures().deletions == 0);
  for (const std::string& key : language::ConsonantKeys(title)) Check(key.size() >= 2);
  language::TransliterationCost(title, query);
  language::TransliterationCost(language::Fold(title), language::Fold(query));
  language::Tidy(text);
  return 0;
}

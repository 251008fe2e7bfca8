// Any bytes as a query and as a document: words lie where they say, and each finds itself.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "lib/language/analyzer.h"
#include "lib/language/detect.h"
#include "lib/language/fold.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace tabadul::language;
  static const Analyzer analyzer;
  const std::string_view text = tabadul::fuzz::Text(data, size);
  for (const QueryWord& word : analyzer.AnalyzeQuery(text)) {
    Check(word.begin < word.end && word.end <= size && !word.any_of.empty());
  }
  const std::string folded = Fold(text);
  Check(Fold(folded) == folded);
  DetectLanguage(text);
  for (const char* language : {"ar", "en", "fr", "fa", ""}) {
    uint32_t last = 0;
    for (const Token& token : analyzer.Analyze(text, language)) {
      Check(last <= token.begin && token.begin < token.end && token.end <= size);
      Check(token.term.size() > 1 && token.term.size() <= kMaxTermBytes + 1);
      last = token.end;
      const auto query = analyzer.AnalyzeQuery(text.substr(token.begin, token.end - token.begin));
      Check(std::any_of(query.begin(), query.end(), [&](const QueryWord& word) {
        return std::find(word.any_of.begin(), word.any_of.end(), token.term) != word.any_of.end();
      }));
    }
  }
  return 0;
}

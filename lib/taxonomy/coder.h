// The occupation coder: a job title to ranked codes. It knows labels (names and synonyms of codes) and learns
// from every title that comes coded, one by one. Two opinions are joined: the nearest known titles vote, which
// explains the answer, and a classifier that has learned which words and letters belong to which group.
//
//   Coder coder;
//   coder.AddLabel("Nursing professionals", "en", {"2221", "2221"});
//   coder.Learn("Staff nurse ICU", "en", {"2221", "2221"});
//   coder.Suggest("ICU nurse", "en")[0].code == "2221";
//
// Thread-safe; readers do not wait for one another.
#pragma once

#include <array>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::taxonomy {

// A code and the group that classifiers tell apart: an ISCO unit group is its own group, an ESCO occupation
// stands in one.
struct TitleCode {
  std::string code, group;
};

struct CodeSuggestion {
  struct Because {
    std::string title;      // known, with this code
    double similarity = 0;  // 0 to 1
    bool label = false;     // a name or synonym, not a title that came coded
  };
  std::string code;
  double confidence = 0;         // those of all codes sum to at most 1
  std::vector<Because> because;  // the nearest, at most three, nearest first
};

class LanguageCoder;

class Coder {
 public:
  Coder();
  ~Coder();
  Coder(const Coder&) = delete;
  Coder& operator=(const Coder&) = delete;

  // `language` is "ar", "en" or "fr"; others, and texts without a word, are left out.
  void AddLabel(std::string_view text, std::string_view language, const TitleCode& code);
  // A title that came coded. What came before is not forgotten; a title that came with this code before counts
  // once.
  void Learn(std::string_view title, std::string_view language, const TitleCode& code);

  // Codes, best first. `by_group`: groups instead of codes.
  std::vector<CodeSuggestion> Suggest(std::string_view title, std::string_view language, size_t limit = 5,
                                      bool by_group = false) const;

 private:
  LanguageCoder* Of(std::string_view language) const;

  mutable std::shared_mutex mutex_;
  std::array<std::unique_ptr<LanguageCoder>, 3> languages_;
};

}  // namespace tabadul::taxonomy

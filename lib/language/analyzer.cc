#include "lib/language/analyzer.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "lib/language/detect.h"
#include "lib/language/scan.h"
#include "lib/language/words.h"

namespace tabadul::language {

// One Words per call in progress, lent and given back. (std::mutex, since TSan does not see into Debian's
// Abseil.)
class Analyzer::Pool {
 public:
  class Loan {
   public:
    explicit Loan(Pool& pool) : pool_(pool), words_(pool.Take()) {}
    ~Loan() { pool_.GiveBack(std::move(words_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Words& operator*() { return *words_; }

   private:
    Pool& pool_;
    std::unique_ptr<Words> words_;
  };

 private:
  std::unique_ptr<Words> Take() {
    {
      std::lock_guard lock(mutex_);
      if (!free_.empty()) {
        std::unique_ptr<Words> words = std::move(free_.back());
        free_.pop_back();
        return words;
      }
    }
    return std::make_unique<Words>();
  }
  void GiveBack(std::unique_ptr<Words> words) {
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(words));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<Words>> free_;
};

Analyzer::Analyzer() : pool_(std::make_unique<Pool>()) {}
Analyzer::~Analyzer() = default;

namespace {

std::string_view Surface(std::string_view text, const Word& word) {
  return text.substr(word.begin, word.stem_end - word.begin);
}

// The terms that a document with this word may have been indexed by.
std::vector<std::string> Alternatives(const Words::Forms& forms) {
  std::vector<std::string> any_of;
  for (const Term* term : {&forms.arabic, &forms.english, &forms.french, &forms.plain}) {
    if (!term->text.empty()) any_of.push_back(term->text);
  }
  return any_of;
}

}  // namespace

// `visit` takes (Term& term, const Word& word).
template <class Visit>
void Analyzer::Walk(std::string_view text, std::string_view language, const Visit& visit) const {
  const std::vector<Word> found = Scan(text);
  if (found.empty()) return;
  Pool::Loan loan(*pool_);
  Languages languages = LanguagesOf(language);
  // Forms lie anywhere in memory: many are looked for before the first of them is looked at.
  std::array<Words::Forms*, Words::kValidFor> many{};
  for (size_t from = 0; from < found.size(); from += many.size()) {
    const size_t count = std::min(many.size(), found.size() - from);
    for (size_t i = 0; i < count; ++i) {
      const Word& word = found[from + i];
      many[i] = &(*loan).Of(Surface(text, word), word.kind);
      Words::Prefetch(*many[i]);
    }
    for (size_t i = 0; i < count; ++i) {
      Words::Forms& forms = *many[i];
      if (forms.folded.empty()) continue;
      const bool asks = languages.latin == Languages::Latin::kOpen && !forms.english.text.empty();
      if (asks) languages.latin = DetectLatin(text, found);
      visit(TermOf(forms, languages), found[from + i]);
    }
  }
}

std::vector<Token> Analyzer::Analyze(std::string_view text, std::string_view language) const {
  std::vector<Token> tokens;
  tokens.reserve(text.size() / 8);
  Walk(text, language, [&](const Term& term, const Word& word) {
    tokens.push_back({term.text, word.begin, word.end});
  });
  return tokens;
}

void Analyzer::ForEach(std::string_view text, std::string_view language,
                       absl::FunctionRef<void(std::string_view term, Memo& memo)> visit) const {
  Walk(text, language, [&](Term& term, const Word&) { visit(term.text, term.memo); });
}

std::vector<QueryWord> Analyzer::AnalyzeQuery(std::string_view text) const {
  Pool::Loan loan(*pool_);
  std::vector<QueryWord> content;
  std::vector<QueryWord> function;
  for (const Word& word : Scan(text)) {
    const Words::Forms& forms = (*loan).Of(Surface(text, word), word.kind);
    if (forms.folded.empty()) continue;
    std::vector<QueryWord>& list = IsFunctionWord(forms.folded) ? function : content;
    if (list.size() == kMaxQueryWords) continue;
    QueryWord found{Alternatives(forms), word.begin, word.end};
    const auto same = [&](const QueryWord& other) { return other.any_of == found.any_of; };
    if (std::none_of(list.begin(), list.end(), same)) list.push_back(std::move(found));
  }
  return content.empty() ? function : content;
}

}  // namespace tabadul::language

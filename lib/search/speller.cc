#include "lib/search/speller.h"

#include <mutex>
#include <shared_mutex>
#include <utility>

#include "lib/language/generations.h"
#include "lib/search/lock.h"
#include "lib/search/speller_vocabulary.h"
#include "lib/search/speller_words.h"

namespace tabadul::search {
namespace {

// "Al-", "el ", "ar-" (before an r) and the like.
bool IsLatinArticle(std::string_view word, std::string_view between, std::string_view next) {
  const auto is = [&](size_t at, char letter) { return (word[at] | 0x20) == letter; };
  if (word.size() != 2 || !(is(0, 'a') || is(0, 'e'))) return false;
  if (is(1, 'l')) return between == "-" || between == " ";
  return between == "-" && is(1, static_cast<char>(next[0] | 0x20));
}

}  // namespace

// The words of texts and how they are spelled: finding that out costs a microsecond a word, and texts repeat their words.
// Texts themselves are not remembered: they would stay when their records have gone.
class Speller::Texts {
 public:
  struct Word {
    uint64_t term = 0;                           // its hash
    std::shared_ptr<const SpelledWord> spelled;  // null: it is neither corrected nor corrected to
  };
  explicit Texts(const language::Analyzer& analyzer) : analyzer_(analyzer) {}

  std::vector<Word> WordsOf(std::string_view text, std::string_view language) {
    const std::vector<language::Token> tokens = analyzer_.Analyze(text, language);
    std::vector<Word> words;
    words.reserve(tokens.size());
    for (const language::Token& token : tokens) {
      const std::string_view surface = text.substr(token.begin, token.end - token.begin);
      words.push_back({Vocabulary::HashOf(token.term), SpellingOf(surface)});
    }
    return words;
  }

 private:
  std::shared_ptr<const SpelledWord> SpellingOf(std::string_view surface) {
    constexpr size_t kLongest = 64;
    return surface.size() > kLongest ? Make(surface) : spellings_.Of(surface, Make);
  }
  static std::shared_ptr<const SpelledWord> Make(std::string_view surface) {
    std::optional<SpelledWord> spelled = Spell(surface);
    return spelled ? std::make_shared<const SpelledWord>(*std::move(spelled)) : nullptr;
  }

  const language::Analyzer& analyzer_;
  language::Generations<std::shared_ptr<const SpelledWord>, 8192> spellings_;
};

Speller::Speller(const language::Analyzer& analyzer, size_t max_words)
    : analyzer_(analyzer),
      vocabulary_(std::make_unique<Vocabulary>(max_words)),
      texts_(std::make_unique<Texts>(analyzer)) {}
Speller::~Speller() = default;

void Speller::Add(std::string_view text, std::string_view language) {
  std::lock_guard writing(writing_);
  // Everything that can be done before the vocabulary is locked.
  const std::vector<Texts::Word> words = texts_->WordsOf(text, language);
  std::lock_guard lock(mutex_);
  for (const Texts::Word& word : words) {
    vocabulary_->AddTerm(word.term);
    if (word.spelled) vocabulary_->Add(*word.spelled);
  }
}

void Speller::Remove(std::string_view text, std::string_view language) {
  std::lock_guard writing(writing_);
  const std::vector<Texts::Word> words = texts_->WordsOf(text, language);
  std::lock_guard lock(mutex_);
  for (const Texts::Word& word : words) {
    vocabulary_->RemoveTerm(word.term);
    if (word.spelled) vocabulary_->Remove(*word.spelled);
  }
}

auto Speller::CorrectWord(std::string_view word, const Known& known, size_t& unknown) const
    -> std::optional<Better> {
  const std::optional<SpelledWord> spelled = Spell(word);
  if (!spelled) return std::nullopt;
  const std::vector<language::QueryWord> analyzed = analyzer_.AnalyzeQuery(word);
  if (analyzed.empty() || (known != nullptr && known(analyzed[0]))) return std::nullopt;
  std::shared_lock lock(mutex_);
  if (vocabulary_->Knows(analyzed[0]) || unknown++ >= kMaxUnknown) return std::nullopt;
  return vocabulary_->Best(*spelled);
}

std::optional<Correction> Speller::Correct(std::string_view query, const Known& known) const {
  Correction correction;
  size_t copied = 0, unknown = 0, words = 0;
  language::Token before;
  for (const language::Token& token : analyzer_.Analyze(query, "en")) {
    if (++words > static_cast<size_t>(language::kMaxQueryWords)) break;
    const language::Token last = std::exchange(before, token);
    std::string_view from = query.substr(token.begin, token.end - token.begin);
    const std::optional<Better> to = CorrectWord(from, known, unknown);
    if (!to || to->text == from) continue;
    if (to->transliterated && last.begin >= copied &&
        IsLatinArticle(query.substr(last.begin, last.end - last.begin),
                       query.substr(last.end, token.begin - last.end), from)) {
      from = query.substr(last.begin, token.end - last.begin);
    }
    const size_t begin = token.end - from.size();
    correction.text += query.substr(copied, begin - copied);
    const auto at = static_cast<uint32_t>(correction.text.size());
    correction.text += to->text;
    copied = token.end;
    correction.words.push_back(
        {std::string(from), to->text, at, static_cast<uint32_t>(correction.text.size())});
  }
  if (correction.words.empty()) return std::nullopt;
  correction.text += query.substr(copied);
  return correction;
}

Speller::Figures Speller::figures() const {
  std::shared_lock lock(mutex_);
  return vocabulary_->figures();
}

}  // namespace tabadul::search

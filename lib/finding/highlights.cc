#include "lib/finding/highlights.h"

#include <algorithm>

#include "lib/platform/base/utf8.h"
#include "lib/search/highlight.h"

namespace tabadul::finding {
namespace {

using common::v1::LocalizedText;
using common::v1::Translation;

constexpr size_t kSnippetBytes = 240;
// Of texts as long as they may be, a page of a hundred would take seconds to look through.
constexpr size_t kLookedAt = 8 * 1024;
constexpr int kLanguagesLookedAt = 4;

jobs::v1::MarkedText ToProto(const search::Excerpt& excerpt, const std::string& language) {
  jobs::v1::MarkedText marked;
  marked.set_language(language);
  for (const search::Part& part : excerpt.parts) {
    jobs::v1::MarkedText::Part& added = *marked.add_parts();
    added.set_text(part.text);
    added.set_match(part.match);
  }
  return marked;
}

bool IsOriginal(const Translation& translation) {
  return translation.method() == common::v1::TRANSLATION_METHOD_UNSPECIFIED;
}

// What is looked at of a text: whole words.
std::string_view Beginning(std::string_view text) {
  if (text.size() <= kLookedAt) return text;
  const size_t space = text.find_last_of(" \n", kLookedAt);
  return space == std::string_view::npos ? Utf8Prefix(text, kLookedAt) : text.substr(0, space);
}

// "fr" of "fr-MA".
std::string_view Primary(std::string_view tag) { return tag.substr(0, tag.find('-')); }

// In the reader's language, else the original, else the first.
const Translation& Chosen(const LocalizedText& text, const std::string& language) {
  const auto& all = text.translations();
  const auto in_language = std::find_if(all.begin(), all.end(),
                                        [&](const auto& one) { return Primary(one.language()) == language; });
  if (in_language != all.end()) return *in_language;
  const auto original = std::find_if(all.begin(), all.end(), IsOriginal);
  return original != all.end() ? *original : all[0];
}

}  // namespace

Match MatchOf(const LocalizedText& title, const LocalizedText& description,
              const std::vector<language::QueryWord>& words, const std::string& language,
              const language::Analyzer& analyzer) {
  Match match;
  if (!title.translations().empty()) {
    const auto& chosen = Chosen(title, language);
    match.title =
        ToProto(search::Highlight(chosen.text(), chosen.language(), words, analyzer), chosen.language());
  }
  if (description.translations().empty()) return match;
  const auto cut = [&](const Translation& translation) {
    return search::Snippet(Beginning(translation.text()), translation.language(), words, analyzer,
                           kSnippetBytes);
  };
  const auto* best = &Chosen(description, language);
  search::Excerpt excerpt = cut(*best);
  const int looked_at = std::min(description.translations_size(), kLanguagesLookedAt);
  for (int i = 0; i < looked_at; ++i) {
    const Translation& translation = description.translations(i);
    if (&translation == best) continue;
    search::Excerpt other = cut(translation);
    if (other.words <= excerpt.words) continue;
    excerpt = std::move(other);
    best = &translation;
  }
  match.snippet = ToProto(excerpt, best->language());
  return match;
}

}  // namespace tabadul::finding

#include "lib/search/explain.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "lib/search/globe.h"

namespace tabadul::search {
namespace {

absl::flat_hash_set<std::string> TermsOf(const Document& document, const language::Analyzer& analyzer) {
  absl::flat_hash_set<std::string> terms;
  for (const Document::Text& text : document.texts) {
    analyzer.ForEach(text.text, text.language,
                     [&](std::string_view term, language::Memo&) { terms.emplace(term); });
  }
  return terms;
}

bool Has(const Document& document, const Query::AnyOf& any_of) {
  return std::any_of(
      document.keywords.begin(), document.keywords.end(), [&](const Document::Keyword& keyword) {
        return keyword.column == any_of.column &&
               std::find(any_of.values.begin(), any_of.values.end(), keyword.value) != any_of.values.end();
      });
}

std::optional<int64_t> NumberIn(const Document& document, int column) {
  for (const Document::Number& number : document.numbers) {
    if (number.column == column) return number.value;
  }
  return std::nullopt;
}

bool IsIn(const Document& document, const Query::Range& range) {
  const std::optional<int64_t> number = NumberIn(document, range.column);
  return number ? range.min <= *number && *number <= range.max : range.or_missing;
}

bool IsTooFar(const Document& document, const Query::Near& near) {
  const auto latitude = NumberIn(document, near.latitude), longitude = NumberIn(document, near.longitude);
  if (!near.within) return false;
  if (!latitude || !longitude) return true;
  return Metres({near.at_latitude, near.at_longitude}, {*latitude, *longitude}) > *near.within;
}

}  // namespace

Obstacles Explain(const Query& query, const Document& document, const language::Analyzer& analyzer) {
  Obstacles obstacles;
  const auto& concepts = document.concepts;
  const bool about = query.alternative && std::find(concepts.begin(), concepts.end(),
                                                    query.alternative->concept_id) != concepts.end();
  const absl::flat_hash_set<std::string> terms = TermsOf(document, analyzer);
  for (const language::QueryWord& word : analyzer.AnalyzeQuery(query.text)) {
    if (about) break;  // it needs no words
    const bool found = std::any_of(word.any_of.begin(), word.any_of.end(),
                                   [&](const std::string& term) { return terms.contains(term); });
    if (!found) obstacles.words.push_back(query.text.substr(word.begin, word.end - word.begin));
  }
  for (size_t i = 0; i < query.any_of.size(); ++i) {
    if (!Has(document, query.any_of[i])) obstacles.any_of.push_back(i);
  }
  for (size_t i = 0; i < query.none_of.size(); ++i) {
    if (Has(document, query.none_of[i])) obstacles.none_of.push_back(i);
  }
  for (size_t i = 0; i < query.ranges.size(); ++i) {
    if (!IsIn(document, query.ranges[i])) obstacles.ranges.push_back(i);
  }
  obstacles.too_far = query.near && IsTooFar(document, *query.near);
  return obstacles;
}

}  // namespace tabadul::search

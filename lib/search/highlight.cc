#include "lib/search/highlight.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "lib/platform/base/utf8.h"

namespace tabadul::search {
namespace {

struct Place {
  uint32_t begin = 0, end = 0;  // bytes of the text
  size_t word = 0;              // of the query
};

struct Window {
  size_t first = 0, last = 0;  // places, both inclusive
  int words = 0;
};

std::vector<Place> PlacesOf(const std::vector<language::Token>& tokens,
                            const std::vector<language::QueryWord>& words) {
  absl::flat_hash_map<std::string, size_t> word_of;
  for (size_t i = 0; i < words.size(); ++i) {
    for (const std::string& term : words[i].any_of) word_of.emplace(term, i);
  }
  std::vector<Place> places;
  for (const language::Token& token : tokens) {
    const auto found = word_of.find(token.term);
    if (found != word_of.end()) places.push_back({token.begin, token.end, found->second});
  }
  return places;
}

// The stretch of at most `max_bytes` with the most different words, then places; the first of equals.
Window BestWindow(const std::vector<Place>& places, size_t words, size_t max_bytes) {
  std::vector<size_t> held(words);
  Window best;
  int different = 0;
  size_t first = 0;
  for (size_t last = 0; last < places.size(); ++last) {
    different += held[places[last].word]++ == 0;
    while (first < last && places[last].end - places[first].begin > max_bytes)
      different -= --held[places[first++].word] == 0;
    const auto rank = [](int number, size_t from, size_t to) { return std::tuple(number, to - from); };
    if (rank(different, first, last) > rank(best.words, best.first, best.last) || best.words == 0)
      best = {first, last, different};
  }
  return best;
}

void Append(std::vector<Part>& parts, std::string_view text, bool match) {
  if (text.empty()) return;
  Part& part = parts.emplace_back(Part{std::string(text), match});
  std::replace(part.text.begin(), part.text.end(), '\n', ' ');
}

// text[begin, end) with its places marked.
std::vector<Part> Cut(std::string_view text, size_t begin, size_t end, const std::vector<Place>& places) {
  std::vector<Part> parts;
  size_t at = begin;
  for (const Place& place : places) {
    if (place.begin < at || place.end > end) continue;
    Append(parts, text.substr(at, place.begin - at), false);
    Append(parts, text.substr(place.begin, place.end - place.begin), true);
    at = place.end;
  }
  Append(parts, text.substr(at, end - at), false);
  return parts;
}

int Different(const std::vector<Place>& places, size_t words) {
  std::vector<bool> held(words);
  for (const Place& place : places) held[place.word] = true;
  return static_cast<int>(std::count(held.begin(), held.end(), true));
}

// Some words before the first place, so that a reader sees what it is about: a third of what is left over.
size_t BeginBefore(const std::vector<language::Token>& tokens, const Place& first, size_t left) {
  const size_t earliest = first.begin - std::min<size_t>(first.begin, left / 3);
  const auto found =
      std::lower_bound(tokens.begin(), tokens.end(), earliest,
                       [](const language::Token& token, size_t at) { return token.begin < at; });
  return found == tokens.end() ? first.begin : std::min<size_t>(found->begin, first.begin);
}

// The end of the last word within `max_bytes` of `begin`; a word that is longer is cut.
size_t EndWithin(std::string_view text, const std::vector<language::Token>& tokens, size_t begin,
                 size_t max_bytes) {
  if (text.size() - begin <= max_bytes) return text.size();
  size_t end = begin;
  for (const language::Token& token : tokens) {
    if (token.end > begin + max_bytes) break;
    if (token.begin >= begin) end = token.end;
  }
  return end > begin ? end : begin + Utf8Prefix(text.substr(begin), max_bytes).size();
}

}  // namespace

Excerpt Highlight(std::string_view text, std::string_view language,
                  const std::vector<language::QueryWord>& words, const language::Analyzer& analyzer) {
  const std::vector<Place> places = PlacesOf(analyzer.Analyze(text, language), words);
  return {Cut(text, 0, text.size(), places), Different(places, words.size())};
}

Excerpt Snippet(std::string_view text, std::string_view language,
                const std::vector<language::QueryWord>& words, const language::Analyzer& analyzer,
                size_t max_bytes) {
  const std::vector<language::Token> tokens = analyzer.Analyze(text, language);
  const std::vector<Place> places = PlacesOf(tokens, words);
  if (places.empty()) return {Cut(text, 0, EndWithin(text, tokens, 0, max_bytes), places), 0};
  const Window window = BestWindow(places, words.size(), max_bytes);
  const size_t length = places[window.last].end - places[window.first].begin;
  const size_t begin =
      BeginBefore(tokens, places[window.first], max_bytes - std::min<size_t>(length, max_bytes));
  return {Cut(text, begin, EndWithin(text, tokens, begin, max_bytes), places), window.words};
}

}  // namespace tabadul::search

// Where a text has the words of a query, by the rules of the index: the same analyzer decides. Pure, thread-safe; costs
// as much as analysing the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/language/analyzer.h"

namespace tabadul::search {

struct Part {
  std::string text;
  bool match = false;
};

struct Excerpt {
  std::vector<Part> parts;  // in order; together the excerpt, line breaks being spaces
  int words = 0;            // different words of the query in it
};

// The whole text.
Excerpt Highlight(std::string_view text, std::string_view language,
                  const std::vector<language::QueryWord>& words, const language::Analyzer& analyzer);
// At most `max_bytes` of it, whole words where they fit: the first stretch with the most different words of the query, then with the
// most places; the beginning if it has none.
Excerpt Snippet(std::string_view text, std::string_view language,
                const std::vector<language::QueryWord>& words, const language::Analyzer& analyzer,
                size_t max_bytes);

}  // namespace tabadul::search

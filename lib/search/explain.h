// Why a search does not find a document: the same rules as the index, applied to one document. Pure, thread-safe;
// costs as much as indexing that document.
#pragma once

#include <string>
#include <vector>

#include "lib/language/analyzer.h"
#include "lib/search/index.h"

namespace tabadul::search {

struct Obstacles {
  std::vector<std::string> words;  // of the query, as they stand in it, that the document does not have
  std::vector<size_t> any_of;      // of Query::any_of, by place
  std::vector<size_t> none_of;     // of Query::none_of, by place
  std::vector<size_t> ranges;      // of Query::ranges, by place
  bool too_far = false;            // for Query::near, or in no known place
  bool none() const {
    return words.empty() && any_of.empty() && none_of.empty() && ranges.empty() && !too_far;
  }
};

// None: a search for it contains the document, on one of its pages.
Obstacles Explain(const Query& query, const Document& document, const language::Analyzer& analyzer);

}  // namespace tabadul::search

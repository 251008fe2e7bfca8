// Where records have the words of a query. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/language/analyzer.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::finding {

struct Match {
  jobs::v1::MarkedText title;
  std::optional<jobs::v1::MarkedText> snippet;
};

// `language`: the reader's. Without a snippet if `description` is empty.
Match MatchOf(const common::v1::LocalizedText& title, const common::v1::LocalizedText& description,
              const std::vector<language::QueryWord>& words, const std::string& language,
              const language::Analyzer& analyzer);

// `matches` of a response, whose messages all have a title and a snippet.
template <class Response>
void AddMatches(const std::vector<Match>& matches, Response& response) {
  for (const Match& match : matches) {
    auto& added = *response.add_matches();
    *added.mutable_title() = match.title;
    if (match.snippet) *added.mutable_snippet() = *match.snippet;
  }
}

}  // namespace tabadul::finding

// Where records have the words of a query. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lib/language/analyzer.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

struct Match {
  v1::MarkedText title;
  std::optional<v1::MarkedText> snippet;
};

// `language`: the reader's. Without a snippet if `description` is empty.
Match MatchOf(const common::v1::LocalizedText& title, const common::v1::LocalizedText& description,
              const std::vector<language::QueryWord>& words, const std::string& language,
              const language::Analyzer& analyzer);

}  // namespace tabadul::jobs

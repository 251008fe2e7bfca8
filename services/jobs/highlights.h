// Where vacancies have the words of a query. Pure, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "lib/language/analyzer.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

// `language`: the reader's. Without a snippet if `description` is empty.
v1::VacancyMatch MatchOf(const common::v1::LocalizedText& title, const common::v1::LocalizedText& description,
                         const std::vector<language::QueryWord>& words, const std::string& language,
                         const language::Analyzer& analyzer);

}  // namespace tabadul::jobs

// What chooses vacancies on the command line, for tabadul search and tabadul why. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "cli/session.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::cli {

struct SearchOptions {
  std::vector<std::string> words, countries, cities, occupations, industries, sources, languages, facets;
  std::vector<std::string> offering_types, working_times, remote;
  std::string since, order, at_least, education_up_to, pays, near;
  bool open_to_foreigners = false, visa_sponsorship = false, no_fee = false, verified_employer = false;
  bool exact_words = false, snippets = false;
  int limit = 20, within_km = 0;
};

// Words and filters.
void AddFilters(CLI::App* app, Session& session, SearchOptions& options);
// What becomes of the vacancies found.
void AddPresentation(CLI::App* app, Session& session, SearchOptions& options);
// MALFORMED {field, form}.
absl::StatusOr<jobs::v1::SearchVacanciesRequest> RequestOf(const SearchOptions& options);

}  // namespace tabadul::cli

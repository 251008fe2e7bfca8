// A vacancy as the index knows it, and a search in the index's terms. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/search/globe.h"
#include "lib/search/index.h"
#include "services/jobs/columns.h"
#include "services/jobs/vacancy_card.h"

namespace tabadul::jobs {

// Of a valid search: what it asks for.
struct Wanted {
  std::string text;
  std::string occupation;  // that the text names: its vacancies match without the words; empty: none
  // Each must hold: the column has one of the values.
  std::vector<std::pair<Column, std::vector<std::string>>> any_of;
  std::optional<int> education_up_to;  // ISCED level; vacancies that state none match
  absl::Time published_since = absl::InfinitePast();
  std::optional<int64_t> pays_at_least;  // lib/pay: millionths of a dollar a month
  std::optional<search::Point> near;
  std::optional<int> within_km;
  v1::VacancyOrder order = v1::VACANCY_ORDER_RELEVANCE;  // not unspecified
  int page_size = 20;
  std::string continuation;
  std::vector<Column> facets;
};

search::Schema IndexSchema();
search::Document ToDocument(const exchange::Entry& entry, const v1::Vacancy& vacancy,
                            const finding::Card& card, const pay::Rates& rates);
finding::VisibilityColumns Visibility();
// What is wanted, whoever asks.
search::Query ToQuery(const Wanted& wanted);

}  // namespace tabadul::jobs

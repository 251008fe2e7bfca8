// SearchVacancies: from a request to its answer. Thread-safe. What it is given outlives it.
#pragma once

#include <string>

#include "lib/finding/record_search.h"
#include "services/jobs/vacancy_index.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

class VacancySearch {
 public:
  // `results`: shared with the other replicas; null: every search is computed.
  VacancySearch(exchange::Exchange& vacancies, VacancyIndex& index,
                const finding::Understanding& understanding, redis::SharedResults* results);

  absl::StatusOr<v1::SearchVacanciesResponse> Search(const rpc::Call& call,
                                                     const v1::SearchVacanciesRequest& request,
                                                     const exchange::Reader& reader);
  // What a valid request asks for, in its own words.
  Wanted WantedOf(const v1::SearchVacanciesRequest& request) const;

 private:
  finding::Question Ask(const v1::SearchVacanciesRequest& request) const;

  VacancyIndex& index_;
  finding::RecordSearch search_;
};

}  // namespace tabadul::jobs

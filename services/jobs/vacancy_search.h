// SearchVacancies: from a request to its answer. Understands which occupation a query names, corrects a query that finds
// nothing, shares dear results with the other replicas, and tells where the words are. Thread-safe. What it is given
// outlives it.
#pragma once

#include <optional>
#include <string>

#include "lib/exchange/exchange.h"
#include "lib/platform/redis/shared_results.h"
#include "services/jobs/understanding.h"
#include "services/jobs/vacancy_index.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

class VacancySearch {
 public:
  // `results`: shared with the other replicas; null: every search is computed. `packs`: whose labels name occupations too.
  VacancySearch(exchange::Exchange& vacancies, VacancyIndex& index, redis::SharedResults* results,
                const std::vector<taxonomy::Pack>& packs = {});

  absl::StatusOr<v1::SearchVacanciesResponse> Search(const rpc::Call& call,
                                                     const v1::SearchVacanciesRequest& request,
                                                     const exchange::Reader& reader);
  // What a valid request asks for with this query in the place of its own.
  Wanted WantedOf(const v1::SearchVacanciesRequest& request, const std::string& query) const;

 private:
  struct Outcome {
    Wanted wanted;
    internal::Found found;
    std::optional<search::Correction> correction;
  };

  absl::Status AwaitPosition(const rpc::Call& call, const v1::SearchVacanciesRequest& request);
  absl::StatusOr<Outcome> FindOrCorrect(const v1::SearchVacanciesRequest& request,
                                        const exchange::Reader& reader);
  absl::StatusOr<internal::Found> Find(const v1::SearchVacanciesRequest& request, const Wanted& wanted,
                                       const exchange::Reader& reader);
  void AddMatches(const Wanted& wanted, absl::Span<const VacancyIndex::Shown> shown,
                  const std::string& language, v1::SearchVacanciesResponse& response) const;

  exchange::Exchange& vacancies_;
  VacancyIndex& index_;
  redis::SharedResults* const results_;
  const Understanding understanding_;
};

}  // namespace tabadul::jobs

// JobsService: search and pages of vacancies. Searches are answered from memory, single vacancies by the
// exchange. Thread-safe. Exchange, index and coding outlive it.
#pragma once

#include <optional>

#include "lib/exchange/exchange.h"
#include "lib/platform/redis/shared_results.h"
#include "lib/platform/rpc/service.h"
#include "services/jobs/coding.h"
#include "services/jobs/vacancy_index.h"
#include "services/jobs/vacancy_search.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

class JobsService {
 public:
  // `results`: of searches, shared with the other replicas; none: every search is computed. `packs`: whose labels name
  // occupations too.
  JobsService(exchange::Exchange& vacancies, VacancyIndex& index, const Coding& coding,
              const finding::Understanding& understanding, const Clock& clock,
              redis::SharedResults* results = nullptr);
  rpc::Service& service() { return service_; }

  absl::StatusOr<v1::SearchVacanciesResponse> SearchVacancies(const rpc::Call& call,
                                                              const v1::SearchVacanciesRequest& request);
  absl::StatusOr<v1::CompleteQueryResponse> CompleteQuery(const rpc::Call& call,
                                                          const v1::CompleteQueryRequest& request);
  absl::StatusOr<v1::GetVacancyResponse> GetVacancy(const rpc::Call& call,
                                                    const v1::GetVacancyRequest& request);
  absl::StatusOr<v1::ExplainVacancyResponse> ExplainVacancy(const rpc::Call& call,
                                                            const v1::ExplainVacancyRequest& request);
  absl::StatusOr<v1::BatchGetVacanciesResponse> BatchGetVacancies(
      const rpc::Call& call, const v1::BatchGetVacanciesRequest& request);
  absl::StatusOr<v1::SuggestCodesResponse> SuggestCodes(const rpc::Call& call,
                                                        const v1::SuggestCodesRequest& request);

 private:
  exchange::Exchange& vacancies_;
  VacancyIndex& index_;
  const Coding& coding_;
  const Clock& clock_;
  VacancySearch search_;
  rpc::Service service_;
};

// A record as a reader of GetVacancy sees it at `now`: nothing if it is erased, or suspended and not the
// reader's own.
std::optional<v1::VacancyView> ViewOf(const exchange::Entry& entry, const exchange::Reader& reader,
                                      absl::Time now);

}  // namespace tabadul::jobs

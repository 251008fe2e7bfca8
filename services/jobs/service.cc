#include "services/jobs/service.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "lib/finding/card.h"
#include "lib/finding/view.h"
#include "services/jobs/coding_service.h"
#include "services/jobs/request.h"
#include "services/jobs/vacancy_terms.h"
#include "services/jobs/why.h"

namespace tabadul::jobs {
namespace {

using common::v1::ERROR_REASON_NOT_FOUND;

}  // namespace

std::optional<v1::VacancyView> ViewOf(const exchange::Entry& entry, const exchange::Reader& reader,
                                      absl::Time now) {
  if (!finding::HasPage(entry, reader)) return std::nullopt;
  v1::VacancyView view;
  if (!view.mutable_vacancy()->ParseFromString(entry.payload)) return std::nullopt;
  if (view.vacancy().employer().anonymous() && !finding::IsOwn(entry, reader)) {
    // What stands in a register under its number is named by its number.
    v1::Employer& employer = *view.mutable_vacancy()->mutable_employer();
    employer.clear_legal_id();
    employer.clear_legal_id_scheme();
    employer.clear_url();
  }
  finding::FillView(entry, now, view);
  return view;
}

JobsService::JobsService(exchange::Exchange& vacancies, VacancyIndex& index, const Coding& coding,
                         const finding::Understanding& understanding, const Clock& clock,
                         redis::SharedResults* results)
    : vacancies_(vacancies),
      index_(index),
      coding_(coding),
      clock_(clock),
      search_(vacancies, index, understanding, results),
      service_(v1::SearchVacanciesRequest::descriptor()->file()->FindServiceByName("JobsService")) {
  // at_least may wait, VacancyIndex::kMaxWaiting calls at a time.
  service_.Unary("SearchVacancies", this, &JobsService::SearchVacancies, rpc::Work::kFromMemory);
  service_.Unary("CompleteQuery", this, &JobsService::CompleteQuery, rpc::Work::kFromMemory);
  service_.Unary("GetVacancy", this, &JobsService::GetVacancy);
  service_.Unary("ExplainVacancy", this, &JobsService::ExplainVacancy);
  service_.Unary("BatchGetVacancies", this, &JobsService::BatchGetVacancies);
  service_.Unary("SuggestCodes", this, &JobsService::SuggestCodes, rpc::Work::kFromMemory);
}

absl::StatusOr<v1::SearchVacanciesResponse> JobsService::SearchVacancies(
    const rpc::Call& call, const v1::SearchVacanciesRequest& request) {
  return search_.Search(call, request, finding::ReaderOf(call.caller()));
}

absl::StatusOr<v1::CompleteQueryResponse> JobsService::CompleteQuery(
    const rpc::Call& call, const v1::CompleteQueryRequest& request) {
  RETURN_IF_ERROR(ValidateComplete(request));
  v1::CompleteQueryResponse response;
  for (auto& completion :
       index_.vocabulary().Complete(request.query(), call.language(), CompletionsOf(request))) {
    *response.add_completions() = ToProto(std::move(completion));
  }
  return response;
}

absl::StatusOr<v1::GetVacancyResponse> JobsService::GetVacancy(const rpc::Call& call,
                                                               const v1::GetVacancyRequest& request) {
  RETURN_IF_ERROR(ValidateGet(request));
  const exchange::Reader reader = finding::ReaderOf(call.caller());
  ASSIGN_OR_RETURN(const exchange::Entry entry, vacancies_.Get(call.context(), request.hub_id(), reader));
  std::optional<v1::VacancyView> view = ViewOf(entry, reader, clock_.Now());
  if (!view) return Error(ERROR_REASON_NOT_FOUND, {{"id", request.hub_id()}});
  v1::GetVacancyResponse response;
  *response.mutable_vacancy() = *std::move(view);
  return response;
}

absl::StatusOr<v1::ExplainVacancyResponse> JobsService::ExplainVacancy(
    const rpc::Call& call, const v1::ExplainVacancyRequest& request) {
  RETURN_IF_ERROR(ValidateWhy(request, index_.rates()));
  const exchange::Reader reader = finding::ReaderOf(call.caller());
  ASSIGN_OR_RETURN(const exchange::Entry entry, vacancies_.Get(call.context(), request.hub_id(), reader));
  const absl::Time now = clock_.Now();
  const std::optional<v1::VacancyView> view = ViewOf(entry, reader, now);
  if (!view) return Error(ERROR_REASON_NOT_FOUND, {{"id", request.hub_id()}});
  v1::ExplainVacancyResponse response;
  for (v1::Obstacle& obstacle :
       ObstaclesOf(entry, view->vacancy(), search_.WantedOf(request.search()), reader, now, index_.analyzer(),
                   index_.rates(), call.language())) {
    *response.add_obstacles() = std::move(obstacle);
  }
  response.set_shown(response.obstacles().empty());
  return response;
}

absl::StatusOr<v1::SuggestCodesResponse> JobsService::SuggestCodes(const rpc::Call& call,
                                                                   const v1::SuggestCodesRequest& request) {
  return jobs::SuggestCodes(coding_, request, call.language());
}

absl::StatusOr<v1::BatchGetVacanciesResponse> JobsService::BatchGetVacancies(
    const rpc::Call& call, const v1::BatchGetVacanciesRequest& request) {
  RETURN_IF_ERROR(ValidateBatchGet(request));
  const exchange::Reader reader = finding::ReaderOf(call.caller());
  const std::vector<std::string> ids(request.hub_ids().begin(), request.hub_ids().end());
  ASSIGN_OR_RETURN(const auto entries, vacancies_.GetMany(call.context(), ids, reader));
  absl::flat_hash_map<std::string, const exchange::Entry*> by_id;
  for (const exchange::Entry& entry : entries) by_id[entry.hub_id] = &entry;
  v1::BatchGetVacanciesResponse response;
  const absl::Time now = clock_.Now();
  for (const std::string& id : ids) {
    const auto found = by_id.find(id);
    auto view = found == by_id.end() ? std::nullopt : ViewOf(*found->second, reader, now);
    if (view) {
      *response.add_vacancies() = *std::move(view);
    } else {
      response.add_missing(id);
    }
  }
  return response;
}

}  // namespace tabadul::jobs

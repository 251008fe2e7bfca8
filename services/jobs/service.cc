#include "services/jobs/service.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "services/jobs/card.h"
#include "services/jobs/coding_service.h"
#include "services/jobs/facets.h"
#include "services/jobs/highlights.h"
#include "services/jobs/request.h"
#include "services/jobs/wanted.h"
#include "services/jobs/why.h"

namespace tabadul::jobs {
namespace {

using common::v1::ERROR_REASON_NOT_FOUND;

constexpr absl::Duration kLongestWait = absl::Seconds(2);

// Another service asks for the visitors behind it, who see what the public sees.
exchange::Reader ReaderOf(const rpc::Caller& caller) {
  return caller.kind == rpc::Caller::Kind::kService ? exchange::Reader() : exchange::Reader::Of(caller);
}

tabadul::exchange::v1::Lifecycle LifecycleAt(const exchange::Entry& entry, absl::Time now) {
  const bool over = entry.lifecycle == tabadul::exchange::v1::LIFECYCLE_OPEN && entry.expires <= now;
  return over ? tabadul::exchange::v1::LIFECYCLE_EXPIRED : entry.lifecycle;
}

void AddCard(const VacancyIndex::Shown& shown, v1::SearchVacanciesResponse& response) {
  v1::VacancyCard& card = *response.add_vacancies();
  card.ParseFromString(shown.card);
  if (shown.metres) card.set_distance_km(static_cast<int>((*shown.metres + 999) / 1000));
}

common::v1::Date ToDate(absl::CivilDay day) {
  common::v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

}  // namespace

std::optional<v1::VacancyView> ViewOf(const exchange::Entry& entry, const exchange::Reader& reader,
                                      absl::Time now) {
  using namespace tabadul::exchange::v1;  // NOLINT: the lifecycles
  const bool own = !reader.source.empty() && reader.source == entry.source;
  if (entry.lifecycle == LIFECYCLE_ERASED || (entry.lifecycle == LIFECYCLE_SUSPENDED && !own))
    return std::nullopt;
  v1::VacancyView view;
  view.set_hub_id(entry.hub_id);
  view.set_source(entry.source);
  if (!view.mutable_vacancy()->ParseFromString(entry.payload)) return std::nullopt;
  if (view.vacancy().employer().anonymous() && !own) {
    // What stands in a register under its number is named by its number.
    v1::Employer& employer = *view.mutable_vacancy()->mutable_employer();
    employer.clear_legal_id();
    employer.clear_legal_id_scheme();
    employer.clear_url();
  }
  view.set_lifecycle(LifecycleAt(entry, now));
  *view.mutable_create_time() = ToTimestamp(entry.created);
  *view.mutable_update_time() = ToTimestamp(entry.updated);
  if (entry.expires != absl::InfiniteFuture()) *view.mutable_expire_time() = ToTimestamp(entry.expires);
  view.mutable_annotations()->Assign(entry.annotations.begin(), entry.annotations.end());
  return view;
}

const google::protobuf::ServiceDescriptor* VacancyExchangeDescriptor() {
  return google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      "tabadul.jobs.v1.VacancyExchangeService");
}

JobsService::JobsService(exchange::Exchange& vacancies, VacancyIndex& index, const Coding& coding,
                         const Clock& clock, redis::SharedResults* results)
    : vacancies_(vacancies),
      index_(index),
      results_(results),
      coding_(coding),
      clock_(clock),
      understanding_(index.analyzer()),
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
  RETURN_IF_ERROR(ValidateSearch(request, index_.rates()));
  if (!request.at_least().empty()) {
    ASSIGN_OR_RETURN(const exchange::Position position, vacancies_.ParseToken(request.at_least()));
    const absl::Time patience = absl::Now() + kLongestWait;
    RETURN_IF_ERROR(index_.WaitFor(position, std::min(patience, call.context().deadline())));
  }
  Wanted wanted = WantedOf(request);
  ASSIGN_OR_RETURN(wanted.continuation, ReadPageToken(request));
  const exchange::Reader reader = ReaderOf(call.caller());
  ASSIGN_OR_RETURN(const internal::Found found, Find(request, wanted, reader));
  v1::SearchVacanciesResponse response;
  response.set_token(found.token());
  for (const VacancyIndex::Shown& shown : index_.Show(found, reader)) AddCard(shown, response);
  if (request.highlights()) AddMatches(wanted, call.language(), response);
  response.set_next_page_token(MakePageToken(request, found.continuation()));
  response.set_total_size(found.total());
  if (wanted.pays_at_least || wanted.order == v1::VACANCY_ORDER_PAY)
    *response.mutable_rates_date() = ToDate(index_.rates().date());
  if (!wanted.occupation.empty()) {
    response.mutable_understood()->set_occupation(wanted.occupation);
    response.mutable_understood()->set_label(OccupationName(wanted.occupation, call.language()));
  }
  for (int i = 0; i < found.facets_size(); ++i)
    *response.add_facets() = ToFacetCounts(request.facets(i), request, found.facets(i), call.language());
  return response;
}

// From another replica, or from a moment ago, if that has what the caller must see.
absl::StatusOr<internal::Found> JobsService::Find(const v1::SearchVacanciesRequest& request,
                                                  const Wanted& wanted, const exchange::Reader& reader) {
  if (results_ == nullptr) return index_.Find(wanted, reader);
  exchange::Position asked = index_.Applied();
  asked.sequences.clear();  // a moment old will do
  if (!request.at_least().empty()) {
    ASSIGN_OR_RETURN(asked, vacancies_.ParseToken(request.at_least()));
  }
  internal::Found found;
  const auto accept = [&](const std::string& result) {
    if (!found.ParseFromString(result)) return false;
    const auto from = vacancies_.ParseToken(found.token());
    return from.ok() && from->epoch == asked.epoch && from->sequence() >= asked.sequence();
  };
  const auto compute = [&]() -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(found, index_.Find(wanted, reader));
    return found.SerializeAsString();
  };
  RETURN_IF_ERROR(results_->Get(ResultKey(request, reader), accept, compute).status());
  return found;
}

absl::StatusOr<v1::CompleteQueryResponse> JobsService::CompleteQuery(
    const rpc::Call& call, const v1::CompleteQueryRequest& request) {
  RETURN_IF_ERROR(ValidateComplete(request));
  v1::CompleteQueryResponse response;
  for (v1::Completion& completion :
       index_.vocabulary().Complete(request.query(), call.language(), CompletionsOf(request))) {
    *response.add_completions() = std::move(completion);
  }
  return response;
}

// Where the vacancies of an answer have the words of the query.
void JobsService::AddMatches(const Wanted& wanted, const std::string& language,
                             v1::SearchVacanciesResponse& response) const {
  const auto words = index_.analyzer().AnalyzeQuery(wanted.text);
  std::vector<std::string> ids;
  for (const v1::VacancyCard& card : response.vacancies()) ids.push_back(card.hub_id());
  const auto descriptions = index_.Descriptions(ids);
  for (size_t i = 0; i < ids.size(); ++i) {
    const v1::VacancyCard& card = response.vacancies(static_cast<int>(i));
    *response.add_matches() = MatchOf(card.title(), descriptions[i], words, language, index_.analyzer());
  }
}

Wanted JobsService::WantedOf(const v1::SearchVacanciesRequest& request) const {
  Wanted wanted = ToWanted(request, index_.HasWords(request.query()), index_.rates());
  if (!request.exact_words()) wanted.occupation = understanding_.OccupationOf(request.query()).value_or("");
  return wanted;
}

absl::StatusOr<v1::GetVacancyResponse> JobsService::GetVacancy(const rpc::Call& call,
                                                               const v1::GetVacancyRequest& request) {
  RETURN_IF_ERROR(ValidateGet(request));
  const exchange::Reader reader = ReaderOf(call.caller());
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
  const exchange::Reader reader = ReaderOf(call.caller());
  ASSIGN_OR_RETURN(const exchange::Entry entry, vacancies_.Get(call.context(), request.hub_id(), reader));
  const absl::Time now = clock_.Now();
  const std::optional<v1::VacancyView> view = ViewOf(entry, reader, now);
  if (!view) return Error(ERROR_REASON_NOT_FOUND, {{"id", request.hub_id()}});
  v1::ExplainVacancyResponse response;
  for (v1::Obstacle& obstacle : ObstaclesOf(entry, view->vacancy(), WantedOf(request.search()), reader, now,
                                            index_.analyzer(), index_.rates(), call.language())) {
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
  const exchange::Reader reader = ReaderOf(call.caller());
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

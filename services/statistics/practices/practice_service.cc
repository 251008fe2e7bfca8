#include "services/statistics/practices/practice_service.h"

#include "lib/finding/request_checks.h"
#include "lib/finding/view.h"
#include "services/statistics/practices/practice_document.h"
#include "services/statistics/practices/practice_facets.h"
#include "services/statistics/practices/practice_request.h"

namespace tabadul::statistics {

PracticeService::PracticeService(exchange::Exchange& practices, finding::RecordIndex& index,
                                 const Clock& clock)
    : practices_(practices),
      index_(index),
      clock_(clock),
      search_(practices, index, nullptr, nullptr),
      service_(v1::SearchGoodPracticesRequest::descriptor()->file()->FindServiceByName("PracticeService")) {
  // at_least may wait, RecordIndex::kMaxWaiting calls at a time.
  service_.Unary("SearchGoodPractices", this, &PracticeService::SearchGoodPractices, rpc::Work::kFromMemory);
  service_.Unary("GetGoodPractice", this, &PracticeService::GetGoodPractice);
}

absl::StatusOr<v1::SearchGoodPracticesResponse> PracticeService::SearchGoodPractices(
    const rpc::Call& call, const v1::SearchGoodPracticesRequest& request) {
  RETURN_IF_ERROR(ValidateSearch(request));
  const exchange::Reader reader = finding::ReaderOf(call.caller());
  finding::Question question = finding::QuestionOf(request);
  question.to_query = [&](const std::string& words, const std::string&) {
    search::Query query = ToQuery(request, words, index_.HasWords(words));
    for (const int facet : request.facets())
      query.facets.push_back(FacetOf(static_cast<v1::PracticeFacet>(facet)));
    query.page_size = finding::PageSizeOf(request.page_size());
    return query;
  };
  ASSIGN_OR_RETURN(finding::Answer answer, search_.Ask(call, question, reader));
  v1::SearchGoodPracticesResponse response;
  response.set_token(answer.found.token());
  response.set_total_size(answer.found.total());
  const std::vector<finding::RecordIndex::Shown> shown = index_.Show(answer.found, reader);
  for (const finding::RecordIndex::Shown& one : shown) response.add_practices()->ParseFromString(one.card);
  if (request.highlights()) {
    std::vector<common::v1::LocalizedText> titles;
    for (const v1::GoodPracticeCard& card : response.practices()) titles.push_back(card.title());
    finding::AddMatches(search_.Matches(answer, shown, titles, call.language()), response);
  }
  response.set_next_page_token(answer.next_page_token);
  if (answer.correction) *response.mutable_corrected() = finding::ToProto(*answer.correction);
  for (int i = 0; i < answer.found.facets_size(); ++i)
    *response.add_facets() = ToFacetCounts(request.facets(i), answer.found.facets(i), call.language());
  return response;
}

absl::StatusOr<v1::GetGoodPracticeResponse> PracticeService::GetGoodPractice(
    const rpc::Call& call, const v1::GetGoodPracticeRequest& request) {
  RETURN_IF_ERROR(ValidateGet(request));
  const exchange::Reader reader = finding::ReaderOf(call.caller());
  ASSIGN_OR_RETURN(const exchange::Entry entry, practices_.Get(call.context(), request.hub_id(), reader));
  v1::GetGoodPracticeResponse response;
  v1::GoodPracticeView& view = *response.mutable_practice();
  if (!finding::HasPage(entry, reader) || !view.mutable_practice()->ParseFromString(entry.payload))
    return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"id", request.hub_id()}});
  finding::FillView(entry, clock_.Now(), view);
  return response;
}

}  // namespace tabadul::statistics

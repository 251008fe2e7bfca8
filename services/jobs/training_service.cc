#include "services/jobs/training_service.h"

#include "lib/finding/request_checks.h"
#include "lib/finding/view.h"
#include "lib/platform/base/on_arena.h"
#include "services/jobs/training_document.h"
#include "services/jobs/training_facets.h"
#include "services/jobs/training_request.h"

namespace tabadul::jobs {
finding::Presentation TrainingPresentation() {
  finding::Presentation presentation;
  presentation.schema = TrainingSchema();
  presentation.visibility = TrainingVisibility();
  presentation.show = [](const exchange::Entry& entry) -> std::optional<finding::Presentation::Shown> {
    OnArena<v1::TrainingOffer> offer;
    if (!offer->ParseFromString(entry.payload)) return std::nullopt;
    OnArena<v1::TrainingOfferCard> card;
    finding::Presentation::Shown shown;
    shown.card = MakeCard(entry, *offer, *card);
    shown.document = ToDocument(entry, *offer, shown.card);
    if (entry.audience_public) shown.terms = TermsOf(*card);
    shown.text = offer->description().SerializeAsString();
    return shown;
  };
  presentation.terms = TermsOfTrainingOffer;
  return presentation;
}

TrainingService::TrainingService(exchange::Exchange& offers, finding::RecordIndex& index,
                                 const finding::Understanding& understanding, const Clock& clock,
                                 redis::SharedResults* results)
    : offers_(offers),
      index_(index),
      clock_(clock),
      search_(offers, index, &understanding, results),
      service_(v1::SearchTrainingOffersRequest::descriptor()->file()->FindServiceByName("TrainingService")) {
  // at_least may wait, RecordIndex::kMaxWaiting calls at a time.
  service_.Unary("SearchTrainingOffers", this, &TrainingService::SearchTrainingOffers,
                 rpc::Work::kFromMemory);
  service_.Unary("GetTrainingOffer", this, &TrainingService::GetTrainingOffer);
}

absl::StatusOr<v1::SearchTrainingOffersResponse> TrainingService::SearchTrainingOffers(
    const rpc::Call& call, const v1::SearchTrainingOffersRequest& request) {
  RETURN_IF_ERROR(ValidateSearch(request));
  const exchange::Reader reader = finding::ReaderOf(call.caller());
  finding::Question question = finding::QuestionOf(request);
  question.to_query = [&](const std::string& words, const std::string& occupation) {
    search::Query query = ToQuery(request, words, occupation, index_.HasWords(words));
    for (const int facet : request.facets())
      query.facets.push_back(FacetOf(static_cast<v1::TrainingFacet>(facet)));
    query.page_size = finding::PageSizeOf(request.page_size());
    return query;
  };
  ASSIGN_OR_RETURN(finding::Answer answer, search_.Ask(call, question, reader));
  v1::SearchTrainingOffersResponse response;
  response.set_token(answer.found.token());
  response.set_total_size(answer.found.total());
  const std::vector<finding::RecordIndex::Shown> shown = index_.Show(answer.found, reader);
  for (const finding::RecordIndex::Shown& one : shown) response.add_offers()->ParseFromString(one.card);
  if (request.highlights()) {
    std::vector<common::v1::LocalizedText> titles;
    for (const v1::TrainingOfferCard& card : response.offers()) titles.push_back(card.title());
    finding::AddMatches(search_.Matches(answer, shown, titles, call.language()), response);
  }
  response.set_next_page_token(answer.next_page_token);
  if (answer.correction) *response.mutable_corrected() = finding::ToProto(*answer.correction);
  if (!answer.occupation.empty())
    *response.mutable_understood() = finding::ToUnderstood(answer.occupation, call.language());
  for (int i = 0; i < answer.found.facets_size(); ++i) {
    *response.add_facets() =
        ToFacetCounts(request.facets(i), request, answer.found.facets(i), call.language());
  }
  return response;
}

absl::StatusOr<v1::GetTrainingOfferResponse> TrainingService::GetTrainingOffer(
    const rpc::Call& call, const v1::GetTrainingOfferRequest& request) {
  RETURN_IF_ERROR(ValidateGet(request));
  const exchange::Reader reader = finding::ReaderOf(call.caller());
  ASSIGN_OR_RETURN(const exchange::Entry entry, offers_.Get(call.context(), request.hub_id(), reader));
  v1::GetTrainingOfferResponse response;
  v1::TrainingOfferView& view = *response.mutable_offer();
  if (!finding::HasPage(entry, reader) || !view.mutable_offer()->ParseFromString(entry.payload))
    return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"id", request.hub_id()}});
  finding::FillView(entry, clock_.Now(), view);
  return response;
}

}  // namespace tabadul::jobs

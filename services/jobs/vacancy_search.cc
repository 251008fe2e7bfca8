#include "services/jobs/vacancy_search.h"

#include <algorithm>

#include "services/jobs/facets.h"
#include "services/jobs/highlights.h"
#include "services/jobs/request.h"
#include "services/jobs/wanted.h"

namespace tabadul::jobs {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(2);
constexpr absl::Duration kOldest = absl::Seconds(1);  // that a shared result may be

// What comes from outside this process is looked at before it is used.
bool FitsTo(const v1::SearchVacanciesRequest& request, const internal::Found& found) {
  return found.facets_size() == request.facets_size() &&
         std::all_of(found.facets().begin(), found.facets().end(), [](const internal::Found::Facet& facet) {
           return facet.values_size() == facet.vacancies_size();
         });
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

v1::Corrected ToProto(const search::Correction& correction) {
  v1::Corrected corrected;
  corrected.set_query(correction.text);
  for (const search::Correction::Word& word : correction.words) {
    v1::Corrected::Replaced& replaced = *corrected.add_words();
    replaced.set_typed(word.from);
    replaced.set_by(word.to);
  }
  return corrected;
}

}  // namespace

VacancySearch::VacancySearch(exchange::Exchange& vacancies, VacancyIndex& index,
                             redis::SharedResults* results, const std::vector<taxonomy::Pack>& packs)
    : vacancies_(vacancies), index_(index), results_(results), understanding_(index.analyzer(), packs) {}

Wanted VacancySearch::WantedOf(const v1::SearchVacanciesRequest& request, const std::string& query) const {
  Wanted wanted = ToWanted(request, index_.HasWords(query), index_.rates());
  wanted.text = query;
  if (!request.exact_words()) wanted.occupation = understanding_.OccupationOf(query).value_or("");
  return wanted;
}

absl::Status VacancySearch::AwaitPosition(const rpc::Call& call, const v1::SearchVacanciesRequest& request) {
  if (request.at_least().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const exchange::Position position, vacancies_.ParseToken(request.at_least()));
  return index_.WaitFor(position, std::min(absl::Now() + kLongestWait, call.context().deadline()));
}

// From another replica, or from a moment ago, if that has what the caller must see.
absl::StatusOr<internal::Found> VacancySearch::Find(const v1::SearchVacanciesRequest& request,
                                                    const Wanted& wanted, const exchange::Reader& reader) {
  if (results_ == nullptr) return index_.Find(wanted, reader);
  const exchange::Position applied = index_.Applied();
  // A replica that is cut off from the database goes on answering, but not for the others: what this index contained a
  // moment ago must be in it. And nothing newer: its vacancies could not be shown.
  uint64_t asked = index_.AppliedBefore(kOldest);
  if (!request.at_least().empty()) {
    ASSIGN_OR_RETURN(const exchange::Position position, vacancies_.ParseToken(request.at_least()));
    asked = std::max(asked, position.sequence());
  }
  internal::Found found;
  const auto accept = [&](const std::string& result) {
    if (!found.ParseFromString(result) || !FitsTo(request, found)) return false;
    const auto from = vacancies_.ParseToken(found.token());
    return from.ok() && from->epoch == applied.epoch && from->sequence() >= asked &&
           from->sequence() <= applied.sequence();
  };
  const auto compute = [&]() -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(found, index_.Find(wanted, reader));
    return found.SerializeAsString();
  };
  RETURN_IF_ERROR(
      results_->Get(ResultKey(request, wanted, index_.rates(), reader), accept, compute).status());
  return found;
}

// Pages after the first go on with the query that the first was answered for.
absl::StatusOr<VacancySearch::Outcome> VacancySearch::FindOrCorrect(const v1::SearchVacanciesRequest& request,
                                                                    const exchange::Reader& reader) {
  ASSIGN_OR_RETURN(const PageToken token, ReadPageToken(request));
  Outcome outcome;
  if (!token.corrected.empty()) outcome.correction = search::Correction{.text = token.corrected, .words = {}};
  outcome.wanted = WantedOf(request, token.corrected.empty() ? request.query() : token.corrected);
  outcome.wanted.continuation = token.continuation;
  ASSIGN_OR_RETURN(outcome.found, Find(request, outcome.wanted, reader));
  if (outcome.found.total() > 0 || request.exact_words() || !token.continuation.empty()) return outcome;
  const std::optional<search::Correction> correction = index_.Correct(request.query());
  if (!correction) return outcome;
  Outcome corrected{.wanted = WantedOf(request, correction->text), .correction = correction};
  ASSIGN_OR_RETURN(corrected.found, Find(request, corrected.wanted, reader));
  return corrected.found.total() > 0 ? corrected : outcome;
}

// Where the vacancies of an answer have the words of the query.
void VacancySearch::AddMatches(const Wanted& wanted, absl::Span<const VacancyIndex::Shown> shown,
                               const std::string& language, v1::SearchVacanciesResponse& response) const {
  const auto words = index_.analyzer().AnalyzeQuery(wanted.text);
  const auto descriptions = index_.Descriptions(shown);
  for (size_t i = 0; i < shown.size(); ++i) {
    const v1::VacancyCard& card = response.vacancies(static_cast<int>(i));
    *response.add_matches() = MatchOf(card.title(), descriptions[i], words, language, index_.analyzer());
  }
}

absl::StatusOr<v1::SearchVacanciesResponse> VacancySearch::Search(const rpc::Call& call,
                                                                  const v1::SearchVacanciesRequest& request,
                                                                  const exchange::Reader& reader) {
  RETURN_IF_ERROR(ValidateSearch(request, index_.rates()));
  RETURN_IF_ERROR(AwaitPosition(call, request));
  ASSIGN_OR_RETURN(const Outcome outcome, FindOrCorrect(request, reader));
  const auto& [wanted, found, correction] = outcome;
  v1::SearchVacanciesResponse response;
  response.set_token(found.token());
  response.set_total_size(found.total());
  const std::vector<VacancyIndex::Shown> shown = index_.Show(found, reader);
  for (const VacancyIndex::Shown& one : shown) AddCard(one, response);
  if (request.highlights()) AddMatches(wanted, shown, call.language(), response);
  response.set_next_page_token(
      MakePageToken(request, {correction ? correction->text : "", found.continuation()}));
  if (correction) *response.mutable_corrected() = ToProto(*correction);
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

}  // namespace tabadul::jobs

#include "services/jobs/vacancy_search.h"

#include "absl/time/civil_time.h"
#include "services/jobs/facets.h"
#include "services/jobs/request.h"
#include "services/jobs/wanted.h"

namespace tabadul::jobs {
namespace {

common::v1::Date ToDate(absl::CivilDay day) {
  common::v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

void AddCard(const finding::RecordIndex::Shown& shown, v1::SearchVacanciesResponse& response) {
  v1::VacancyCard& card = *response.add_vacancies();
  card.ParseFromString(shown.card);
  if (shown.metres) card.set_distance_km(static_cast<int>((*shown.metres + 999) / 1000));
}

Wanted WantedFor(const v1::SearchVacanciesRequest& request, const std::string& words,
                 const std::string& occupation, const VacancyIndex& index) {
  Wanted wanted = ToWanted(request, index.HasWords(words), index.rates());
  wanted.text = words;
  wanted.occupation = occupation;
  return wanted;
}

}  // namespace

VacancySearch::VacancySearch(exchange::Exchange& vacancies, VacancyIndex& index,
                             const finding::Understanding& understanding, redis::SharedResults* results)
    : index_(index), search_(vacancies, index, &understanding, results) {}

finding::Question VacancySearch::Ask(const v1::SearchVacanciesRequest& request) const {
  finding::Question question = finding::QuestionOf(request);
  question.result += "\n" + absl::FormatCivilTime(index_.rates().date());
  question.to_query = [this, &request](const std::string& words, const std::string& occupation) {
    return ToQuery(WantedFor(request, words, occupation, index_));
  };
  return question;
}

Wanted VacancySearch::WantedOf(const v1::SearchVacanciesRequest& request) const {
  const std::string occupation = search_.OccupationOf(Ask(request), request.query());
  return WantedFor(request, request.query(), occupation, index_);
}

absl::StatusOr<v1::SearchVacanciesResponse> VacancySearch::Search(const rpc::Call& call,
                                                                  const v1::SearchVacanciesRequest& request,
                                                                  const exchange::Reader& reader) {
  RETURN_IF_ERROR(ValidateSearch(request, index_.rates()));
  ASSIGN_OR_RETURN(finding::Answer answer, search_.Ask(call, Ask(request), reader));
  v1::SearchVacanciesResponse response;
  response.set_token(answer.found.token());
  response.set_total_size(answer.found.total());
  const std::vector<finding::RecordIndex::Shown> shown = index_.Show(answer.found, reader);
  for (const finding::RecordIndex::Shown& one : shown) AddCard(one, response);
  if (request.highlights()) {
    std::vector<common::v1::LocalizedText> titles;
    for (const v1::VacancyCard& card : response.vacancies()) titles.push_back(card.title());
    finding::AddMatches(search_.Matches(answer, shown, titles, call.language()), response);
  }
  response.set_next_page_token(answer.next_page_token);
  if (answer.correction) *response.mutable_corrected() = finding::ToProto(*answer.correction);
  if (request.has_pay() || request.order() == v1::VACANCY_ORDER_PAY)
    *response.mutable_rates_date() = ToDate(index_.rates().date());
  if (!answer.occupation.empty())
    *response.mutable_understood() = finding::ToUnderstood(answer.occupation, call.language());
  for (int i = 0; i < answer.found.facets_size(); ++i) {
    *response.add_facets() =
        ToFacetCounts(request.facets(i), request, answer.found.facets(i), call.language());
  }
  return response;
}

}  // namespace tabadul::jobs

#include "services/jobs/vacancy_index.h"

#include "lib/platform/base/on_arena.h"
#include "services/jobs/vacancy_terms.h"

namespace tabadul::jobs {
namespace {

finding::Presentation VacancyPresentation(const pay::Rates& rates) {
  finding::Presentation presentation;
  presentation.schema = IndexSchema();
  presentation.visibility = Visibility();
  presentation.show = [&rates](const exchange::Entry& entry) -> std::optional<finding::Presentation::Shown> {
    OnArena<v1::Vacancy> vacancy;
    if (!vacancy->ParseFromString(entry.payload)) return std::nullopt;
    OnArena<v1::VacancyCard> card;
    finding::Presentation::Shown shown;
    shown.card = MakeCard(entry, *vacancy, *card);
    shown.document = ToDocument(entry, *vacancy, shown.card, rates);
    if (entry.audience_public) shown.terms = TermsOf(*card);
    shown.text = vacancy->description().SerializeAsString();
    return shown;
  };
  presentation.terms = TermsOfVacancy;
  return presentation;
}

}  // namespace

VacancyIndex::VacancyIndex(exchange::Exchange& exchange, const Clock& clock, const pay::Rates& rates,
                           search::TextStore* texts)
    : finding::RecordIndex(exchange, clock, VacancyPresentation(rates), texts), rates_(rates) {}

}  // namespace tabadul::jobs

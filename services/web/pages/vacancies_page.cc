#include "services/web/pages/vacancies_page.h"

#include "lib/taxonomy/code_list.h"
#include "services/web/pages/cards.h"
#include "services/web/pages/filters.h"
#include "services/web/pages/results.h"
#include "services/web/pages/search_query.h"

namespace tabadul::web::pages {
namespace {

using namespace jobs::v1;  // NOLINT: the messages

constexpr char kKind[] = "vacancies";

absl::StatusOr<SearchVacanciesResponse> Search(const Asked& asked, const Calls& calls) {
  ASSIGN_OR_RETURN(SearchVacanciesRequest request, ToVacancyRequest(asked.query, asked.now));
  request.set_highlights(asked.query.Has("q"));
  for (const VacancyFacet facet :
       {VACANCY_FACET_COUNTRY, VACANCY_FACET_OCCUPATION, VACANCY_FACET_WORKING_TIME, VACANCY_FACET_REMOTE,
        VACANCY_FACET_OFFERING_TYPE, VACANCY_FACET_LANGUAGE})
    request.add_facets(facet);
  if (asked.query.Has("country")) request.add_facets(VACANCY_FACET_CITY);
  return calls.Ask<SearchVacanciesResponse>("/tabadul.jobs.v1.JobsService/SearchVacancies", request);
}

void AddFilters(const Asked& asked, const SearchVacanciesResponse& found, const Format& format, View& view) {
  const auto choices = [&](VacancyFacet facet) {
    return ChoicesOf(found, facet, &FacetCounts::Value::vacancies);
  };
  Filters filters(asked, format, view);
  filters.AddBoxes("country", choices(VACANCY_FACET_COUNTRY));
  if (asked.query.Has("country") || asked.query.Has("city"))
    filters.AddBoxes("city", choices(VACANCY_FACET_CITY));
  filters.AddTree("occupation", taxonomy::kIsco08, choices(VACANCY_FACET_OCCUPATION));
  filters.AddBoxes("time", choices(VACANCY_FACET_WORKING_TIME));
  filters.AddBoxes("remote", choices(VACANCY_FACET_REMOTE));
  filters.AddBoxes("type", choices(VACANCY_FACET_OFFERING_TYPE));
  filters.AddPay();
  filters.AddSelect("since", {{"1", FilterValueName(asked.query, "since", "1", format)},
                              {"7", FilterValueName(asked.query, "since", "7", format)},
                              {"30", FilterValueName(asked.query, "since", "30", format)}});
  filters.AddBoxes("language", choices(VACANCY_FACET_LANGUAGE));
  filters.AddEducation();
  filters.AddFlags("terms", {"verified", "foreigners", "visa", "nofee"});
  filters.Finish();
}

}  // namespace

absl::StatusOr<Page> VacanciesPage(const Asked& asked, const Calls& calls) {
  return VacanciesPage(asked, Search(asked, calls));
}

absl::StatusOr<Page> VacanciesPage(const Asked& asked, const absl::StatusOr<SearchVacanciesResponse>& found) {
  const Format format(asked.language, asked.digits);
  Page page = ResultsPage(asked, format, kKind);
  AddFilters(asked, found.ok() ? *found : SearchVacanciesResponse(), format, page.view);
  if (!found.ok()) return RefusedResults(asked, found.status(), std::move(page));
  AddFound(asked, format, kKind, FoundIn(*found, found->vacancies_size()), {"RELEVANCE", "DATE", "PAY"},
           page.view);
  if (found->vacancies_size() > 0)
    AddCards(found->vacancies(), found->matches(), format, page.view.Include("CARDS", "cards.tpl"));
  return page;
}

}  // namespace tabadul::web::pages

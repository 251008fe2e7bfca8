#include "services/web/pages/practices_page.h"

#include "services/web/pages/cards.h"
#include "services/web/pages/filters.h"
#include "services/web/pages/results.h"
#include "services/web/pages/search_query.h"

namespace tabadul::web::pages {
namespace {

using namespace statistics::v1;  // NOLINT: the messages

constexpr char kKind[] = "practices";

absl::StatusOr<SearchGoodPracticesResponse> Search(const Asked& asked, const Calls& calls) {
  ASSIGN_OR_RETURN(SearchGoodPracticesRequest request, ToPracticeRequest(asked.query));
  request.set_highlights(asked.query.Has("q"));
  for (const PracticeFacet facet : {PRACTICE_FACET_COUNTRY, PRACTICE_FACET_TYPE, PRACTICE_FACET_TOPIC,
                                    PRACTICE_FACET_EVIDENCE, PRACTICE_FACET_LANGUAGE})
    request.add_facets(facet);
  return calls.Ask<SearchGoodPracticesResponse>("/tabadul.statistics.v1.PracticeService/SearchGoodPractices",
                                                request);
}

void AddFilters(const Asked& asked, const SearchGoodPracticesResponse& found, const Format& format,
                View& view) {
  const auto choices = [&](PracticeFacet facet) {
    return ChoicesOf(found, facet, &PracticeFacetCounts::Value::practices);
  };
  Filters filters(asked, format, view);
  filters.AddBoxes("topic", choices(PRACTICE_FACET_TOPIC));
  filters.AddBoxes("kind", choices(PRACTICE_FACET_TYPE));
  filters.AddBoxes("country", choices(PRACTICE_FACET_COUNTRY));
  filters.AddYears("fromyear", "untilyear");
  filters.AddBoxes("evidence", choices(PRACTICE_FACET_EVIDENCE));
  filters.AddBoxes("language", choices(PRACTICE_FACET_LANGUAGE));
  filters.Finish();
}

}  // namespace

absl::StatusOr<Page> PracticesPage(const Asked& asked, const Calls& calls) {
  return PracticesPage(asked, Search(asked, calls));
}

absl::StatusOr<Page> PracticesPage(const Asked& asked,
                                   const absl::StatusOr<SearchGoodPracticesResponse>& found) {
  const Format format(asked.language, asked.digits);
  Page page = ResultsPage(asked, format, kKind, "practice-search");
  AddFilters(asked, found.ok() ? *found : SearchGoodPracticesResponse(), format, page.view);
  if (!found.ok()) return RefusedResults(asked, found.status(), std::move(page));
  AddFound(asked, format, kKind, FoundIn(*found, found->practices_size()), {"RELEVANCE", "DATE", "EVIDENCE"},
           page.view);
  if (found->practices_size() > 0)
    AddCards(found->practices(), found->matches(), format, page.view.Include("CARDS", "cards.tpl"));
  return page;
}

}  // namespace tabadul::web::pages

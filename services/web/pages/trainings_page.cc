#include "services/web/pages/trainings_page.h"

#include "lib/taxonomy/code_list.h"
#include "services/web/pages/cards.h"
#include "services/web/pages/filters.h"
#include "services/web/pages/results.h"
#include "services/web/pages/search_query.h"

namespace tabadul::web::pages {
namespace {

using namespace jobs::v1;  // NOLINT: the messages

constexpr char kKind[] = "trainings";

absl::StatusOr<SearchTrainingOffersResponse> Search(const Asked& asked, const Calls& calls) {
  ASSIGN_OR_RETURN(SearchTrainingOffersRequest request, ToTrainingRequest(asked.query));
  request.set_highlights(asked.query.Has("q"));
  for (const TrainingFacet facet : {TRAINING_FACET_COUNTRY, TRAINING_FACET_MODE, TRAINING_FACET_FIELD,
                                    TRAINING_FACET_LEVEL, TRAINING_FACET_LANGUAGE})
    request.add_facets(facet);
  if (asked.query.Has("country")) request.add_facets(TRAINING_FACET_CITY);
  return calls.Ask<SearchTrainingOffersResponse>("/tabadul.jobs.v1.TrainingService/SearchTrainingOffers",
                                                 request);
}

void AddFilters(const Asked& asked, const SearchTrainingOffersResponse& found, const Format& format,
                View& view) {
  const auto choices = [&](TrainingFacet facet) {
    return ChoicesOf(found, facet, &TrainingFacetCounts::Value::offers);
  };
  Filters filters(asked, format, view);
  filters.AddBoxes("country", choices(TRAINING_FACET_COUNTRY));
  if (asked.query.Has("country") || asked.query.Has("city"))
    filters.AddBoxes("city", choices(TRAINING_FACET_CITY));
  filters.AddBoxes("mode", choices(TRAINING_FACET_MODE));
  filters.AddTree("field", taxonomy::kIscedF2013, choices(TRAINING_FACET_FIELD));
  filters.AddBoxes("level", choices(TRAINING_FACET_LEVEL));
  filters.AddBoxes("language", choices(TRAINING_FACET_LANGUAGE));
  filters.AddDays("from", "until");
  filters.AddEducation();
  filters.AddFlags("terms", {"free", "foreigners"});
  if (asked.query.Has("country")) filters.AddFlags("place", {"online"});
  filters.Finish();
}

}  // namespace

absl::StatusOr<Page> TrainingsPage(const Asked& asked, const Calls& calls) {
  return TrainingsPage(asked, Search(asked, calls));
}

absl::StatusOr<Page> TrainingsPage(const Asked& asked,
                                   const absl::StatusOr<SearchTrainingOffersResponse>& found) {
  const Format format(asked.language, asked.digits);
  Page page = ResultsPage(asked, format, kKind);
  AddFilters(asked, found.ok() ? *found : SearchTrainingOffersResponse(), format, page.view);
  if (!found.ok()) return RefusedResults(asked, found.status(), std::move(page));
  AddFound(asked, format, kKind, FoundIn(*found, found->offers_size()), {"RELEVANCE", "DATE", "START"},
           page.view);
  if (found->offers_size() > 0)
    AddCards(found->offers(), found->matches(), format, page.view.Include("CARDS", "cards.tpl"));
  return page;
}

}  // namespace tabadul::web::pages

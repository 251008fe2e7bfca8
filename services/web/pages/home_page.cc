#include "services/web/pages/home_page.h"

#include <algorithm>
#include <map>

#include "lib/taxonomy/member_states.h"
#include "services/web/pages/cards.h"
#include "services/web/pages/format.h"
#include "services/web/pages/state_tiles.h"
#include "services/web/pages/text.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::web::pages {
namespace {

using namespace jobs::v1;  // NOLINT: the messages

constexpr int kNewest = 6;

absl::StatusOr<SearchVacanciesResponse> Newest(const Calls& calls) {
  SearchVacanciesRequest request;
  request.set_order(VACANCY_ORDER_DATE);
  request.set_page_size(kNewest);
  request.add_facets(VACANCY_FACET_COUNTRY);
  request.add_facets(VACANCY_FACET_OCCUPATION);
  return calls.Ask<SearchVacanciesResponse>("/tabadul.jobs.v1.JobsService/SearchVacancies", request);
}

// The home stands without them.
int64_t TrainingOffers(const Calls& calls) {
  SearchTrainingOffersRequest request;
  request.set_page_size(1);
  const auto found = calls.Ask<SearchTrainingOffersResponse>(
      "/tabadul.jobs.v1.TrainingService/SearchTrainingOffers", request);
  return found.ok() ? found->total_size() : 0;
}

std::map<std::string, int64_t> CountsOf(const SearchVacanciesResponse& found, VacancyFacet facet) {
  std::map<std::string, int64_t> counts;
  for (const FacetCounts& counted : found.facets()) {
    if (counted.facet() != facet) continue;
    for (const auto& value : counted.values()) counts[value.value()] = value.vacancies();
  }
  return counts;
}

// 1 to 4 by the number of digits: how dark its tile is.
int LevelOf(int64_t count) { return std::min<int>(4, static_cast<int>(std::to_string(count).size())); }

// Every state has one, whether it sends vacancies or not.
void AddTiles(const SearchVacanciesResponse& found, const Format& format, View& view) {
  const std::map<std::string, int64_t> counts = CountsOf(found, VACANCY_FACET_COUNTRY);
  AddStateTiles(
      [&](const std::string& country) {
        const auto counted = counts.find(country);
        const int64_t count = counted == counts.end() ? 0 : counted->second;
        StateTile tile{.shown = format.Number(count)};
        if (count == 0) return tile;
        tile.spoken = format.Counted("vacancies.count", count);
        tile.address = Address(format.language(), "/vacancies", Query().With("country", country));
        tile.level = LevelOf(count);
        return tile;
      },
      format, view);
}

void AddOccupations(const SearchVacanciesResponse& found, const Format& format, View& view) {
  for (const FacetCounts& counted : found.facets()) {
    if (counted.facet() != VACANCY_FACET_OCCUPATION) continue;
    for (const auto& value : counted.values()) {
      if (view.All("FIELDS").empty()) view.Add("FIELDS");
      View& group = view.Add("FIELD");
      group.Set("FIELD_NAME", value.label());
      group.Set("FIELD_COUNT", format.Number(value.vacancies()));
      group.Set("FIELD_ADDRESS",
                Address(format.language(), "/vacancies", Query().With("occupation", value.value())));
    }
  }
}

}  // namespace

absl::StatusOr<Page> HomePage(const Asked& asked, const Calls& calls) {
  ASSIGN_OR_RETURN(const SearchVacanciesResponse newest, Newest(calls));
  return HomePage(asked, newest, TrainingOffers(calls));
}

Page HomePage(const Asked& asked, const SearchVacanciesResponse& newest, int64_t trainings) {
  const Format format(asked.language, asked.digits);
  Page page;
  page.title = format.Counted("home.title", static_cast<int64_t>(taxonomy::MemberStates().size()));
  page.description = Text(asked.language, "home.description");
  page.body = "home.tpl";
  View& view = page.view;
  view.Set("HEADING", page.title);
  view.Set("ACTION", Address(asked.language, "/vacancies"));
  view.Set("VACANCIES", format.Counted("home.vacancies", newest.total_size()));
  view.Set("ALL_VACANCIES", Address(asked.language, "/vacancies"));
  if (trainings > 0) {
    View& offers = view.Add("TRAININGS");
    offers.Set("TRAININGS_COUNT", format.Counted("home.trainings", trainings));
    offers.Set("TRAININGS_ADDRESS", Address(asked.language, "/trainings"));
  }
  AddOccupations(newest, format, view);
  AddTiles(newest, format, view);
  if (newest.vacancies_size() > 0)
    AddCards(newest.vacancies(), {}, format, view.Add("NEWEST").Include("CARDS", "cards.tpl"));
  return page;
}

}  // namespace tabadul::web::pages

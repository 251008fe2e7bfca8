#include "services/web/pages/home_page.h"

#include <algorithm>
#include <map>

#include "lib/taxonomy/member_states.h"
#include "services/web/pages/cards.h"
#include "services/web/pages/format.h"
#include "services/web/pages/names.h"
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

void AddTile(const std::string& code, const std::string& name, int64_t count, const Format& format,
             View& group) {
  View& tile = group.Add("TILE");
  tile.Set("TILE_NAME", name);
  tile.Set("TILE_COUNT", format.Number(count));
  if (count == 0) {
    tile.Add("TILE_EMPTY");
    return;
  }
  tile.Set("TILE_LEVEL", std::to_string(LevelOf(count)));
  tile.Set("TILE_SPOKEN", format.Counted("vacancies.count", count));
  tile.Set("TILE_ADDRESS", Address(format.language(), "/vacancies", Query().With("country", code)));
}

// Arabic lists of states pass over the article: البحرين stands under ب.
std::string_view SortedBy(std::string_view name, std::string_view language) {
  constexpr std::string_view kArticle = "ال";
  if (language == "ar" && name.starts_with(kArticle)) name.remove_prefix(kArticle.size());
  return name;
}

// Every state has a tile of the same size, whether it sends vacancies or not; by name in the page's language.
void AddTiles(const SearchVacanciesResponse& found, const Format& format, View& view) {
  std::map<std::string, int64_t> counts = CountsOf(found, VACANCY_FACET_COUNTRY);
  constexpr struct {
    taxonomy::StateGroup group;
    const char* key;
  } kGroups[] = {{taxonomy::StateGroup::kArab, "arab"},
                 {taxonomy::StateGroup::kAsian, "asian"},
                 {taxonomy::StateGroup::kAfrican, "african"}};
  for (const auto& [group, key] : kGroups) {
    std::vector<std::pair<std::string, std::string>> states;  // name, code
    for (const taxonomy::MemberState& state : taxonomy::MemberStates()) {
      const std::string code(state.alpha2);
      if (state.group == group) states.emplace_back(CountryName(code, format.language()), code);
    }
    const std::string& language = format.language();
    std::sort(states.begin(), states.end(), [&](const auto& a, const auto& b) {
      return format.Before(SortedBy(a.first, language), SortedBy(b.first, language));
    });
    View& tiles = view.Add("TILES");
    tiles.Set("TILES_NAME", Text(format.language(), std::string("home.group-") + key));
    for (const auto& [name, code] : states) AddTile(code, name, counts[code], format, tiles);
  }
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

// tabadul search, tabadul why: which vacancies there are, and why one is not among them.
#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/search_options.h"
#include "cli/search_pages.h"
#include "cli/show.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::cli {

std::string Marked(const jobs::v1::MarkedText& text) {
  std::string out;
  for (const auto& part : text.parts())
    out += part.match() ? "[" + Plain(part.text()) + "]" : Plain(part.text());
  return out;
}

namespace {

constexpr char kSearch[] = "/tabadul.jobs.v1.JobsService/SearchVacancies";
constexpr char kExplain[] = "/tabadul.jobs.v1.JobsService/ExplainVacancy";

void PrintCard(Session& session, const jobs::v1::VacancyCard& card, const jobs::v1::VacancyMatch* match) {
  const std::string place = card.locations().empty() ? "" : Show(card.locations(0), session.language);
  const std::string until = Show(card.apply_by().date());
  session.Print(Pick(card.title(), session.language));
  const std::string checked = Show(card.employer_register_checked());
  const std::string distance =
      card.has_distance_km() ? session.Text("search.distance", {{"km", std::to_string(card.distance_km())}})
                             : "";
  session.Print("  " +
                JoinNotEmpty({Pick(card.employer(), session.language),
                              checked.empty() ? "" : session.Text("search.checked", {{"day", checked}}),
                              place, distance, Show(card.pay(), session.language), Show(card.published()),
                              until.empty() ? "" : session.Text("search.until", {{"day", until}})}));
  if (match != nullptr && match->has_snippet()) session.Print("  … " + Marked(match->snippet()) + " …");
  session.Print("  " + card.hub_id() + "  " + Plain(card.source()));
}

int Search(Session& session, const SearchOptions& options) {
  const auto request = RequestOf(options);
  if (!request.ok()) return session.Fail(request.status());
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto found = Collect<jobs::v1::SearchVacanciesResponse>(
      *connection, kSearch, *request, options.limit, [](const auto& page) { return page.vacancies_size(); });
  if (!found.ok()) return session.Fail(found.status());
  if (session.json) {
    session.PrintJson(*found);
    return kAllIn;
  }
  PrintCorrected(session, *found);
  for (int i = 0; i < found->vacancies_size(); ++i)
    PrintCard(session, found->vacancies(i), i < found->matches_size() ? &found->matches(i) : nullptr);
  for (const auto& facet : found->facets()) {
    PrintFacet(session, ShortName(facet.facet()), facet, [](const auto& value) { return value.vacancies(); });
  }
  PrintUnderstood(session, *found);
  if (found->has_rates_date())
    session.Print(session.Text("search.rates", {{"day", Show(found->rates_date())}}));
  session.Print(session.Text("search.found", {{"shown", std::to_string(found->vacancies_size())},
                                              {"total", std::to_string(found->total_size())}}));
  return kAllIn;
}

int Why(Session& session, const std::string& id, const SearchOptions& options) {
  const auto search = RequestOf(options);
  if (!search.ok()) return session.Fail(search.status());
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  jobs::v1::ExplainVacancyRequest request;
  request.set_hub_id(id);
  *request.mutable_search() = *search;
  const auto answer = client::Ask<jobs::v1::ExplainVacancyResponse>(
      *connection, connection->Within(kCallTime), kExplain, request);
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) return session.PrintJson(*answer), kAllIn;
  if (answer->shown()) session.Print(session.Text("why.shown"));
  for (const auto& obstacle : answer->obstacles()) session.Print("• " + Plain(obstacle.message().message()));
  return kAllIn;
}

}  // namespace

void AddSearch(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "search", "search",
                 {"tabadul search ممرضة --country SA", "tabadul search \"ingénieur logiciel\" --limit 5",
                  "tabadul search nurse --country EG --country MA --since 2026-01-01 --order date --json",
                  "tabadul search --working-time part-time --facet country --facet occupation --limit 3",
                  "tabadul search infirmier --near Rabat --within 50 --order distance --snippets",
                  "tabadul search --pays \"2000 EUR/month\" --order pay --verified-employer"});
  auto options = std::make_shared<SearchOptions>();
  AddFilters(app, session, *options);
  AddPresentation(app, session, *options);
  OnChosen(app, session, [&session, options] { return Search(session, *options); });
}

void AddWhy(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "why", "why",
                 {"tabadul why 4f1c2a9be07d4c55a1b2c3d4e5f60718 ممرضة --country SA",
                  "tabadul why 4f1c2a9be07d4c55a1b2c3d4e5f60718 --working-time part-time --json"});
  auto id = std::make_shared<std::string>();
  auto options = std::make_shared<SearchOptions>();
  app->add_option("id", *id, session.Text("why.id"))->required()->type_name("ID");
  AddFilters(app, session, *options);
  OnChosen(app, session, [&session, id, options] { return Why(session, *id, *options); });
}

}  // namespace tabadul::cli

// tabadul search, tabadul get, tabadul why: what readers of vacancies see.
#include <fmt/format.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "lib/platform/messages/messages.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::cli {
namespace {

constexpr char kSearch[] = "/tabadul.jobs.v1.JobsService/SearchVacancies";
constexpr std::string_view kFacetPrefix = "VACANCY_FACET_", kOfferingPrefix = "OFFERING_TYPE_",
                           kWorkingTimePrefix = "WORKING_TIME_", kRemotePrefix = "REMOTE_WORK_";
constexpr char kExplain[] = "/tabadul.jobs.v1.JobsService/ExplainVacancy";
constexpr char kGetVacancy[] = "/tabadul.jobs.v1.JobsService/GetVacancy";
constexpr char kGetRecord[] = "/tabadul.jobs.v1.VacancyExchangeService/Get";

struct SearchOptions {
  std::vector<std::string> words, countries, occupations, industries, sources, languages, facets;
  std::vector<std::string> offering_types, working_times, remote;
  std::string since, order, at_least, education_up_to;
  bool open_to_foreigners = false, visa_sponsorship = false, no_fee = false, exact_words = false;
  int limit = 20;
};

std::string JoinNotEmpty(std::initializer_list<std::string> parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (!part.empty()) out += (out.empty() ? "" : " · ") + part;
  }
  return out;
}

void PrintCard(Session& session, const jobs::v1::VacancyCard& card) {
  const std::string place = card.locations().empty() ? "" : Show(card.locations(0), session.language);
  const std::string until = Show(card.apply_by().date());
  session.Print(Pick(card.title(), session.language));
  session.Print("  " + JoinNotEmpty({Pick(card.employer(), session.language), place,
                                     Show(card.pay(), session.language), Show(card.published()),
                                     until.empty() ? "" : session.Text("search.until", {{"day", until}})}));
  session.Print("  " + card.hub_id() + "  " + Plain(card.source()));
}

void PrintFacet(Session& session, const jobs::v1::FacetCounts& facet) {
  const std::string name = jobs::v1::VacancyFacet_Name(facet.facet());
  session.Print(messages::Text(session.language, "labels.facet." + name.substr(kFacetPrefix.size())) + ":");
  for (const auto& value : facet.values()) {
    session.Print(fmt::format("  {:>8}  {}  {}", value.vacancies(), value.value(), Plain(value.label())));
  }
}

// "hybrid" of "--remote hybrid" as the contract has it. The command line has let nothing else through.
template <class Enum>
Enum ToEnum(const google::protobuf::EnumDescriptor* of, std::string_view prefix, std::string name) {
  for (char& c : name) c = c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
  const auto* value = of->FindValueByName(std::string(prefix) + name);
  return static_cast<Enum>(value == nullptr ? 0 : value->number());
}

void AddKinds(const SearchOptions& options, jobs::v1::SearchVacanciesRequest& request) {
  using namespace jobs::v1;  // NOLINT: the enums
  for (const auto& name : options.offering_types)
    request.add_offering_types(ToEnum<OfferingType>(OfferingType_descriptor(), kOfferingPrefix, name));
  for (const auto& name : options.working_times)
    request.add_working_times(ToEnum<WorkingTime>(WorkingTime_descriptor(), kWorkingTimePrefix, name));
  for (const auto& name : options.remote)
    request.add_remote(ToEnum<RemoteWork>(RemoteWork_descriptor(), kRemotePrefix, name));
  for (const auto& name : options.facets)
    request.add_facets(ToEnum<VacancyFacet>(VacancyFacet_descriptor(), kFacetPrefix, name));
}

// The names of an enum as options take them: "full-time".
std::vector<std::string> NamesOf(const google::protobuf::EnumDescriptor* of, std::string_view prefix) {
  std::vector<std::string> names;
  for (int i = 0; i < of->value_count(); ++i) {
    if (of->value(i)->number() == 0) continue;
    std::string name = of->value(i)->name().substr(prefix.size());
    for (char& c : name) c = c == '_' ? '-' : absl::ascii_tolower(static_cast<unsigned char>(c));
    names.push_back(std::move(name));
  }
  return names;
}

absl::StatusOr<jobs::v1::SearchVacanciesRequest> RequestOf(const SearchOptions& options) {
  jobs::v1::SearchVacanciesRequest request;
  request.set_query(absl::StrJoin(options.words, " "));
  request.mutable_countries()->Add(options.countries.begin(), options.countries.end());
  request.mutable_occupations()->Add(options.occupations.begin(), options.occupations.end());
  request.mutable_sources()->Add(options.sources.begin(), options.sources.end());
  request.mutable_industries()->Add(options.industries.begin(), options.industries.end());
  request.mutable_languages()->Add(options.languages.begin(), options.languages.end());
  request.set_education_up_to(options.education_up_to);
  request.set_open_to_foreigners(options.open_to_foreigners);
  request.set_visa_sponsorship(options.visa_sponsorship);
  request.set_no_fee(options.no_fee);
  request.set_exact_words(options.exact_words);
  AddKinds(options, request);
  request.set_at_least(options.at_least);
  if (!options.since.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_published_since(), ParseTime("--since", options.since));
  }
  if (options.order == "relevance") request.set_order(jobs::v1::VACANCY_ORDER_RELEVANCE);
  if (options.order == "date") request.set_order(jobs::v1::VACANCY_ORDER_DATE);
  return request;
}

// Page after page, until there are `limit` or no more.
absl::StatusOr<jobs::v1::SearchVacanciesResponse> Collect(client::Connection& connection,
                                                          jobs::v1::SearchVacanciesRequest request,
                                                          int limit) {
  jobs::v1::SearchVacanciesResponse all;
  do {
    request.set_page_size(std::min(100, limit - all.vacancies_size()));
    ASSIGN_OR_RETURN(auto page, client::Ask<jobs::v1::SearchVacanciesResponse>(
                                    connection, Context::WithTimeout(kCallTime), kSearch, request));
    request.set_page_token(page.next_page_token());
    request.clear_facets();  // the first page has counted
    all.MergeFrom(page);
    all.set_next_page_token(page.next_page_token());
  } while (!all.next_page_token().empty() && all.vacancies_size() < limit);
  return all;
}

int Search(Session& session, const SearchOptions& options) {
  const auto request = RequestOf(options);
  if (!request.ok()) return session.Fail(request.status());
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto found = Collect(*connection, *request, options.limit);
  if (!found.ok()) return session.Fail(found.status());
  if (session.json) {
    session.PrintJson(*found);
    return kAllIn;
  }
  for (const auto& card : found->vacancies()) PrintCard(session, card);
  for (const auto& facet : found->facets()) PrintFacet(session, facet);
  if (found->has_understood()) {
    session.Print(session.Text("search.understood", {{"code", found->understood().occupation()},
                                                     {"label", found->understood().label()}}));
  }
  session.Print(session.Text("search.found", {{"shown", std::to_string(found->vacancies_size())},
                                              {"total", std::to_string(found->total_size())}}));
  return kAllIn;
}

void PrintVacancy(Session& session, const std::string& hub_id, const std::string& source,
                  const jobs::v1::Vacancy& vacancy, exchange::v1::Lifecycle lifecycle) {
  const auto& language = session.language;
  const std::string place = vacancy.locations().empty() ? "" : Show(vacancy.locations(0), language);
  const std::string state = exchange::v1::Lifecycle_Name(lifecycle).substr(std::string("LIFECYCLE_").size());
  session.Print(Pick(vacancy.title(), language));
  session.Print(JoinNotEmpty({Pick(vacancy.employer().name(), language), place, Show(vacancy.pay(), language),
                              Show(vacancy.published())}));
  session.Print(
      JoinNotEmpty({session.Text("lifecycle." + state), hub_id, Plain(source), Plain(vacancy.url())}));
  for (const auto& translation : vacancy.description().translations()) {
    session.Print("");
    std::string line;
    for (const char c : translation.text() + "\n") {
      if (c != '\n') {
        line += c;
        continue;
      }
      session.Print(Plain(line));
      line.clear();
    }
  }
}

int Get(Session& session, const std::string& id, const std::string& source) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const Context context = Context::WithTimeout(kCallTime);
  if (source.empty()) {
    jobs::v1::GetVacancyRequest request;
    request.set_hub_id(id);
    const auto got = client::Ask<jobs::v1::GetVacancyResponse>(*connection, context, kGetVacancy, request);
    if (!got.ok()) return session.Fail(got.status());
    const auto& view = got->vacancy();
    if (session.json) return session.PrintJson(view), kAllIn;
    PrintVacancy(session, view.hub_id(), view.source(), view.vacancy(), view.lifecycle());
    return kAllIn;
  }
  exchange::v1::GetRequest request;
  request.mutable_key()->set_source(source);
  request.mutable_key()->set_record_id(id);
  const auto got = client::Ask<exchange::v1::GetResponse>(*connection, context, kGetRecord, request);
  if (!got.ok()) return session.Fail(got.status());
  const auto& stored = got->record();
  if (session.json) return session.PrintJson(stored), kAllIn;
  PrintVacancy(session, stored.hub_id(), stored.record().source(), stored.record().vacancy(),
               stored.lifecycle());
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
      *connection, Context::WithTimeout(kCallTime), kExplain, request);
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) return session.PrintJson(*answer), kAllIn;
  if (answer->shown()) session.Print(session.Text("why.shown"));
  for (const auto& obstacle : answer->obstacles()) session.Print("• " + Plain(obstacle.message().message()));
  return kAllIn;
}

// What chooses vacancies: words and filters.
void AddFilters(CLI::App* app, Session& session, SearchOptions& options) {
  app->add_option("words", options.words, session.Text("search.words"))->type_name("WORDS");
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* key, const char* type) {
    app->add_option(name, into, session.Text(key))->type_name(type)->allow_extra_args(false);
  };
  list("--country", options.countries, "option.country", "CODE");
  list("--occupation", options.occupations, "option.occupation", "CODE");
  list("--industry", options.industries, "search.industry", "CODE");
  list("--source", options.sources, "option.source", "SOURCE");
  list("--asks-language", options.languages, "search.asks-language", "CODE");
  const auto kinds = [&](const char* name, std::vector<std::string>& into, const char* key,
                         const google::protobuf::EnumDescriptor* of, std::string_view prefix) {
    const std::vector<std::string> names = NamesOf(of, prefix);
    app->add_option(name, into, session.Text(key))
        ->option_text(absl::StrJoin(names, "|"))
        ->allow_extra_args(false)
        ->check(CLI::IsMember(names));
  };
  kinds("--contract", options.offering_types, "search.contract", jobs::v1::OfferingType_descriptor(),
        kOfferingPrefix);
  kinds("--working-time", options.working_times, "search.working-time", jobs::v1::WorkingTime_descriptor(),
        kWorkingTimePrefix);
  kinds("--remote", options.remote, "search.remote", jobs::v1::RemoteWork_descriptor(), kRemotePrefix);
  app->add_option("--education-up-to", options.education_up_to, session.Text("search.education-up-to"))
      ->type_name("0-8");
  app->add_flag("--exact", options.exact_words, session.Text("search.exact"));
  app->add_flag("--open-to-foreigners", options.open_to_foreigners,
                session.Text("search.open-to-foreigners"));
  app->add_flag("--visa-sponsorship", options.visa_sponsorship, session.Text("search.visa-sponsorship"));
  app->add_flag("--no-fee", options.no_fee, session.Text("search.no-fee"));
  app->add_option("--since", options.since, session.Text("search.since"))->type_name("DATE");
}

}  // namespace

void AddGet(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(
      parent, session, "get", "get",
      {"tabadul get 4f1c2a9be07d4c55a1b2c3d4e5f60718", "tabadul get 12345 --source SA/mhrsd/jadarat --json"});
  auto id = std::make_shared<std::string>();
  auto source = std::make_shared<std::string>();
  app->add_option("id", *id, session.Text("get.id"))->required()->type_name("ID");
  app->add_option("--source", *source, session.Text("get.source"))->type_name("SOURCE");
  OnChosen(app, session, [&session, id, source] { return Get(session, *id, *source); });
}

void AddSearch(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "search", "search",
                 {"tabadul search ممرضة --country SA", "tabadul search \"ingénieur logiciel\" --limit 5",
                  "tabadul search nurse --country EG --country MA --since 2026-01-01 --order date --json",
                  "tabadul search --working-time part-time --facet country --facet occupation --limit 3"});
  auto options = std::make_shared<SearchOptions>();
  AddFilters(app, session, *options);
  const std::vector<std::string> facets = NamesOf(jobs::v1::VacancyFacet_descriptor(), kFacetPrefix);
  app->add_option("--facet", options->facets, session.Text("search.facet"))
      ->option_text(absl::StrJoin(facets, "|"))
      ->allow_extra_args(false)
      ->check(CLI::IsMember(facets));
  app->add_option("--order", options->order, session.Text("search.order"))
      ->option_text("relevance|date")
      ->check(CLI::IsMember({"relevance", "date"}));
  app->add_option("--limit", options->limit, session.Text("search.limit"))
      ->option_text("N")
      ->check(CLI::Range(1, 10'000));
  app->add_option("--at-least", options->at_least, session.Text("search.at-least"))->type_name("TOKEN");
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

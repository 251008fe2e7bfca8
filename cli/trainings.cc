// tabadul trainings: which training offers there are.
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/search_pages.h"
#include "cli/show.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::cli {
namespace {

using Request = jobs::v1::SearchTrainingOffersRequest;

constexpr char kSearch[] = "/tabadul.jobs.v1.TrainingService/SearchTrainingOffers";

struct Options {
  std::vector<std::string> words, countries, cities, modes, languages, levels, fields, occupations, sources,
      facets;
  std::string education_up_to, starts_from, starts_until, order, at_least;
  bool or_online = false, free = false, open_to_foreigners = false, exact_words = false, snippets = false;
  int limit = 20;
};

absl::Status SetDay(const std::string& option, const std::string& text, common::v1::Date* date) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day))
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", option}, {"form", "2026-01-31"}});
  date->set_year(static_cast<int>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
  return absl::OkStatus();
}

absl::StatusOr<Request> RequestOf(const Options& options) {
  Request request;
  request.set_query(absl::StrJoin(options.words, " "));
  const auto set = [](const std::vector<std::string>& values, auto* field) {
    field->Add(values.begin(), values.end());
  };
  set(options.countries, request.mutable_countries());
  set(options.cities, request.mutable_cities());
  set(options.languages, request.mutable_languages());
  set(options.levels, request.mutable_levels());
  set(options.fields, request.mutable_fields());
  set(options.occupations, request.mutable_occupations());
  set(options.sources, request.mutable_sources());
  for (const auto& name : options.modes) request.add_modes(ToEnum<jobs::v1::TrainingMode>(name));
  for (const auto& name : options.facets) request.add_facets(ToEnum<jobs::v1::TrainingFacet>(name));
  request.set_or_online(options.or_online);
  request.set_education_up_to(options.education_up_to);
  request.set_free(options.free);
  request.set_open_to_foreigners(options.open_to_foreigners);
  request.set_exact_words(options.exact_words);
  request.set_highlights(options.snippets);
  request.set_at_least(options.at_least);
  request.set_order(ToEnum<jobs::v1::TrainingOrder>(options.order));
  if (!options.starts_from.empty())
    RETURN_IF_ERROR(SetDay("--starts-from", options.starts_from, request.mutable_starts_from()));
  if (!options.starts_until.empty())
    RETURN_IF_ERROR(SetDay("--starts-until", options.starts_until, request.mutable_starts_until()));
  return request;
}

std::string StartOf(Session& session, const jobs::v1::TrainingOfferCard& card) {
  if (card.flexible_start()) return session.Text("trainings.any-day");
  const std::string day = Show(card.start_date());
  return day.empty() ? "" : session.Text("trainings.starts", {{"day", day}});
}

void PrintCard(Session& session, const jobs::v1::TrainingOfferCard& card,
               const jobs::v1::TrainingOfferMatch* match) {
  const std::string mode = ShortName(card.mode());
  const std::string until = Show(card.apply_by().date());
  session.Print(Pick(card.title(), session.language));
  session.Print(
      "  " +
      JoinNotEmpty({Pick(card.provider(), session.language),
                    card.locations().empty() ? "" : Show(card.locations(0), session.language),
                    mode.empty() ? "" : messages::Text(session.language, "labels.training-mode." + mode),
                    card.hours() == 0
                        ? ""
                        : session.Text("trainings.hours", {{"hours", std::to_string(card.hours())}}),
                    StartOf(session, card), Show(card.price(), session),
                    until.empty() ? "" : session.Text("search.until", {{"day", until}})}));
  if (match != nullptr && match->has_snippet()) session.Print("  … " + Marked(match->snippet()) + " …");
  session.Print("  " + card.hub_id() + "  " + Plain(card.source()));
}

int Search(Session& session, const Options& options) {
  const auto request = RequestOf(options);
  if (!request.ok()) return session.Fail(request.status());
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto found = Collect<jobs::v1::SearchTrainingOffersResponse>(
      *connection, kSearch, *request, options.limit, [](const auto& page) { return page.offers_size(); });
  if (!found.ok()) return session.Fail(found.status());
  if (session.json) return session.PrintJson(*found), kAllIn;
  PrintCorrected(session, *found);
  for (int i = 0; i < found->offers_size(); ++i)
    PrintCard(session, found->offers(i), i < found->matches_size() ? &found->matches(i) : nullptr);
  for (const auto& facet : found->facets()) {
    PrintFacet(session, ShortName(facet.facet()), facet, [](const auto& value) { return value.offers(); });
  }
  PrintUnderstood(session, *found);
  session.Print(session.Text("trainings.found", {{"shown", std::to_string(found->offers_size())},
                                                 {"total", std::to_string(found->total_size())}}));
  return kAllIn;
}

void AddFilters(CLI::App* app, Session& session, Options& options) {
  app->add_option("words", options.words, session.Text("search.words"))->type_name("WORDS");
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* key, const char* type) {
    app->add_option(name, into, session.Text(key))->type_name(type)->allow_extra_args(false);
  };
  list("--country", options.countries, "trainings.country", "CODE");
  app->add_flag("--or-online", options.or_online, session.Text("trainings.or-online"));
  list("--city", options.cities, "search.city", "NAME");
  AddEnums(app, "--mode", options.modes, session.Text("trainings.mode"),
           *jobs::v1::TrainingMode_descriptor());
  list("--in-language", options.languages, "trainings.in-language", "CODE");
  list("--level", options.levels, "trainings.level", "0-8");
  list("--field", options.fields, "trainings.field", "CODE");
  list("--occupation", options.occupations, "trainings.occupation", "CODE");
  list("--source", options.sources, "option.source", "SOURCE");
  app->add_option("--education-up-to", options.education_up_to, session.Text("search.education-up-to"))
      ->type_name("0-8");
  app->add_flag("--free", options.free, session.Text("trainings.free"));
  app->add_flag("--open-to-foreigners", options.open_to_foreigners,
                session.Text("search.open-to-foreigners"));
  app->add_option("--starts-from", options.starts_from, session.Text("trainings.starts-from"))
      ->type_name("DATE");
  app->add_option("--starts-until", options.starts_until, session.Text("trainings.starts-until"))
      ->type_name("DATE");
  app->add_flag("--exact", options.exact_words, session.Text("search.exact"));
}

}  // namespace

void AddTrainings(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "trainings", "trainings",
                 {"tabadul trainings لحام --country TN --or-online", "tabadul trainings infirmier --free",
                  "tabadul trainings --field 07 --starts-from 2026-09-01 --order start --facet mode",
                  "tabadul trainings nursing --in-language en --limit 5 --json"});
  auto options = std::make_shared<Options>();
  AddFilters(app, session, *options);
  AddEnums(app, "--facet", options->facets, session.Text("trainings.facet"),
           *jobs::v1::TrainingFacet_descriptor());
  AddEnum(app, "--order", options->order, session.Text("trainings.order"),
          *jobs::v1::TrainingOrder_descriptor());
  app->add_flag("--snippets", options->snippets, session.Text("search.snippets"));
  app->add_option("--limit", options->limit, session.Text("search.limit"))
      ->option_text("N")
      ->check(CLI::Range(1, 10'000));
  app->add_option("--at-least", options->at_least, session.Text("search.at-least"))->type_name("TOKEN");
  OnChosen(app, session, [&session, options] { return Search(session, *options); });
}

}  // namespace tabadul::cli

// tabadul practices: which good practices there are.
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/search_pages.h"
#include "cli/show.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::cli {
namespace {

using Request = statistics::v1::SearchGoodPracticesRequest;

constexpr char kSearch[] = "/tabadul.statistics.v1.PracticeService/SearchGoodPractices";

struct Options {
  std::vector<std::string> words, countries, types, topics, evidence, languages, sources, facets;
  std::string order, at_least;
  int from_year = 0, until_year = 0;
  bool exact_words = false, snippets = false;
  int limit = 20;
};

Request RequestOf(const Options& options) {
  Request request;
  request.set_query(absl::StrJoin(options.words, " "));
  const auto set = [](const std::vector<std::string>& values, auto* field) {
    field->Add(values.begin(), values.end());
  };
  set(options.countries, request.mutable_countries());
  set(options.languages, request.mutable_languages());
  set(options.sources, request.mutable_sources());
  for (const auto& name : options.types) request.add_types(ToEnum<statistics::v1::PracticeType>(name));
  for (const auto& name : options.topics) request.add_topics(ToEnum<statistics::v1::PracticeTopic>(name));
  for (const auto& name : options.evidence) request.add_evidence(ToEnum<statistics::v1::EvidenceLevel>(name));
  for (const auto& name : options.facets) request.add_facets(ToEnum<statistics::v1::PracticeFacet>(name));
  request.set_from_year(options.from_year);
  request.set_until_year(options.until_year);
  request.set_exact_words(options.exact_words);
  request.set_highlights(options.snippets);
  request.set_at_least(options.at_least);
  request.set_order(ToEnum<statistics::v1::PracticeOrder>(options.order));
  return request;
}

// Of a value of an enum, by the texts "labels.<kind>.…"; empty if it is not stated.
template <class Enum>
std::string Named(const Session& session, const std::string& kind, Enum value) {
  if (value == 0) return "";
  return messages::Text(session.language, "labels." + kind + "." + ShortName(value));
}

// "2016–2023", "2016–", "–2023"; empty if no year is stated.
std::string YearsOf(const statistics::v1::PracticePeriod& period) {
  const auto year = [](int stated) { return stated == 0 ? "" : std::to_string(stated); };
  if (period.first_year() == 0 && period.last_year() == 0) return "";
  return year(period.first_year()) + "–" + year(period.last_year());
}

void PrintCard(Session& session, const statistics::v1::GoodPracticeCard& card,
               const statistics::v1::GoodPracticeMatch* match) {
  const std::string topics = absl::StrJoin(card.topics(), ", ", [&](std::string* out, int topic) {
    out->append(Named(session, "practice-topic", static_cast<statistics::v1::PracticeTopic>(topic)));
  });
  session.Print(Pick(card.title(), session.language));
  session.Print("  " + JoinNotEmpty({Named(session, "practice-type", card.type()), topics,
                                     Plain(absl::StrJoin(card.countries(), ", ")), YearsOf(card.period()),
                                     Named(session, "evidence-level", card.evidence()),
                                     Pick(card.office(), session.language)}));
  if (match != nullptr && match->has_snippet()) session.Print("  … " + Marked(match->snippet()) + " …");
  session.Print("  " + card.hub_id() + "  " + Plain(card.source()));
}

int Search(Session& session, const Options& options) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto found = Collect<statistics::v1::SearchGoodPracticesResponse>(
      *connection, kSearch, RequestOf(options), options.limit,
      [](const auto& page) { return page.practices_size(); });
  if (!found.ok()) return session.Fail(found.status());
  if (session.json) return session.PrintJson(*found), kAllIn;
  PrintCorrected(session, *found);
  for (int i = 0; i < found->practices_size(); ++i)
    PrintCard(session, found->practices(i), i < found->matches_size() ? &found->matches(i) : nullptr);
  for (const auto& facet : found->facets()) {
    PrintFacet(session, ShortName(facet.facet()), facet, [](const auto& value) { return value.practices(); });
  }
  session.Print(session.Text("practices.found", {{"shown", std::to_string(found->practices_size())},
                                                 {"total", std::to_string(found->total_size())}}));
  return kAllIn;
}

void AddFilters(CLI::App* app, Session& session, Options& options) {
  app->add_option("words", options.words, session.Text("search.words"))->type_name("WORDS");
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* key, const char* type) {
    app->add_option(name, into, session.Text(key))->type_name(type)->allow_extra_args(false);
  };
  list("--country", options.countries, "practices.country", "CODE");
  AddEnums(app, "--type", options.types, session.Text("practices.type"),
           *statistics::v1::PracticeType_descriptor());
  AddEnums(app, "--topic", options.topics, session.Text("practices.topic"),
           *statistics::v1::PracticeTopic_descriptor());
  AddEnums(app, "--evidence", options.evidence, session.Text("practices.evidence"),
           *statistics::v1::EvidenceLevel_descriptor());
  list("--in-language", options.languages, "practices.in-language", "CODE");
  list("--source", options.sources, "option.source", "SOURCE");
  const auto year = [&](const char* name, int& into, const char* key) {
    app->add_option(name, into, session.Text(key))->option_text("YEAR")->check(CLI::Range(1900, 2200));
  };
  year("--from-year", options.from_year, "practices.from-year");
  year("--until-year", options.until_year, "practices.until-year");
  app->add_flag("--exact", options.exact_words, session.Text("practices.exact"));
}

}  // namespace

void AddPractices(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(
      parent, session, "practices", "practices",
      {"tabadul practices تشغيل الشباب --country TN", "tabadul practices apprentissage --type evaluation",
       "tabadul practices --topic women --from-year 2015 --order evidence --facet country",
       "tabadul practices wage protection --in-language en --limit 5 --json"});
  auto options = std::make_shared<Options>();
  AddFilters(app, session, *options);
  AddEnums(app, "--facet", options->facets, session.Text("practices.facet"),
           *statistics::v1::PracticeFacet_descriptor());
  AddEnum(app, "--order", options->order, session.Text("practices.order"),
          *statistics::v1::PracticeOrder_descriptor());
  app->add_flag("--snippets", options->snippets, session.Text("search.snippets"));
  app->add_option("--limit", options->limit, session.Text("search.limit"))
      ->option_text("N")
      ->check(CLI::Range(1, 10'000));
  app->add_option("--at-least", options->at_least, session.Text("search.at-least"))->type_name("TOKEN");
  OnChosen(app, session, [&session, options] { return Search(session, *options); });
}

}  // namespace tabadul::cli

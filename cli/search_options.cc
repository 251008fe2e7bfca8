#include "cli/search_options.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/enum_names.h"
#include "cli/show.h"

namespace tabadul::cli {
namespace {

void AddKinds(const SearchOptions& options, jobs::v1::SearchVacanciesRequest& request) {
  using namespace jobs::v1;  // NOLINT: the enums
  for (const auto& name : options.offering_types) request.add_offering_types(ToEnum<OfferingType>(name));
  for (const auto& name : options.working_times) request.add_working_times(ToEnum<WorkingTime>(name));
  for (const auto& name : options.remote) request.add_remote(ToEnum<RemoteWork>(name));
  for (const auto& name : options.facets) request.add_facets(ToEnum<VacancyFacet>(name));
}

absl::Status Malformed(const std::string& field, const std::string& form) {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", field}, {"form", form}});
}

// "3000 SAR", "45000 EUR/year".
absl::Status AddPay(const std::string& text, jobs::v1::SearchVacanciesRequest& request) {
  if (text.empty()) return absl::OkStatus();
  const std::vector<std::string> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  if (words.size() != 2) return Malformed("--pays", "AMOUNT CURRENCY[/UNIT]");
  const std::pair<std::string, std::string> of = absl::StrSplit(words[1], absl::MaxSplits('/', 1));
  const auto unit = ToEnum<jobs::v1::PayUnit>(of.second);
  if (!of.second.empty() && unit == 0) return Malformed("--pays", "AMOUNT CURRENCY[/UNIT]");
  request.mutable_pay()->set_minimum(words[0]);
  request.mutable_pay()->set_currency(of.first);
  request.mutable_pay()->set_unit(unit);
  return absl::OkStatus();
}

// "Rabat", "34.02,-6.84".
void AddNear(const SearchOptions& options, jobs::v1::SearchVacanciesRequest& request) {
  if (options.near.empty()) return;
  jobs::v1::Near& near = *request.mutable_near();
  near.set_within_km(options.within_km);
  const std::vector<std::string> parts = absl::StrSplit(options.near, ',');
  double latitude = 0, longitude = 0;
  if (parts.size() == 2 && absl::SimpleAtod(parts[0], &latitude) && absl::SimpleAtod(parts[1], &longitude)) {
    constexpr double kMost = 1000;  // the hub says which are too large
    near.mutable_point()->set_latitude_e6(static_cast<int>(std::clamp(latitude, -kMost, kMost) * 1e6));
    near.mutable_point()->set_longitude_e6(static_cast<int>(std::clamp(longitude, -kMost, kMost) * 1e6));
  } else {
    near.set_city(options.near);
  }
}

}  // namespace

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
  request.mutable_cities()->Add(options.cities.begin(), options.cities.end());
  request.set_verified_employer(options.verified_employer);
  request.set_highlights(options.snippets);
  RETURN_IF_ERROR(AddPay(options.pays, request));
  AddNear(options, request);
  request.set_order(ToEnum<jobs::v1::VacancyOrder>(options.order));
  return request;
}

void AddFilters(CLI::App* app, Session& session, SearchOptions& options) {
  app->add_option("words", options.words, session.Text("search.words"))->type_name("WORDS");
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* key, const char* type) {
    app->add_option(name, into, session.Text(key))->type_name(type)->allow_extra_args(false);
  };
  list("--country", options.countries, "option.country", "CODE");
  list("--city", options.cities, "search.city", "NAME");
  list("--occupation", options.occupations, "option.occupation", "CODE");
  list("--industry", options.industries, "search.industry", "CODE");
  list("--source", options.sources, "option.source", "SOURCE");
  list("--asks-language", options.languages, "search.asks-language", "CODE");
  AddEnums(app, "--contract", options.offering_types, session.Text("search.contract"),
           *jobs::v1::OfferingType_descriptor());
  AddEnums(app, "--working-time", options.working_times, session.Text("search.working-time"),
           *jobs::v1::WorkingTime_descriptor());
  AddEnums(app, "--remote", options.remote, session.Text("search.remote"),
           *jobs::v1::RemoteWork_descriptor());
  app->add_option("--education-up-to", options.education_up_to, session.Text("search.education-up-to"))
      ->type_name("0-8");
  app->add_flag("--exact", options.exact_words, session.Text("search.exact"));
  app->add_flag("--open-to-foreigners", options.open_to_foreigners,
                session.Text("search.open-to-foreigners"));
  app->add_flag("--visa-sponsorship", options.visa_sponsorship, session.Text("search.visa-sponsorship"));
  app->add_flag("--no-fee", options.no_fee, session.Text("search.no-fee"));
  app->add_flag("--verified-employer", options.verified_employer, session.Text("search.verified-employer"));
  app->add_option("--pays", options.pays, session.Text("search.pays"))
      ->option_text("\"AMOUNT CURRENCY[/UNIT]\"");
  CLI::Option* near =
      app->add_option("--near", options.near, session.Text("search.near"))->option_text("CITY|LAT,LON");
  app->add_option("--within", options.within_km, session.Text("search.within"))
      ->option_text("KM")
      ->check(CLI::Range(1, 20'000))
      ->needs(near);
  app->add_option("--since", options.since, session.Text("search.since"))->type_name("DATE");
}

void AddPresentation(CLI::App* app, Session& session, SearchOptions& options) {
  AddEnums(app, "--facet", options.facets, session.Text("search.facet"),
           *jobs::v1::VacancyFacet_descriptor());
  AddEnum(app, "--order", options.order, session.Text("search.order"), *jobs::v1::VacancyOrder_descriptor());
  app->add_flag("--snippets", options.snippets, session.Text("search.snippets"));
  app->add_option("--limit", options.limit, session.Text("search.limit"))
      ->option_text("N")
      ->check(CLI::Range(1, 10'000));
  app->add_option("--at-least", options.at_least, session.Text("search.at-least"))->type_name("TOKEN");
}

}  // namespace tabadul::cli

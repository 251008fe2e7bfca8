// For tests: the pages of the portal as HTML, made of records that say what the test wants.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lib/taxonomy/code_list.h"
#include "lib/transcode/openapi.h"
#include "services/web/pages/country_page.h"
#include "services/web/pages/dataflow_page.h"
#include "services/web/pages/flow_query.h"
#include "services/web/pages/home_page.h"
#include "services/web/pages/plain_pages.h"
#include "services/web/pages/practice_page.h"
#include "services/web/pages/practices_page.h"
#include "services/web/pages/reference_page.h"
#include "services/web/pages/samples.h"
#include "services/web/pages/sources_page.h"
#include "services/web/pages/statistics_page.h"
#include "services/web/pages/training_page.h"
#include "services/web/pages/trainings_page.h"
#include "services/web/pages/vacancies_page.h"
#include "services/web/pages/vacancy_page.h"

namespace tabadul::web::pages {

// What records say: in sentences, and elsewhere.
struct RecordTexts {
  std::string text, code;
};

inline constexpr char kAnyUrl[] = "https://pes.example/a";
inline constexpr char kLeast[] = "6000", kMost[] = "9000", kPrice[] = "450", kCurrency[] = "MAD";

// Every string of that name, at any depth.
inline void SetStrings(google::protobuf::Message& message, std::string_view name, const std::string& value) {
  using google::protobuf::FieldDescriptor;
  const auto* const access = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  access->ListFields(message, &fields);
  for (const FieldDescriptor* const field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const int count = field->is_repeated() ? access->FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        SetStrings(field->is_repeated() ? *access->MutableRepeatedMessage(&message, field, i)
                                        : *access->MutableMessage(&message, field),
                   name, value);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated() &&
               field->name() == name) {
      access->SetString(&message, field, value);
    }
  }
}

// With all fields; what is money, or an address, is some.
template <class Message>
Message Saying(const RecordTexts& said) {
  Message message;
  FillAll(message, said.text, said.code);
  for (const auto& [name, value] :
       {std::pair("minimum", kLeast), std::pair("maximum", kMost), std::pair("amount", kPrice),
        std::pair("currency", kCurrency), std::pair("url", kAnyUrl)})
    SetStrings(message, name, value);
  return message;
}

// With every facet of its kind.
template <class Response>
Response Found(const RecordTexts& said) {
  auto found = Saying<Response>(said);
  const auto counts = found.facets(0);
  const auto* const facets = counts.GetDescriptor()->FindFieldByName("facet")->enum_type();
  for (int facet = 2; facets->FindValueByNumber(facet) != nullptr; ++facet) {
    auto& more = *found.add_facets();
    more = counts;
    more.GetReflection()->SetEnumValue(&more, counts.GetDescriptor()->FindFieldByName("facet"), facet);
  }
  return found;
}

// A value that can be drawn and a year; more series than a chart has lines; two codes to choose from.
inline constexpr char kFigure[] = "6000", kYear[] = "2026";

inline void SetFigure(statistics::v1::TableObservation& observation) {
  observation.set_value(kFigure);
  observation.set_period(kYear);
}
inline void AddCode(google::protobuf::RepeatedPtrField<statistics::v1::TableDimension>& dimensions) {
  for (statistics::v1::TableDimension& dimension : dimensions) {
    dimension.clear_total();
    const statistics::v1::TableCode code = dimension.codes(0);
    *dimension.add_codes() = code;
  }
}
inline FlowAnswers FlowSaying(const RecordTexts& said, bool of_countries) {
  FlowAnswers answers;
  answers.flow = Saying<statistics::v1::GetDataflowResponse>(said);
  AddCode(*answers.flow.mutable_dimensions());
  if (of_countries) {
    answers.table = Saying<statistics::v1::GetTableResponse>(said);
    SetFigure(*answers.table->mutable_rows(0)->mutable_observations(0));
    for (int i = 0; i < 7; ++i) {
      const statistics::v1::TableRow row = answers.table->rows(0);
      *answers.table->add_rows() = row;
    }
  } else {
    answers.latest = Saying<statistics::v1::GetLatestResponse>(said);
    SetFigure(*answers.latest->mutable_values(0)->mutable_observation());
    answers.latest->mutable_dimensions(0)->clear_total();
  }
  return answers;
}

class EveryPage {
 public:
  struct Named {
    std::string name, html;
  };
  EveryPage(std::string language, messages::Digits digits, RecordTexts said)
      : language_(std::move(language)), digits_(digits), said_(std::move(said)) {}

  // Of records, searches and sources.
  std::vector<Named> OfRecords() {
    const Asked vacancies = Ask("/vacancies", VacancyFilters()),
                trainings = Ask("/trainings", TrainingFilters()),
                practices = Ask("/practices", PracticeFilters());
    const auto found = Found<jobs::v1::SearchVacanciesResponse>(said_);
    Add("vacancies", vacancies, VacanciesPage(vacancies, found));
    Add("no vacancies", vacancies, VacanciesPage(vacancies, jobs::v1::SearchVacanciesResponse()));
    Add("trainings", trainings,
        TrainingsPage(trainings, Found<jobs::v1::SearchTrainingOffersResponse>(said_)));
    Add("practices", practices,
        PracticesPage(practices, Found<statistics::v1::SearchGoodPracticesResponse>(said_)));
    Add("no practices", practices, PracticesPage(practices, statistics::v1::SearchGoodPracticesResponse()));
    Violations v;
    v.Add("query", common::v1::ERROR_REASON_TOO_LONG, {{"limit", "12"}, {"unit", "characters"}});
    Add("problems", vacancies, VacanciesPage(vacancies, v.ToStatus()));
    const Asked home = Ask("/");
    auto newest = found;
    newest.mutable_facets(0)->mutable_values(0)->set_value("PS");  // a member state
    Add("home", home, HomePage(home, newest, 1));
    const auto sources = Saying<exchange::v1::ListSourcesResponse>(said_);
    Add("sources", home, SourcesPage(home, sources, sources));
    auto vacancy = Saying<jobs::v1::VacancyView>(said_);
    auto offer = Saying<jobs::v1::TrainingOfferView>(said_);
    auto practice = Saying<statistics::v1::GoodPracticeView>(said_);
    for (int state = 1; exchange::v1::Lifecycle_IsValid(state); ++state) {
      vacancy.set_lifecycle(static_cast<exchange::v1::Lifecycle>(state));
      offer.set_lifecycle(static_cast<exchange::v1::Lifecycle>(state));
      practice.set_lifecycle(static_cast<exchange::v1::Lifecycle>(state));
      Add("vacancy", home, VacancyPage(home, vacancy));
      Add("training", home, TrainingPage(home, offer));
      Add("practice", home, PracticePage(home, practice));
    }
    return std::exchange(pages_, {});
  }
  // Of statistics.
  std::vector<Named> OfStatistics() {
    Asked list = Ask("/statistics"), flow = Ask("/statistics/DF_A"),
          country = Ask("/statistics/countries/MA");
    list.query = Query().With("q", said_.text);
    country.id = "MA";
    Add("statistics", list, StatisticsPage(list, Saying<statistics::v1::ListDataflowsResponse>(said_)));
    Add("no statistics", list, StatisticsPage(list, statistics::v1::ListDataflowsResponse()));
    Add("ranks", flow, DataflowPage(flow, FlowSaying(said_, false), kAnyUrl));
    FlowAnswers nothing = FlowSaying(said_, false);
    nothing.latest->clear_values();
    Add("no values", flow, DataflowPage(flow, nothing, kAnyUrl));
    flow.query = Query().With("country", "MA").With("from", said_.code);
    Add("lines", flow, DataflowPage(flow, FlowSaying(said_, true), kAnyUrl));
    Add("country", country, CountryPage(country, {*FlowSaying(said_, true).table}));
    Add("empty country", country, CountryPage(country, std::vector<statistics::v1::GetTableResponse>()));
    return std::exchange(pages_, {});
  }
  // That say the same to everybody.
  std::vector<Named> OfTexts() {
    const Asked home = Ask("/");
    Add("about", home, AboutPage(home));
    Add("privacy", home, PrivacyPage(home));
    Add("developers", home, DevelopersPage(home, "https://jobs.example"));
    Add("reference", home, ReferencePage(home, transcode::OpenApi()));
    for (const int status : {400, 404, 405, 500, 503, 504})
      Add("error " + std::to_string(status), home, ErrorPage(status, home, said_.code));
    return std::exchange(pages_, {});
  }

  // As code lists call things, in the language of the pages: no words of the portal's.
  std::set<std::string, std::less<>> NamesOfLists() const {
    std::set<std::string, std::less<>> names;
    for (const taxonomy::CodeList* const list : taxonomy::AllLists()) {
      for (const auto& code : list->codes()) {
        const std::string& name = language_ == "ar" ? code.ar : language_ == "fr" ? code.fr : code.en;
        names.insert(name.empty() ? code.en : name);
        if (list->scheme() == taxonomy::kCurrencies) names.insert(code.code);
      }
    }
    return names;
  }

 private:
  Asked Ask(const std::string& path, const Query& query = {}) const {
    Asked asked = pages::Ask(language_, path, query.ToString());
    asked.digits = digits_;
    return asked;
  }
  Query VacancyFilters() const {
    Query query = Query().With("q", said_.text).With("country", "SA").With("city", said_.code);
    query = query.With("education", "6").With("since", "7").With("pay", kLeast).With("currency", kCurrency);
    query = query.With("time", "FULL_TIME").With("industry", "Q").With("occupation", "2");
    for (const char* const flag : {"verified", "visa", "nofee", "foreigners", "exact"})
      query = query.With(flag, "1");
    return query.With("source", said_.code);
  }
  Query TrainingFilters() const {
    return Query()
        .With("q", said_.text)
        .With("from", "2026-01-01")
        .With("until", "2026-02-01")
        .With("free", "1");
  }
  Query PracticeFilters() const {
    return Query()
        .With("q", said_.text)
        .With("kind", "POLICY")
        .With("fromyear", "2016")
        .With("topic", "YOUTH");
  }
  void Add(const std::string& name, const Asked& asked, absl::StatusOr<Page> page) {
    ASSERT_TRUE(page.ok()) << name << page.status();
    pages_.push_back({name, HtmlOf(*std::move(page), asked)});
  }

  const std::string language_;
  const messages::Digits digits_;
  const RecordTexts said_;
  std::vector<Named> pages_;
};

}  // namespace tabadul::web::pages

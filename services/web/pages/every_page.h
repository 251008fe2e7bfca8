// For tests: the pages of the portal as HTML, made of records that say what the test wants.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lib/taxonomy/code_list.h"
#include "lib/transcode/openapi.h"
#include "services/web/pages/home_page.h"
#include "services/web/pages/plain_pages.h"
#include "services/web/pages/reference_page.h"
#include "services/web/pages/samples.h"
#include "services/web/pages/sources_page.h"
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
                trainings = Ask("/trainings", TrainingFilters());
    const auto found = Found<jobs::v1::SearchVacanciesResponse>(said_);
    Add("vacancies", vacancies, VacanciesPage(vacancies, found));
    Add("no vacancies", vacancies, VacanciesPage(vacancies, jobs::v1::SearchVacanciesResponse()));
    Add("trainings", trainings,
        TrainingsPage(trainings, Found<jobs::v1::SearchTrainingOffersResponse>(said_)));
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
    for (int state = 1; exchange::v1::Lifecycle_IsValid(state); ++state) {
      vacancy.set_lifecycle(static_cast<exchange::v1::Lifecycle>(state));
      offer.set_lifecycle(static_cast<exchange::v1::Lifecycle>(state));
      Add("vacancy", home, VacancyPage(home, vacancy));
      Add("training", home, TrainingPage(home, offer));
    }
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

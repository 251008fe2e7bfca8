#include "services/jobs/columns.h"

#include "lib/finding/document.h"
#include "lib/pay/monthly.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/coding.h"
#include "services/jobs/place.h"

namespace tabadul::jobs {
namespace {

using finding::AddKeyword;

void AddTerms(finding::Keywords& keywords, const v1::Vacancy& vacancy) {
  using common::v1::TRI_STATE_YES;
  const auto add = [&](common::v1::TriState state, const char* term) {
    if (state == TRI_STATE_YES) AddKeyword(keywords, Column::kTerm, term);
  };
  add(vacancy.eligibility().open_to_foreigners(), kOpenToForeigners);
  add(vacancy.eligibility().visa_sponsorship(), kVisaSponsorship);
  add(vacancy.fair_recruitment().no_fee_declaration(), kNoFee);
  if (vacancy.employer().has_register_checked()) AddKeyword(keywords, Column::kTerm, kVerifiedEmployer);
}

}  // namespace

std::vector<std::string> ColumnNames() {
  return {"country",      "occupation", "industry", "source",    "audience", "offering",
          "working_time", "remote",     "language", "education", "term",     "city"};
}

std::vector<std::string> NumberNames() {
  return {"published", "expires", "education", "pay", "latitude", "longitude"};
}

finding::Keywords KeywordsOf(const exchange::Entry& entry, const v1::Vacancy& vacancy) {
  finding::Keywords keywords;
  keywords.reserve(finding::kUsualKeywords);
  for (const v1::Location& location : vacancy.locations())
    AddKeyword(keywords, Column::kCity, CityValueOf(location));
  for (const std::string& country : entry.countries) AddKeyword(keywords, Column::kCountry, country);
  finding::AddTree(keywords, Column::kOccupation, taxonomy::kIsco08, SearchedOccupation(entry));
  finding::AddTree(keywords, Column::kIndustry, taxonomy::kIsic4, vacancy.industry().code());
  AddKeyword(keywords, Column::kSource, entry.source);
  for (std::string& keyword : finding::AudienceKeywords(entry))
    AddKeyword(keywords, Column::kAudience, std::move(keyword));
  AddKeyword(keywords, Column::kOffering, finding::ValueOf(vacancy.offering_type()));
  AddKeyword(keywords, Column::kWorkingTime, finding::ValueOf(vacancy.schedule().working_time()));
  AddKeyword(keywords, Column::kRemote, finding::ValueOf(vacancy.remote()));
  for (const v1::LanguageRequirement& language : vacancy.languages())
    AddKeyword(keywords, Column::kLanguage, language.language());
  AddKeyword(keywords, Column::kEducation, vacancy.education().isced_level());
  AddTerms(keywords, vacancy);
  return keywords;
}

std::vector<search::Document::Number> NumbersOf(const v1::Vacancy& vacancy, const finding::Card& card,
                                                const pay::Rates& rates) {
  std::vector<search::Document::Number> numbers;
  const auto add = [&](Number column, int64_t value) {
    numbers.push_back({static_cast<int>(column), value});
  };
  add(Number::kPublished, absl::ToUnixMicros(card.published));
  if (card.expires != absl::InfiniteFuture()) add(Number::kExpires, absl::ToUnixMicros(card.expires));
  const std::string& level = vacancy.education().isced_level();
  if (level.size() == 1) add(Number::kEducation, level[0] - '0');
  if (const auto monthly = pay::MonthlyMicroUsd(vacancy, rates)) add(Number::kPay, *monthly);
  if (const auto point = PointOf(vacancy)) {
    add(Number::kLatitude, point->latitude);
    add(Number::kLongitude, point->longitude);
  }
  return numbers;
}

}  // namespace tabadul::jobs

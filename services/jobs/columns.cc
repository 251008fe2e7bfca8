#include "services/jobs/columns.h"

#include "lib/pay/monthly.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/coding.h"
#include "services/jobs/place.h"

namespace tabadul::jobs {
namespace {

using Keywords = std::vector<search::Document::Keyword>;

void Add(Keywords& keywords, Column column, std::string value) {
  if (!value.empty()) keywords.push_back({static_cast<int>(column), std::move(value)});
}

void AddTree(Keywords& keywords, Column column, std::string_view scheme, const std::string& code) {
  const taxonomy::CodeList& list = taxonomy::List(scheme);
  for (std::string_view at = code; !at.empty(); at = list.Parent(at)) Add(keywords, column, std::string(at));
}

void AddTerms(Keywords& keywords, const v1::Vacancy& vacancy) {
  using common::v1::TRI_STATE_YES;
  const auto add = [&](common::v1::TriState state, const char* term) {
    if (state == TRI_STATE_YES) Add(keywords, Column::kTerm, term);
  };
  add(vacancy.eligibility().open_to_foreigners(), kOpenToForeigners);
  add(vacancy.eligibility().visa_sponsorship(), kVisaSponsorship);
  add(vacancy.fair_recruitment().no_fee_declaration(), kNoFee);
  if (vacancy.employer().has_register_checked()) Add(keywords, Column::kTerm, kVerifiedEmployer);
}

template <class Enum>
std::string Short(Enum value, const std::string& name, std::string_view prefix) {
  return value == 0 ? "" : name.substr(prefix.size());
}

}  // namespace

std::string ValueOf(v1::OfferingType value) {
  return Short(value, v1::OfferingType_Name(value), "OFFERING_TYPE_");
}
std::string ValueOf(v1::WorkingTime value) {
  return Short(value, v1::WorkingTime_Name(value), "WORKING_TIME_");
}
std::string ValueOf(v1::RemoteWork value) { return Short(value, v1::RemoteWork_Name(value), "REMOTE_WORK_"); }

std::vector<std::string> ColumnNames() {
  return {"country",      "occupation", "industry", "source",    "audience", "offering",
          "working_time", "remote",     "language", "education", "term",     "city"};
}

std::vector<std::string> NumberNames() {
  return {"published", "expires", "education", "pay", "latitude", "longitude"};
}

Keywords KeywordsOf(const exchange::Entry& entry, const v1::Vacancy& vacancy) {
  Keywords keywords;
  for (const v1::Location& location : vacancy.locations())
    Add(keywords, Column::kCity, CityValueOf(location));
  for (const std::string& country : entry.countries) Add(keywords, Column::kCountry, country);
  AddTree(keywords, Column::kOccupation, taxonomy::kIsco08, SearchedOccupation(entry));
  AddTree(keywords, Column::kIndustry, taxonomy::kIsic4, vacancy.industry().code());
  Add(keywords, Column::kSource, entry.source);
  for (std::string& keyword : AudienceKeywords(entry)) Add(keywords, Column::kAudience, std::move(keyword));
  Add(keywords, Column::kOffering, ValueOf(vacancy.offering_type()));
  Add(keywords, Column::kWorkingTime, ValueOf(vacancy.schedule().working_time()));
  Add(keywords, Column::kRemote, ValueOf(vacancy.remote()));
  for (const v1::LanguageRequirement& language : vacancy.languages())
    Add(keywords, Column::kLanguage, language.language());
  Add(keywords, Column::kEducation, vacancy.education().isced_level());
  AddTerms(keywords, vacancy);
  return keywords;
}

std::vector<search::Document::Number> NumbersOf(const v1::Vacancy& vacancy, const Card& card,
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

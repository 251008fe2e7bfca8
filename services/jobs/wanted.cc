#include "services/jobs/wanted.h"

#include "google/protobuf/util/time_util.h"
#include "lib/finding/document.h"
#include "lib/finding/request_checks.h"
#include "lib/pay/monthly.h"
#include "services/jobs/facets.h"
#include "services/jobs/place.h"

namespace tabadul::jobs {
namespace {

template <class Values>
void AddFilter(Wanted& wanted, Column column, const Values& values) {
  if (!values.empty()) wanted.any_of.push_back({column, {values.begin(), values.end()}});
}

template <class Enum>
void AddKinds(Wanted& wanted, Column column, const google::protobuf::RepeatedField<int>& kinds) {
  std::vector<std::string> values;
  for (const int kind : kinds) values.push_back(finding::ValueOf(static_cast<Enum>(kind)));
  AddFilter(wanted, column, values);
}

void AddFilters(const v1::SearchVacanciesRequest& request, Wanted& wanted) {
  AddFilter(wanted, Column::kCountry, request.countries());
  AddFilter(wanted, Column::kCity, CityValuesOf(request.cities(), request.countries()));
  AddFilter(wanted, Column::kOccupation, request.occupations());
  AddFilter(wanted, Column::kIndustry, request.industries());
  AddFilter(wanted, Column::kSource, request.sources());
  AddFilter(wanted, Column::kLanguage, request.languages());
  AddKinds<v1::OfferingType>(wanted, Column::kOffering, request.offering_types());
  AddKinds<v1::WorkingTime>(wanted, Column::kWorkingTime, request.working_times());
  AddKinds<v1::RemoteWork>(wanted, Column::kRemote, request.remote());
  const auto promised = [&](bool asked, const char* term) {
    if (asked) wanted.any_of.push_back({Column::kTerm, {term}});
  };
  promised(request.open_to_foreigners(), kOpenToForeigners);
  promised(request.visa_sponsorship(), kVisaSponsorship);
  promised(request.no_fee(), kNoFee);
  promised(request.verified_employer(), kVerifiedEmployer);
  if (!request.education_up_to().empty()) wanted.education_up_to = request.education_up_to()[0] - '0';
}

std::optional<int64_t> PaysAtLeast(const v1::PayFilter& pay, const pay::Rates& rates) {
  const v1::PayUnit unit = pay.unit() == v1::PAY_UNIT_UNSPECIFIED ? v1::PAY_UNIT_MONTH : pay.unit();
  return pay::MonthlyMicroUsd(pay.minimum(), pay.currency(), unit, 0, rates);
}

v1::VacancyOrder OrderOf(const v1::SearchVacanciesRequest& request, bool has_words) {
  const bool by_words =
      request.order() == v1::VACANCY_ORDER_UNSPECIFIED || request.order() == v1::VACANCY_ORDER_RELEVANCE;
  if (!by_words) return request.order();
  // Without words nothing is more relevant than anything else.
  return has_words ? v1::VACANCY_ORDER_RELEVANCE : v1::VACANCY_ORDER_DATE;
}

}  // namespace

Wanted ToWanted(const v1::SearchVacanciesRequest& request, bool has_words, const pay::Rates& rates) {
  Wanted wanted;
  wanted.text = request.query();
  AddFilters(request, wanted);
  for (const int facet : request.facets())
    wanted.facets.push_back(ColumnOf(static_cast<v1::VacancyFacet>(facet)));
  if (request.has_published_since()) {
    wanted.published_since = absl::FromUnixMicros(
        google::protobuf::util::TimeUtil::TimestampToMicroseconds(request.published_since()));
  }
  if (request.has_pay()) wanted.pays_at_least = PaysAtLeast(request.pay(), rates);
  if (request.has_near()) {
    const v1::Near& near = request.near();
    wanted.near = near.has_point() ? ToPoint(near.point()) : PointOfCity(near.city());
    if (near.within_km() > 0) wanted.within_km = near.within_km();
  }
  wanted.order = OrderOf(request, has_words);
  wanted.page_size = finding::PageSizeOf(request.page_size());
  return wanted;
}

}  // namespace tabadul::jobs

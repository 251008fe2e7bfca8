#include "services/jobs/vacancy.h"

#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/parts.h"
#include "services/jobs/vacancy_parts.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::jobs {
namespace {

using exchange::CheckText;

void ValidateIdentity(const v1::Vacancy& vacancy, Violations& v) {
  exchange::Require(v, "title", vacancy.title().translations_size() > 0);
  CheckText(v, "title", vacancy.title(), 300);
  exchange::Require(v, "description", vacancy.description().translations_size() > 0);
  CheckText(v, "description", vacancy.description(), 40'000);
  exchange::CheckRange(v, "positions", vacancy.positions(), 0, 100'000);
  exchange::CheckUrl(v, "url", vacancy.url());
}

void ValidateCodes(const v1::Vacancy& vacancy, Violations& v) {
  if (vacancy.has_occupation())
    exchange::CheckCodedValue(v, "occupation", vacancy.occupation(), taxonomy::kIsco08);
  if (vacancy.has_esco_occupation()) CheckEscoOccupation(v, "esco_occupation", vacancy.esco_occupation());
  if (vacancy.has_national_occupation()) {
    exchange::CheckAnyCodedValue(v, "national_occupation", vacancy.national_occupation());
  }
  if (vacancy.has_industry()) exchange::CheckCodedValue(v, "industry", vacancy.industry(), taxonomy::kIsic4);
}

void ValidateTimes(const v1::Vacancy& vacancy, Violations& v) {
  if (vacancy.has_start_date()) exchange::CheckDate(v, "start_date", vacancy.start_date());
  if (vacancy.has_published()) exchange::CheckDate(v, "published", vacancy.published());
  if (vacancy.has_apply_by()) ValidateApplyBy(vacancy.apply_by(), v);
}

}  // namespace

void ValidateVacancy(const v1::Vacancy& vacancy, Violations& v) {
  ValidateIdentity(vacancy, v);
  ValidateLocations(vacancy.locations(), true, v);
  if (vacancy.has_employer()) ValidateEmployer(vacancy.employer(), v);
  ValidateCodes(vacancy, v);
  ValidateRequirements(vacancy, v);
  ValidateConditions(vacancy, v);
  ValidateTimes(vacancy, v);
  ValidateRecruitment(vacancy, v);
}

exchange::Columns ColumnsOf(const v1::Vacancy& vacancy) {
  exchange::Columns columns;
  columns.countries = CountriesOf(vacancy.locations());
  columns.occupation = vacancy.occupation().code();
  if (vacancy.has_apply_by()) columns.expires = EndOf(vacancy.apply_by());
  return columns;
}

exchange::RecordKind VacancyKind() {
  exchange::RecordKind kind;
  kind.name = "vacancy";
  kind.payload = tabadul::exchange::v1::Record::descriptor()->FindFieldByName("vacancy");
  kind.validate = [](const exchange::Message& message, Violations& violations) {
    ValidateVacancy(static_cast<const v1::Vacancy&>(message), violations);
  };
  kind.columns = [](const exchange::Message& message) {
    return ColumnsOf(static_cast<const v1::Vacancy&>(message));
  };
  return kind;
}

}  // namespace tabadul::jobs

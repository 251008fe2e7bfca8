#include "services/jobs/vacancy.h"

#include <algorithm>

#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
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

void ValidateLocations(const v1::Vacancy& vacancy, Violations& v) {
  exchange::CheckEntries(v, "locations", vacancy.locations_size());
  if (vacancy.locations_size() == 0) {
    const auto in = v.In("locations", 0);
    exchange::Require(v, "country", false);
  }
  for (int i = 0; i < vacancy.locations_size(); ++i) {
    const auto in = v.In("locations", static_cast<size_t>(i));
    ValidateLocation(vacancy.locations(i), v);
  }
}

void ValidateCodes(const v1::Vacancy& vacancy, Violations& v) {
  if (vacancy.has_occupation())
    exchange::CheckCodedValue(v, "occupation", vacancy.occupation(), taxonomy::kIsco08);
  if (vacancy.has_esco_occupation()) ValidateEscoOccupation(vacancy.esco_occupation(), v);
  if (vacancy.has_national_occupation()) {
    exchange::CheckAnyCodedValue(v, "national_occupation", vacancy.national_occupation());
  }
  if (vacancy.has_industry()) exchange::CheckCodedValue(v, "industry", vacancy.industry(), taxonomy::kIsic4);
}

void ValidateTimes(const v1::Vacancy& vacancy, Violations& v) {
  if (vacancy.has_start_date()) exchange::CheckDate(v, "start_date", vacancy.start_date());
  if (vacancy.has_published()) exchange::CheckDate(v, "published", vacancy.published());
  if (!vacancy.has_apply_by()) return;
  const auto in = v.In("apply_by");
  if (vacancy.apply_by().has_date()) {
    exchange::CheckDate(v, "date", vacancy.apply_by().date());
  } else {
    exchange::Require(v, "date", false);
  }
  exchange::CheckCode(v, "time_zone", taxonomy::kTimeZones, vacancy.apply_by().time_zone());
}

}  // namespace

void ValidateVacancy(const v1::Vacancy& vacancy, Violations& v) {
  ValidateIdentity(vacancy, v);
  ValidateLocations(vacancy, v);
  if (vacancy.has_employer()) ValidateEmployer(vacancy.employer(), v);
  ValidateCodes(vacancy, v);
  ValidateRequirements(vacancy, v);
  ValidateConditions(vacancy, v);
  ValidateTimes(vacancy, v);
  ValidateRecruitment(vacancy, v);
}

absl::Time ExpiresAt(const v1::Vacancy& vacancy) {
  if (!vacancy.has_apply_by()) return absl::InfiniteFuture();
  return exchange::EndOfDay(vacancy.apply_by().date(), vacancy.apply_by().time_zone());
}

exchange::Columns ColumnsOf(const v1::Vacancy& vacancy) {
  exchange::Columns columns;
  for (const v1::Location& location : vacancy.locations()) columns.countries.push_back(location.country());
  std::sort(columns.countries.begin(), columns.countries.end());
  columns.countries.erase(std::unique(columns.countries.begin(), columns.countries.end()),
                          columns.countries.end());
  columns.occupation = vacancy.occupation().code();
  columns.expires = ExpiresAt(vacancy);
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

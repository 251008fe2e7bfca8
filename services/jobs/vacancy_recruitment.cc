#include "lib/exchange/validate.h"
#include "services/jobs/parts.h"
#include "services/jobs/vacancy_parts.h"

namespace tabadul::jobs {
namespace {

void ValidateEligibility(const v1::Eligibility& eligibility, Violations& v) {
  const auto in = v.In("eligibility");
  CheckTriState(v, "open_to_foreigners", eligibility.open_to_foreigners());
  exchange::CheckCountries(v, "countries", eligibility.countries());
  CheckTriState(v, "visa_sponsorship", eligibility.visa_sponsorship());
  CheckTriState(v, "relocation", eligibility.relocation());
  CheckTriState(v, "work_permit_paid", eligibility.work_permit_paid());
}

void ValidateFairRecruitment(const v1::FairRecruitment& fair, Violations& v) {
  const auto in = v.In("fair_recruitment");
  CheckTriState(v, "no_fee_declaration", fair.no_fee_declaration());
  exchange::CheckLine(v, "agency_licence", fair.agency_licence(), 100);
  exchange::CheckLine(v, "contract_template", fair.contract_template(), 500);
}

}  // namespace

void ValidateRecruitment(const v1::Vacancy& vacancy, Violations& v) {
  if (vacancy.has_eligibility()) ValidateEligibility(vacancy.eligibility(), v);
  if (vacancy.has_fair_recruitment()) ValidateFairRecruitment(vacancy.fair_recruitment(), v);
  if (vacancy.has_application()) ValidateApplication(vacancy.application(), v);
}

}  // namespace tabadul::jobs

#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/parts.h"
#include "services/jobs/vacancy_parts.h"

namespace tabadul::jobs {
namespace {

void ValidateSchedule(const v1::Schedule& schedule, Violations& v) {
  const auto in = v.In("schedule");
  exchange::CheckEnum(v, "working_time", schedule.working_time(), v1::WorkingTime_descriptor());
  exchange::CheckRange(v, "minutes_per_week", schedule.minutes_per_week(), 0, 7 * 24 * 60);
}

void ValidatePay(const v1::Pay& pay, Violations& v) {
  const auto in = v.In("pay");
  const auto minimum = CheckAmount(v, "minimum", pay.minimum());
  const auto maximum = CheckAmount(v, "maximum", pay.maximum());
  if (minimum && maximum && *maximum < *minimum) {
    exchange::Contradicts(v, "maximum", "minimum");
  }
  if (!pay.minimum().empty() || !pay.maximum().empty()) {
    exchange::Require(v, "currency", !pay.currency().empty());
    exchange::Require(v, "unit", pay.unit() != v1::PAY_UNIT_UNSPECIFIED);
  }
  exchange::CheckCode(v, "currency", taxonomy::kCurrencies, pay.currency());
  exchange::CheckEnum(v, "unit", pay.unit(), v1::PayUnit_descriptor());
  exchange::CheckEnum(v, "basis", pay.basis(), v1::PayBasis_descriptor());
  exchange::CheckText(v, "deductions", pay.deductions(), 1'000);
}

void ValidateBenefits(const v1::Vacancy& vacancy, Violations& v) {
  exchange::CheckEntries(v, "benefits", vacancy.benefits_size());
  for (int i = 0; i < vacancy.benefits_size(); ++i) {
    const auto in = v.In("benefits", static_cast<size_t>(i));
    exchange::CheckEnum(v, "", vacancy.benefits(i), v1::Benefit_descriptor());
    exchange::Require(v, "", vacancy.benefits(i) != v1::BENEFIT_UNSPECIFIED);
  }
  CheckOnce(v, "benefits", std::vector<int>(vacancy.benefits().begin(), vacancy.benefits().end()));
}

void ValidateContract(const v1::Contract& contract, Violations& v) {
  const auto in = v.In("contract");
  exchange::CheckRange(v, "months", contract.months(), 0, 600);
  exchange::CheckRange(v, "probation_days", contract.probation_days(), 0, 730);
  if (contract.permanent() && contract.months() > 0) {
    exchange::Contradicts(v, "months", "permanent");
  }
}

}  // namespace

void ValidateConditions(const v1::Vacancy& vacancy, Violations& v) {
  exchange::CheckEnum(v, "remote", vacancy.remote(), v1::RemoteWork_descriptor());
  exchange::CheckCountries(v, "remote_countries", vacancy.remote_countries());
  exchange::CheckEnum(v, "offering_type", vacancy.offering_type(), v1::OfferingType_descriptor());
  if (vacancy.has_schedule()) ValidateSchedule(vacancy.schedule(), v);
  if (vacancy.has_pay()) ValidatePay(vacancy.pay(), v);
  ValidateBenefits(vacancy, v);
  if (vacancy.has_contract()) ValidateContract(vacancy.contract(), v);
}

}  // namespace tabadul::jobs

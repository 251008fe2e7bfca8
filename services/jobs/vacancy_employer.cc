#include "lib/exchange/validate.h"
#include "services/jobs/parts.h"
#include "services/jobs/vacancy_parts.h"

namespace tabadul::jobs {

void ValidateEmployer(const v1::Employer& employer, Violations& v) {
  const auto in = v.In("employer");
  exchange::CheckText(v, "name", employer.name(), 300);
  if (employer.anonymous() && employer.name().translations_size() > 0) {
    exchange::Contradicts(v, "name", "anonymous");
  }
  CheckLegalId(v, employer.legal_id(), employer.legal_id_scheme());
  exchange::CheckUrl(v, "url", employer.url());
  if (!employer.has_register_checked()) return;
  exchange::CheckDate(v, "register_checked", employer.register_checked());
  exchange::Require(v, "legal_id", !employer.legal_id().empty());
}

}  // namespace tabadul::jobs

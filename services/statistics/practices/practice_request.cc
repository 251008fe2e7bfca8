#include "services/statistics/practices/practice_request.h"

#include "lib/exchange/validate.h"
#include "lib/finding/request_checks.h"
#include "lib/taxonomy/code_list.h"
#include "services/statistics/practices/good_practice.h"

namespace tabadul::statistics {

absl::Status ValidateSearch(const v1::SearchGoodPracticesRequest& request) {
  using finding::kMaxValues;
  Violations v;
  finding::CheckQuery(request.query(), v);
  exchange::CheckCodes(v, "countries", request.countries(), taxonomy::kCountries, exchange::kMaxCountries);
  finding::CheckKinds(request.types(), "types", v1::PracticeType_descriptor(), v);
  finding::CheckKinds(request.topics(), "topics", v1::PracticeTopic_descriptor(), v);
  finding::CheckKinds(request.evidence(), "evidence", v1::EvidenceLevel_descriptor(), v);
  exchange::CheckCodes(v, "languages", request.languages(), taxonomy::kLanguages, kMaxValues);
  finding::CheckLines(request.sources(), "sources", kMaxValues, finding::kMaxSourceBytes, v);
  CheckYear(v, "from_year", request.from_year());
  CheckYear(v, "until_year", request.until_year());
  if (request.until_year() != 0 && request.until_year() < request.from_year())
    exchange::Contradicts(v, "until_year", "from_year");
  exchange::CheckEnum(v, "order", request.order(), v1::PracticeOrder_descriptor());
  finding::CheckPageSize(request.page_size(), v);
  finding::CheckFacets(request.facets(), v1::PracticeFacet_descriptor(), v);
  return v.ToStatus();
}

absl::Status ValidateGet(const v1::GetGoodPracticeRequest& request) {
  Violations v;
  finding::CheckHubId(request.hub_id(), "hub_id", v);
  return v.ToStatus();
}

}  // namespace tabadul::statistics

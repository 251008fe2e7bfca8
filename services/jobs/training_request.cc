#include "services/jobs/training_request.h"

#include "absl/time/civil_time.h"
#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/request_checks.h"

namespace tabadul::jobs {
namespace {

void CheckStarts(const v1::SearchTrainingOffersRequest& request, Violations& v) {
  const auto& from = request.starts_from();
  const auto& until = request.starts_until();
  if (request.has_starts_from()) exchange::CheckDate(v, "starts_from", from);
  if (request.has_starts_until()) exchange::CheckDate(v, "starts_until", until);
  if (!request.has_starts_from() || !request.has_starts_until() || !exchange::DateExists(from) ||
      !exchange::DateExists(until)) {
    return;
  }
  if (absl::CivilDay(until.year(), until.month(), until.day()) <
      absl::CivilDay(from.year(), from.month(), from.day())) {
    exchange::Contradicts(v, "starts_until", "starts_from");
  }
}

}  // namespace

absl::Status ValidateSearch(const v1::SearchTrainingOffersRequest& request) {
  Violations v;
  CheckQuery(request.query(), v);
  exchange::CheckCodes(v, "countries", request.countries(), taxonomy::kCountries, exchange::kMaxCountries);
  CheckLines(request.cities(), "cities", kMaxCities, kMaxCityBytes, v);
  CheckKinds(request.modes(), "modes", v1::TrainingMode_descriptor(), v);
  exchange::CheckCodes(v, "languages", request.languages(), taxonomy::kLanguages, kMaxValues);
  exchange::CheckCodes(v, "levels", request.levels(), taxonomy::kIsced2011, kMaxValues);
  exchange::CheckCodes(v, "fields", request.fields(), taxonomy::kIscedF2013, kMaxValues);
  exchange::CheckCodes(v, "occupations", request.occupations(), taxonomy::kIsco08, kMaxValues);
  CheckLines(request.sources(), "sources", kMaxValues, kMaxSourceBytes, v);
  exchange::CheckCode(v, "education_up_to", taxonomy::kIsced2011, request.education_up_to());
  CheckStarts(request, v);
  exchange::CheckEnum(v, "order", request.order(), v1::TrainingOrder_descriptor());
  CheckPageSize(request.page_size(), v);
  CheckFacets(request.facets(), v1::TrainingFacet_descriptor(), v);
  return v.ToStatus();
}

absl::Status ValidateGet(const v1::GetTrainingOfferRequest& request) {
  Violations v;
  CheckHubId(request.hub_id(), "hub_id", v);
  return v.ToStatus();
}

}  // namespace tabadul::jobs

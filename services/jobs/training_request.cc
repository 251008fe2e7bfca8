#include "services/jobs/training_request.h"

#include "absl/time/civil_time.h"
#include "lib/exchange/validate.h"
#include "lib/finding/request_checks.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/place.h"

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
  finding::CheckQuery(request.query(), v);
  exchange::CheckCodes(v, "countries", request.countries(), taxonomy::kCountries, exchange::kMaxCountries);
  finding::CheckLines(request.cities(), "cities", kMaxCities, kMaxCityBytes, v);
  finding::CheckKinds(request.modes(), "modes", v1::TrainingMode_descriptor(), v);
  exchange::CheckCodes(v, "languages", request.languages(), taxonomy::kLanguages, finding::kMaxValues);
  exchange::CheckCodes(v, "levels", request.levels(), taxonomy::kIsced2011, finding::kMaxValues);
  exchange::CheckCodes(v, "fields", request.fields(), taxonomy::kIscedF2013, finding::kMaxValues);
  exchange::CheckCodes(v, "occupations", request.occupations(), taxonomy::kIsco08, finding::kMaxValues);
  finding::CheckLines(request.sources(), "sources", finding::kMaxValues, finding::kMaxSourceBytes, v);
  exchange::CheckCode(v, "education_up_to", taxonomy::kIsced2011, request.education_up_to());
  CheckStarts(request, v);
  exchange::CheckEnum(v, "order", request.order(), v1::TrainingOrder_descriptor());
  finding::CheckPageSize(request.page_size(), v);
  finding::CheckFacets(request.facets(), v1::TrainingFacet_descriptor(), v);
  return v.ToStatus();
}

absl::Status ValidateGet(const v1::GetTrainingOfferRequest& request) {
  Violations v;
  finding::CheckHubId(request.hub_id(), "hub_id", v);
  return v.ToStatus();
}

}  // namespace tabadul::jobs

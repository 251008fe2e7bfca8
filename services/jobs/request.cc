#include "services/jobs/request.h"

#include "google/protobuf/util/time_util.h"
#include "lib/exchange/validate.h"
#include "lib/finding/request_checks.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/place.h"

namespace tabadul::jobs {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr int kFarthest = 20'000;  // kilometres
constexpr size_t kMaxTyped = 100;  // bytes
constexpr int kDefaultCompletions = 8, kMaxCompletions = 20;

bool IsTimestamp(const google::protobuf::Timestamp& time) {
  using google::protobuf::util::TimeUtil;
  return time.seconds() >= TimeUtil::kTimestampMinSeconds &&
         time.seconds() <= TimeUtil::kTimestampMaxSeconds && time.nanos() >= 0 &&
         time.nanos() < 1'000'000'000;
}

void CheckPay(const v1::PayFilter& pay, const pay::Rates& rates, Violations& v) {
  const auto in = v.In("pay");
  exchange::Require(v, "minimum", !pay.minimum().empty());
  if (!pay.minimum().empty()) exchange::CheckDecimal(v, "minimum", pay.minimum());
  exchange::Require(v, "currency", !pay.currency().empty());
  exchange::CheckCode(v, "currency", taxonomy::kCurrencies, pay.currency());
  if (taxonomy::List(taxonomy::kCurrencies).Contains(pay.currency()) && !rates.Usd(pay.currency())) {
    v.Add(
        "currency", ERROR_REASON_UNKNOWN_CODE,
        {{"scheme", "TABADUL_JOBS_RATES " + absl::FormatCivilTime(rates.date())}, {"code", pay.currency()}});
  }
  exchange::CheckEnum(v, "unit", pay.unit(), v1::PayUnit_descriptor());
  if (pay.unit() == v1::PAY_UNIT_TASK) {
    v.Add("unit", ERROR_REASON_UNKNOWN_CODE,
          {{"scheme", v1::PayUnit_descriptor()->full_name()}, {"code", v1::PayUnit_Name(pay.unit())}});
  }
}

void CheckPoint(const v1::Coordinates& point, Violations& v) {
  const auto in = v.In("point");
  exchange::CheckRange(v, "latitude_e6", point.latitude_e6(), -90'000'000, 90'000'000);
  exchange::CheckRange(v, "longitude_e6", point.longitude_e6(), -180'000'000, 180'000'000);
}

void CheckNear(const v1::SearchVacanciesRequest& request, Violations& v) {
  if (!request.has_near()) {
    exchange::Require(v, "near", request.order() != v1::VACANCY_ORDER_DISTANCE);
    return;
  }
  const auto in = v.In("near");
  const v1::Near& near = request.near();
  exchange::Require(v, "city", near.has_point() || !near.city().empty());
  if (near.has_point() && !near.city().empty()) exchange::Contradicts(v, "city", "point");
  CheckPoint(near.point(), v);
  exchange::CheckLine(v, "city", near.city(), kMaxCityBytes);
  if (!near.city().empty() && near.city().size() <= kMaxCityBytes && !PointOfCity(near.city())) {
    v.Add("city", ERROR_REASON_UNKNOWN_CODE, {{"scheme", "GeoNames"}, {"code", near.city()}});
  }
  exchange::CheckRange(v, "within_km", near.within_km(), 0, kFarthest);
}

void CheckSearch(const v1::SearchVacanciesRequest& request, const pay::Rates& rates, Violations& v) {
  finding::CheckQuery(request.query(), v);
  exchange::CheckCodes(v, "countries", request.countries(), taxonomy::kCountries, exchange::kMaxCountries);
  exchange::CheckCodes(v, "occupations", request.occupations(), taxonomy::kIsco08, finding::kMaxValues);
  finding::CheckLines(request.sources(), "sources", finding::kMaxValues, finding::kMaxSourceBytes, v);
  finding::CheckLines(request.cities(), "cities", kMaxCities, kMaxCityBytes, v);
  exchange::CheckCodes(v, "industries", request.industries(), taxonomy::kIsic4, finding::kMaxValues);
  exchange::CheckCodes(v, "languages", request.languages(), taxonomy::kLanguages, finding::kMaxValues);
  exchange::CheckCode(v, "education_up_to", taxonomy::kIsced2011, request.education_up_to());
  finding::CheckKinds(request.offering_types(), "offering_types", v1::OfferingType_descriptor(), v);
  finding::CheckKinds(request.working_times(), "working_times", v1::WorkingTime_descriptor(), v);
  finding::CheckKinds(request.remote(), "remote", v1::RemoteWork_descriptor(), v);
  if (request.has_pay()) CheckPay(request.pay(), rates, v);
  CheckNear(request, v);
  finding::CheckFacets(request.facets(), v1::VacancyFacet_descriptor(), v);
  if (request.has_published_since() && !IsTimestamp(request.published_since())) {
    v.Add("published_since", ERROR_REASON_MALFORMED, {{"form", "RFC 3339"}});
  }
  exchange::CheckEnum(v, "order", request.order(), v1::VacancyOrder_descriptor());
  finding::CheckPageSize(request.page_size(), v);
}

}  // namespace

absl::Status ValidateSearch(const v1::SearchVacanciesRequest& request, const pay::Rates& rates) {
  Violations v;
  CheckSearch(request, rates, v);
  return v.ToStatus();
}

absl::Status ValidateWhy(const v1::ExplainVacancyRequest& request, const pay::Rates& rates) {
  Violations v;
  finding::CheckHubId(request.hub_id(), "hub_id", v);
  const auto in = v.In("search");
  CheckSearch(request.search(), rates, v);
  return v.ToStatus();
}

absl::Status ValidateComplete(const v1::CompleteQueryRequest& request) {
  Violations v;
  exchange::Require(v, "query", !request.query().empty());
  exchange::CheckLine(v, "query", request.query(), kMaxTyped);
  exchange::CheckRange(v, "limit", request.limit(), 0, kMaxCompletions);
  return v.ToStatus();
}

size_t CompletionsOf(const v1::CompleteQueryRequest& request) {
  return static_cast<size_t>(request.limit() == 0 ? kDefaultCompletions : request.limit());
}

absl::Status ValidateGet(const v1::GetVacancyRequest& request) {
  Violations v;
  finding::CheckHubId(request.hub_id(), "hub_id", v);
  return v.ToStatus();
}

absl::Status ValidateBatchGet(const v1::BatchGetVacanciesRequest& request) {
  Violations v;
  exchange::Require(v, "hub_ids", request.hub_ids_size() > 0);
  exchange::CheckEntries(v, "hub_ids", request.hub_ids_size(), finding::kMaxValues);
  for (int i = 0; i < request.hub_ids_size(); ++i) {
    const auto in = v.In("hub_ids", static_cast<size_t>(i));
    finding::CheckHubId(request.hub_ids(i), "", v);
  }
  return v.ToStatus();
}

}  // namespace tabadul::jobs

#include "services/jobs/request.h"

#include <algorithm>

#include "google/protobuf/util/time_util.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/place.h"

namespace tabadul::jobs {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kMaxQueryBytes = 500;
constexpr int kMaxValues = 100;
constexpr int kMaxKinds = 20;
constexpr size_t kMaxSourceBytes = 100;
constexpr int kMaxCities = 20;  // each is looked for in every country
constexpr size_t kMaxCityBytes = 200;
constexpr int kFarthest = 20'000;  // kilometres
constexpr int kMaxPage = 100;
constexpr size_t kMaxTyped = 100;  // bytes
constexpr int kDefaultCompletions = 8, kMaxCompletions = 20;
constexpr size_t kMaxTokenBytes = 8'000;

// A page token is: checksum of the rest, fingerprint of the request, length of the corrected query, it, continuation.
constexpr size_t kChecksum = 4;
constexpr size_t kFingerprint = 8;
constexpr size_t kLength = 2;

void CheckLines(const google::protobuf::RepeatedPtrField<std::string>& lines, std::string_view field,
                int limit, size_t max_bytes, Violations& v) {
  exchange::CheckEntries(v, field, lines.size(), limit);
  for (int i = 0; i < lines.size(); ++i) {
    const auto in = v.In(field, static_cast<size_t>(i));
    exchange::Require(v, "", !lines[i].empty());
    exchange::CheckLine(v, "", lines[i], max_bytes);
  }
}

void CheckCodes(const google::protobuf::RepeatedPtrField<std::string>& codes, std::string_view field,
                std::string_view scheme, int limit, Violations& v) {
  exchange::CheckEntries(v, field, codes.size(), limit);
  for (int i = 0; i < codes.size(); ++i) {
    const auto in = v.In(field, static_cast<size_t>(i));
    exchange::Require(v, "", !codes[i].empty());
    exchange::CheckCode(v, "", scheme, codes[i]);
  }
}

void CheckKinds(const google::protobuf::RepeatedField<int>& kinds, std::string_view field,
                const google::protobuf::EnumDescriptor* of, Violations& v) {
  exchange::CheckEntries(v, field, kinds.size(), kMaxKinds);
  for (int i = 0; i < kinds.size(); ++i) {
    const auto in = v.In(field, static_cast<size_t>(i));
    exchange::Require(v, "", kinds[i] != 0);
    exchange::CheckEnum(v, "", kinds[i], of);
  }
}

void CheckFacets(const google::protobuf::RepeatedField<int>& facets, Violations& v) {
  CheckKinds(facets, "facets", v1::VacancyFacet_descriptor(), v);
  for (int i = 1; i < facets.size(); ++i) {
    if (std::find(facets.begin(), facets.begin() + i, facets[i]) == facets.begin() + i) continue;
    const auto in = v.In("facets", static_cast<size_t>(i));
    v.Add("", ERROR_REASON_CONTRADICTION);
  }
}

bool IsHubId(std::string_view id) {
  return id.size() == 32 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

void CheckHubId(std::string_view id, std::string_view field, Violations& v) {
  if (id.empty()) {
    exchange::Require(v, field, false);
  } else if (!IsHubId(id)) {
    v.Add(field, ERROR_REASON_MALFORMED, {{"form", "32 hex digits"}});
  }
}

bool IsTimestamp(const google::protobuf::Timestamp& time) {
  using google::protobuf::util::TimeUtil;
  return time.seconds() >= TimeUtil::kTimestampMinSeconds &&
         time.seconds() <= TimeUtil::kTimestampMaxSeconds && time.nanos() >= 0 &&
         time.nanos() < 1'000'000'000;
}

// Everything that decides which results come and in which order. Pages may differ in size and freshness.
std::string Fingerprint(const v1::SearchVacanciesRequest& request) {
  v1::SearchVacanciesRequest same = request;
  same.clear_page_token();
  same.clear_page_size();
  same.clear_facets();
  same.clear_highlights();
  same.clear_at_least();
  return evidence::Sha256(same.SerializeAsString()).substr(0, kFingerprint);
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
  if (request.query().size() > kMaxQueryBytes) {
    v.Add("query", ERROR_REASON_TOO_LONG, {{"limit", std::to_string(kMaxQueryBytes)}, {"unit", "bytes"}});
  }
  CheckCodes(request.countries(), "countries", taxonomy::kCountries, exchange::kMaxCountries, v);
  CheckCodes(request.occupations(), "occupations", taxonomy::kIsco08, kMaxValues, v);
  CheckLines(request.sources(), "sources", kMaxValues, kMaxSourceBytes, v);
  CheckLines(request.cities(), "cities", kMaxCities, kMaxCityBytes, v);
  CheckCodes(request.industries(), "industries", taxonomy::kIsic4, kMaxValues, v);
  CheckCodes(request.languages(), "languages", taxonomy::kLanguages, kMaxValues, v);
  exchange::CheckCode(v, "education_up_to", taxonomy::kIsced2011, request.education_up_to());
  CheckKinds(request.offering_types(), "offering_types", v1::OfferingType_descriptor(), v);
  CheckKinds(request.working_times(), "working_times", v1::WorkingTime_descriptor(), v);
  CheckKinds(request.remote(), "remote", v1::RemoteWork_descriptor(), v);
  if (request.has_pay()) CheckPay(request.pay(), rates, v);
  CheckNear(request, v);
  CheckFacets(request.facets(), v);
  if (request.has_published_since() && !IsTimestamp(request.published_since())) {
    v.Add("published_since", ERROR_REASON_MALFORMED, {{"form", "RFC 3339"}});
  }
  exchange::CheckEnum(v, "order", request.order(), v1::VacancyOrder_descriptor());
  if (request.page_size() < 0) exchange::CheckRange(v, "page_size", request.page_size(), 0, kMaxPage);
}

}  // namespace

absl::Status ValidateSearch(const v1::SearchVacanciesRequest& request, const pay::Rates& rates) {
  Violations v;
  CheckSearch(request, rates, v);
  return v.ToStatus();
}

absl::Status ValidateWhy(const v1::ExplainVacancyRequest& request, const pay::Rates& rates) {
  Violations v;
  CheckHubId(request.hub_id(), "hub_id", v);
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
  CheckHubId(request.hub_id(), "hub_id", v);
  return v.ToStatus();
}

absl::Status ValidateBatchGet(const v1::BatchGetVacanciesRequest& request) {
  Violations v;
  exchange::Require(v, "hub_ids", request.hub_ids_size() > 0);
  exchange::CheckEntries(v, "hub_ids", request.hub_ids_size(), kMaxValues);
  for (int i = 0; i < request.hub_ids_size(); ++i) {
    const auto in = v.In("hub_ids", static_cast<size_t>(i));
    CheckHubId(request.hub_ids(i), "", v);
  }
  return v.ToStatus();
}

std::string ResultKey(const v1::SearchVacanciesRequest& request, const Wanted& wanted,
                      const pay::Rates& rates, const exchange::Reader& reader) {
  v1::SearchVacanciesRequest same = request;
  same.clear_at_least();
  same.clear_highlights();
  same.set_query(wanted.text);
  // None of these has a line feed.
  const std::string rest = (reader.all ? "all\n" : "\n") + reader.source + "\n" + reader.country + "\n" +
                           wanted.occupation + "\n" + absl::FormatCivilTime(rates.date()) + "\n";
  return evidence::Hex(evidence::Sha256(rest + same.SerializeAsString()));
}

std::string MakePageToken(const v1::SearchVacanciesRequest& request, const PageToken& token) {
  if (token.continuation.empty()) return "";
  std::string bytes = Fingerprint(request);
  bytes.push_back(static_cast<char>(token.corrected.size() >> 8));
  bytes.push_back(static_cast<char>(token.corrected.size() & 0xFF));
  bytes += token.corrected + token.continuation;
  return evidence::Base64Url(evidence::Sha256(bytes).substr(0, kChecksum) + bytes);
}

absl::StatusOr<PageToken> ReadPageToken(const v1::SearchVacanciesRequest& request) {
  const std::string& token = request.page_token();
  if (token.empty()) return PageToken();
  const absl::Status unreadable = Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  std::string bytes;
  const bool readable = token.size() <= kMaxTokenBytes && evidence::FromBase64Url(token, &bytes) &&
                        bytes.size() > kChecksum + kFingerprint + kLength &&
                        evidence::Sha256(bytes.substr(kChecksum)).starts_with(bytes.substr(0, kChecksum));
  if (!readable) return unreadable;
  if (bytes.substr(kChecksum, kFingerprint) != Fingerprint(request)) {
    return Error(ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  }
  const auto byte = [&](size_t at) {
    return static_cast<unsigned char>(bytes[kChecksum + kFingerprint + at]);
  };
  const size_t corrected = static_cast<size_t>(byte(0) << 8 | byte(1));
  const std::string rest = bytes.substr(kChecksum + kFingerprint + kLength);
  if (corrected >= rest.size() || corrected > kMaxQueryBytes) return unreadable;
  return PageToken{rest.substr(0, corrected), rest.substr(corrected)};
}

}  // namespace tabadul::jobs

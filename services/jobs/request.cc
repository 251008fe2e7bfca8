#include "services/jobs/request.h"

#include <algorithm>

#include "google/protobuf/util/time_util.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/facets.h"

namespace tabadul::jobs {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kMaxQueryBytes = 500;
constexpr int kMaxValues = 100;
constexpr int kMaxKinds = 20;
constexpr size_t kMaxSourceBytes = 100;
constexpr int kDefaultPage = 20;
constexpr int kMaxPage = 100;
constexpr size_t kMaxTokenBytes = 8'000;

// A page token is: checksum of the rest, fingerprint of the request, continuation.
constexpr size_t kChecksum = 4;
constexpr size_t kFingerprint = 8;

void CheckSources(const google::protobuf::RepeatedPtrField<std::string>& sources, Violations& v) {
  exchange::CheckEntries(v, "sources", sources.size(), kMaxValues);
  for (int i = 0; i < sources.size(); ++i) {
    const auto in = v.In("sources", static_cast<size_t>(i));
    exchange::Require(v, "", !sources[i].empty());
    exchange::CheckLine(v, "", sources[i], kMaxSourceBytes);
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

template <class Values>
void AddFilter(Wanted& wanted, Column column, const Values& values) {
  if (!values.empty()) wanted.any_of.push_back({column, {values.begin(), values.end()}});
}

template <class Enum>
void AddKinds(Wanted& wanted, Column column, const google::protobuf::RepeatedField<int>& kinds) {
  std::vector<std::string> values;
  for (const int kind : kinds) values.push_back(ValueOf(static_cast<Enum>(kind)));
  AddFilter(wanted, column, values);
}

void AddFilters(const v1::SearchVacanciesRequest& request, Wanted& wanted) {
  AddFilter(wanted, Column::kCountry, request.countries());
  AddFilter(wanted, Column::kOccupation, request.occupations());
  AddFilter(wanted, Column::kIndustry, request.industries());
  AddFilter(wanted, Column::kSource, request.sources());
  AddFilter(wanted, Column::kLanguage, request.languages());
  AddKinds<v1::OfferingType>(wanted, Column::kOffering, request.offering_types());
  AddKinds<v1::WorkingTime>(wanted, Column::kWorkingTime, request.working_times());
  AddKinds<v1::RemoteWork>(wanted, Column::kRemote, request.remote());
  const auto promised = [&](bool asked, const char* term) {
    if (asked) wanted.any_of.push_back({Column::kTerm, {term}});
  };
  promised(request.open_to_foreigners(), kOpenToForeigners);
  promised(request.visa_sponsorship(), kVisaSponsorship);
  promised(request.no_fee(), kNoFee);
  if (!request.education_up_to().empty()) wanted.education_up_to = request.education_up_to()[0] - '0';
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
  same.clear_at_least();
  return evidence::Sha256(same.SerializeAsString()).substr(0, kFingerprint);
}

}  // namespace

namespace {

void CheckSearch(const v1::SearchVacanciesRequest& request, Violations& v) {
  if (request.query().size() > kMaxQueryBytes) {
    v.Add("query", ERROR_REASON_TOO_LONG, {{"limit", std::to_string(kMaxQueryBytes)}, {"unit", "bytes"}});
  }
  CheckCodes(request.countries(), "countries", taxonomy::kCountries, exchange::kMaxCountries, v);
  CheckCodes(request.occupations(), "occupations", taxonomy::kIsco08, kMaxValues, v);
  CheckSources(request.sources(), v);
  CheckCodes(request.industries(), "industries", taxonomy::kIsic4, kMaxValues, v);
  CheckCodes(request.languages(), "languages", taxonomy::kLanguages, kMaxValues, v);
  exchange::CheckCode(v, "education_up_to", taxonomy::kIsced2011, request.education_up_to());
  CheckKinds(request.offering_types(), "offering_types", v1::OfferingType_descriptor(), v);
  CheckKinds(request.working_times(), "working_times", v1::WorkingTime_descriptor(), v);
  CheckKinds(request.remote(), "remote", v1::RemoteWork_descriptor(), v);
  CheckFacets(request.facets(), v);
  if (request.has_published_since() && !IsTimestamp(request.published_since())) {
    v.Add("published_since", ERROR_REASON_MALFORMED, {{"form", "RFC 3339"}});
  }
  exchange::CheckEnum(v, "order", request.order(), v1::VacancyOrder_descriptor());
  if (request.page_size() < 0) exchange::CheckRange(v, "page_size", request.page_size(), 0, kMaxPage);
}

}  // namespace

absl::Status ValidateSearch(const v1::SearchVacanciesRequest& request) {
  Violations v;
  CheckSearch(request, v);
  return v.ToStatus();
}

absl::Status ValidateWhy(const v1::ExplainVacancyRequest& request) {
  Violations v;
  CheckHubId(request.hub_id(), "hub_id", v);
  const auto in = v.In("search");
  CheckSearch(request.search(), v);
  return v.ToStatus();
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

Wanted ToWanted(const v1::SearchVacanciesRequest& request, bool has_words) {
  Wanted wanted;
  wanted.text = request.query();
  AddFilters(request, wanted);
  for (const int facet : request.facets())
    wanted.facets.push_back(ColumnOf(static_cast<v1::VacancyFacet>(facet)));
  if (request.has_published_since()) {
    wanted.published_since = absl::FromUnixMicros(
        google::protobuf::util::TimeUtil::TimestampToMicroseconds(request.published_since()));
  }
  // Without words nothing is more relevant than anything else.
  wanted.by_date = !has_words || request.order() == v1::VACANCY_ORDER_DATE;
  wanted.page_size = request.page_size() == 0 ? kDefaultPage : std::min(request.page_size(), kMaxPage);
  return wanted;
}

std::string MakePageToken(const v1::SearchVacanciesRequest& request, std::string_view continuation) {
  if (continuation.empty()) return "";
  std::string bytes = Fingerprint(request);
  bytes.append(continuation);
  return evidence::Base64Url(evidence::Sha256(bytes).substr(0, kChecksum) + bytes);
}

absl::StatusOr<std::string> ReadPageToken(const v1::SearchVacanciesRequest& request) {
  const std::string& token = request.page_token();
  if (token.empty()) return "";
  std::string bytes;
  const bool readable = token.size() <= kMaxTokenBytes && evidence::FromBase64Url(token, &bytes) &&
                        bytes.size() > kChecksum + kFingerprint &&
                        evidence::Sha256(bytes.substr(kChecksum)).starts_with(bytes.substr(0, kChecksum));
  if (!readable) return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  if (bytes.substr(kChecksum, kFingerprint) != Fingerprint(request)) {
    return Error(ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  }
  return bytes.substr(kChecksum + kFingerprint);
}

}  // namespace tabadul::jobs

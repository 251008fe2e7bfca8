#include "services/jobs/request.h"

#include <algorithm>

#include "google/protobuf/util/time_util.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::jobs {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kMaxQueryBytes = 500;
constexpr int kMaxValues = 100;
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
  same.clear_at_least();
  return evidence::Sha256(same.SerializeAsString()).substr(0, kFingerprint);
}

}  // namespace

absl::Status ValidateSearch(const v1::SearchVacanciesRequest& request) {
  Violations v;
  if (request.query().size() > kMaxQueryBytes) {
    v.Add("query", ERROR_REASON_TOO_LONG, {{"limit", std::to_string(kMaxQueryBytes)}, {"unit", "bytes"}});
  }
  CheckCodes(request.countries(), "countries", taxonomy::kCountries, exchange::kMaxCountries, v);
  CheckCodes(request.occupations(), "occupations", taxonomy::kIsco08, kMaxValues, v);
  CheckSources(request.sources(), v);
  if (request.has_published_since() && !IsTimestamp(request.published_since())) {
    v.Add("published_since", ERROR_REASON_MALFORMED, {{"form", "RFC 3339"}});
  }
  exchange::CheckEnum(v, "order", request.order(), v1::VacancyOrder_descriptor());
  if (request.page_size() < 0) exchange::CheckRange(v, "page_size", request.page_size(), 0, kMaxPage);
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

VacancyIndex::Request ToIndexRequest(const v1::SearchVacanciesRequest& request, bool has_words) {
  VacancyIndex::Request wanted;
  wanted.text = request.query();
  wanted.countries.assign(request.countries().begin(), request.countries().end());
  wanted.occupations.assign(request.occupations().begin(), request.occupations().end());
  wanted.sources.assign(request.sources().begin(), request.sources().end());
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

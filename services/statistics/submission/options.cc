#include "services/statistics/submission/options.h"

#include "lib/exchange/validate.h"
#include "lib/platform/base/utc.h"
#include "services/statistics/series/series.h"
#include "services/statistics/submission/table_mapping.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kMaxFileName = 255, kMaxTitle = 300, kMaxMediaType = 200, kMaxRequestId = 64;

bool IsRequestId(std::string_view id) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return id.size() <= kMaxRequestId && id.find_first_not_of(kLetters) == std::string_view::npos;
}

}  // namespace

void CheckRelease(Violations& v, const google::protobuf::Timestamp& release, absl::Time now) {
  const absl::Time earliest = now + kShortestEmbargo, latest = now + kLongestEmbargo;
  const absl::Time time = TimeOf(release);
  if (time >= earliest && time <= latest) return;
  v.Add("release_time", ERROR_REASON_OUT_OF_RANGE,
        {{"minimum", FormatUtc(earliest)}, {"maximum", FormatUtc(latest)}});
}

void CheckSubmissionId(Violations& v, const std::string& id) {
  if (id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string::npos) return;
  v.Add("id", ERROR_REASON_MALFORMED, {{"form", "32 hex digits"}});
}

void CheckDataflow(Violations& v, const std::string& dataflow) {
  if (dataflow.empty() || ParseDataflow(dataflow)) return;
  v.Add("dataflow", ERROR_REASON_MALFORMED, {{"form", "AGENCY:FLOW(VERSION)"}});
}

absl::Status ValidateOptions(const v1::SubmissionOptions& options, const rpc::Caller& caller,
                             absl::Time now) {
  Violations v;
  exchange::CheckSource(v, "source", options.source());
  exchange::CheckLine(v, "media_type", options.media_type(), kMaxMediaType);
  if (options.mapping().size() > kMaxMappingBytes) {
    v.Add("mapping", ERROR_REASON_TOO_LONG, {{"limit", std::to_string(kMaxMappingBytes)}, {"unit", "bytes"}});
  }
  if (!options.mapping().empty() && !options.media_type().empty())
    exchange::Contradicts(v, "mapping", "media_type");
  CheckDataflow(v, options.dataflow());
  exchange::CheckEnum(v, "action", options.action(), v1::SubmissionAction_descriptor());
  exchange::CheckLine(v, "file_name", options.file_name(), kMaxFileName);
  exchange::CheckText(v, "title", options.title(), kMaxTitle);
  if (!IsRequestId(options.request_id())) {
    v.Add("request_id", ERROR_REASON_MALFORMED, {{"form", "[A-Za-z0-9._-]{0,64}"}});
  }
  if (options.has_release_time()) CheckRelease(v, options.release_time(), now);
  RETURN_IF_ERROR(v.ToStatus());
  if (options.source() != caller.source) {
    return Error(ERROR_REASON_NOT_OWNER, {{"source", options.source()}});
  }
  return absl::OkStatus();
}

}  // namespace tabadul::statistics

#include "services/statistics/submission/submission_service.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/own.h"
#include "lib/exchange/sharing_book.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/rpc/audit.h"
#include "services/statistics/submission/options.h"
#include "services/statistics/submission/report.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kMaxMessageBytes = 3u << 20;
// Files on the disk, and of these the ones that are read and written at once: each has up to some hundred megabytes in memory
// (Collector::Limits).
constexpr int kOpenFiles = 16, kOpenOfSource = 3, kWriting = 2;
constexpr int kMessages = 3, kMessagesOfSource = 1;  // in one call each: they hold a worker
constexpr int kPage = 50, kMaxPage = 200;
constexpr size_t kListBytes = 4;  // of a page token: which list it is of

std::string PageToken(const std::string& list, const std::string& last) {
  return evidence::Base64Url(evidence::Sha256(list).substr(0, kListBytes) + last);
}

// What stands behind the list in a token; empty of none.
absl::StatusOr<std::string> LastOf(const std::string& list, const std::string& token) {
  std::string bytes;
  if (token.empty()) return bytes;
  if (!evidence::FromBase64Url(token, &bytes) || bytes.size() <= kListBytes) {
    return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  }
  if (bytes.substr(0, kListBytes) != evidence::Sha256(list).substr(0, kListBytes)) {
    return Error(ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  }
  return bytes.substr(kListBytes);
}

absl::Status CheckId(const std::string& id) {
  Violations violations;
  CheckSubmissionId(violations, id);
  return violations.ToStatus();
}

v1::Release ReleaseOf(const SubmissionRow& row) {
  v1::Release release;
  release.mutable_dataflows()->Assign(row.dataflows.begin(), row.dataflows.end());
  release.set_source(row.source);
  *release.mutable_release_time() = TimestampOf(*row.release);
  if (row.options.has_title()) *release.mutable_title() = row.options.title();
  release.set_released(row.state == v1::SUBMISSION_STATE_DONE);
  return release;
}

// The database has no times beyond its own years.
absl::Time WithinYears(const google::protobuf::Timestamp& timestamp) {
  static const absl::Time first = absl::FromCivil(absl::CivilDay(1900, 1, 1), absl::UTCTimeZone());
  static const absl::Time last = absl::FromCivil(absl::CivilDay(9999, 1, 1), absl::UTCTimeZone());
  return std::clamp(TimeOf(timestamp), first, last);
}

// Times are kept to the microsecond, so that a token's is that of the row.
absl::StatusOr<ReleaseQuery> QueryOf(const v1::ListReleasesRequest& request, absl::Time now) {
  Violations violations;
  CheckDataflow(violations, request.dataflow());
  if (!request.source().empty()) exchange::CheckSource(violations, "source", request.source());
  exchange::CheckPageSize(violations, request.page_size(), kMaxPage);
  RETURN_IF_ERROR(violations.ToStatus());
  ReleaseQuery query{request.dataflow(), request.source(), now, absl::InfiniteFuture()};
  if (request.has_start_time()) query.start = WithinYears(request.start_time());
  if (request.has_end_time()) query.end = WithinYears(request.end_time());
  query.limit = exchange::PageSize(request.page_size(), kPage, kMaxPage);
  return query;
}

std::string ListOf(v1::ListReleasesRequest request) {
  request.clear_page_token();
  request.clear_page_size();
  return request.SerializeAsString();
}

}  // namespace

SubmissionService::SubmissionService(Submissions& submissions, const SubmissionStore& store,
                                     const exchange::Exchange& series, const Clock& clock)
    : submissions_(submissions),
      store_(store),
      series_(series),
      clock_(clock),
      places_(kOpenFiles, kOpenOfSource),
      messages_(kMessages, kMessagesOfSource),
      workers_(kWriting, kOpenFiles),
      room_{submissions, clock, places_, workers_},
      service_(v1::SubmissionOptions::descriptor()->file()->FindServiceByName("SubmissionService")) {
  service_.Streaming("SubmitData", [this](rpc::Stream& stream) { return MakeSubmitHandler(room_, stream); });
  service_.Unary("SubmitDataMessage", this, &SubmissionService::SubmitDataMessage);
  service_.Unary("GetSubmission", this, &SubmissionService::GetSubmission);
  service_.Unary("ListSubmissions", this, &SubmissionService::ListSubmissions);
  service_.Unary("CancelSubmission", this, &SubmissionService::CancelSubmission);
  service_.Unary("MoveRelease", this, &SubmissionService::MoveRelease);
  service_.Unary("ListReleases", this, &SubmissionService::ListReleases);
}

absl::StatusOr<v1::SubmitDataMessageResponse> SubmissionService::SubmitDataMessage(
    const rpc::Call& call, const v1::SubmitDataMessageRequest& request) {
  RETURN_IF_ERROR(ValidateOptions(request.options(), call.caller(), clock_.Now()));
  Violations violations;
  if (request.data().empty()) violations.Add("data", ERROR_REASON_REQUIRED);
  if (request.data().size() > kMaxMessageBytes) {
    violations.Add("data", ERROR_REASON_TOO_LONG,
                   {{"limit", std::to_string(kMaxMessageBytes)}, {"unit", "bytes"}});
  }
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const auto place, messages_.Enter(request.options().source()));
  ASSIGN_OR_RETURN(Spool file, Spool::Open());
  RETURN_IF_ERROR(file.Append(request.data()));
  auto submission = submissions_.Submit(call, request.options(), file, nullptr);
  if (!request.options().validate_only()) {
    rpc::Audit(call, "SubmitDataMessage", submission.ok() ? submission->id() : "", submission.status());
  }
  RETURN_IF_ERROR(submission.status());
  Localise(call.language(), *submission->mutable_report());
  v1::SubmitDataMessageResponse response;
  *response.mutable_submission() = *std::move(submission);
  return response;
}

absl::StatusOr<SubmissionRow> SubmissionService::FindOwn(const rpc::Call& call, const std::string& id) const {
  RETURN_IF_ERROR(CheckId(id));
  ASSIGN_OR_RETURN(auto row, store_.Find(call.context(), id));
  if (!row || (row->source != call.caller().source && !call.caller().HasScope("admin"))) {
    return Error(ERROR_REASON_NOT_FOUND, {{"what", "submission"}, {"id", id}});
  }
  return *std::move(row);
}

absl::StatusOr<v1::GetSubmissionResponse> SubmissionService::GetSubmission(
    const rpc::Call& call, const v1::GetSubmissionRequest& request) {
  ASSIGN_OR_RETURN(const SubmissionRow row, FindOwn(call, request.id()));
  v1::GetSubmissionResponse response;
  *response.mutable_submission() = ToProto(row);
  Localise(call.language(), *response.mutable_submission()->mutable_report());
  return response;
}

absl::StatusOr<v1::ListSubmissionsResponse> SubmissionService::ListSubmissions(
    const rpc::Call& call, const v1::ListSubmissionsRequest& request) {
  RETURN_IF_ERROR(exchange::CheckOwn(call, request.source(), request.page_size(), kMaxPage));
  ASSIGN_OR_RETURN(const std::string last, LastOf(request.source(), request.page_token()));
  int64_t before = std::numeric_limits<int64_t>::max();
  if (!last.empty() && !absl::SimpleAtoi(last, &before)) {
    return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  }
  const int size = exchange::PageSize(request.page_size(), kPage, kMaxPage);
  ASSIGN_OR_RETURN(const auto rows, store_.List(call.context(), request.source(), before, size + 1));
  v1::ListSubmissionsResponse response;
  for (const SubmissionRow& row : rows) {
    if (response.submissions_size() == size) {
      response.set_next_page_token(PageToken(request.source(), std::to_string(before)));
      break;
    }
    v1::Submission& submission = *response.add_submissions();
    submission = ToProto(row);
    submission.mutable_report()->clear_mistakes();
    submission.mutable_report()->clear_warnings();
    before = row.number;
  }
  return response;
}

absl::StatusOr<v1::Submission> SubmissionService::Change(
    const rpc::Call& call, const std::string& id, const char* action,
    const std::function<absl::StatusOr<bool>()>& change) const {
  ASSIGN_OR_RETURN(const SubmissionRow found, FindOwn(call, id));
  ASSIGN_OR_RETURN(const bool changed, change());
  ASSIGN_OR_RETURN(const SubmissionRow row, FindOwn(call, id));
  const absl::Status outcome =
      changed ? absl::OkStatus()
              : Error(ERROR_REASON_PRECONDITION,
                      {{"submission", id}, {"state", v1::SubmissionState_Name(row.state).substr(17)}});
  rpc::Audit(call, action, id, outcome);
  RETURN_IF_ERROR(outcome);
  v1::Submission submission = ToProto(row);
  Localise(call.language(), *submission.mutable_report());
  return submission;
}

absl::StatusOr<v1::CancelSubmissionResponse> SubmissionService::CancelSubmission(
    const rpc::Call& call, const v1::CancelSubmissionRequest& request) {
  v1::CancelSubmissionResponse response;
  ASSIGN_OR_RETURN(*response.mutable_submission(), Change(call, request.id(), "CancelSubmission", [&] {
    return store_.Cancel(call.context(), request.id());
  }));
  return response;
}

absl::StatusOr<v1::MoveReleaseResponse> SubmissionService::MoveRelease(
    const rpc::Call& call, const v1::MoveReleaseRequest& request) {
  Violations violations;
  exchange::Require(violations, "release_time", request.has_release_time());
  if (request.has_release_time()) CheckRelease(violations, request.release_time(), clock_.Now());
  RETURN_IF_ERROR(violations.ToStatus());
  v1::MoveReleaseResponse response;
  ASSIGN_OR_RETURN(*response.mutable_submission(), Change(call, request.id(), "MoveRelease", [&] {
    return store_.Move(call.context(), request.id(), TimeOf(request.release_time()));
  }));
  return response;
}

absl::StatusOr<v1::ListReleasesResponse> SubmissionService::ListReleases(
    const rpc::Call& call, const v1::ListReleasesRequest& request) {
  ASSIGN_OR_RETURN(ReleaseQuery query, QueryOf(request, clock_.Now()));
  const std::string list = ListOf(request);
  ASSIGN_OR_RETURN(const std::string last, LastOf(list, request.page_token()));
  if (const size_t space = last.find(' '); space != std::string::npos) {
    int64_t micros = 0;
    if (!absl::SimpleAtoi(last.substr(0, space), &micros)) {
      return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
    }
    query.after_time = absl::FromUnixMicros(micros);
    query.after_id = last.substr(space + 1);
    // The first page was from then on, whatever the time is now.
    if (!request.has_start_time()) query.start = query.after_time;
  }
  ASSIGN_OR_RETURN(const auto rows, store_.Releases(call.context(), query));
  const exchange::Reader visitor{.use = exchange::Reader::Use::kSearch};
  exchange::ReaderView view(series_.sharing().Now(), visitor);
  v1::ListReleasesResponse response;
  for (const SubmissionRow& row : rows) {
    if (view.Of(row.source).whole()) *response.add_releases() = ReleaseOf(row);
  }
  if (static_cast<int>(rows.size()) == query.limit) {
    const SubmissionRow& end = rows.back();
    response.set_next_page_token(
        PageToken(list, std::to_string(absl::ToUnixMicros(*end.release)) + " " + end.id));
  }
  return response;
}

}  // namespace tabadul::statistics

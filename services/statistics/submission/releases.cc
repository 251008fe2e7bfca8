// Submissions under embargo, when their time has come.
#include "absl/cleanup/cleanup.h"
#include "lib/exchange/own.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/rpc/audit.h"
#include "services/statistics/submission/submissions.h"

namespace tabadul::statistics {
namespace {

constexpr absl::Duration kEvery = absl::Seconds(2), kRunTimeout = absl::Minutes(30);
constexpr absl::Duration kRetry = absl::Minutes(1);
constexpr absl::Duration kLate = absl::Minutes(1);
constexpr absl::Duration kKept =
    absl::Hours(24 * 730);  // what became of submissions, and the past of the calendar

const metrics::Gauge& Waiting() {
  static const auto* gauge =
      new metrics::Gauge("tabadul_statistics_releases",
                         "Releases that are not out: pending of all, late by a minute", {"state"});
  return *gauge;
}

// As the source itself, which asked for it when it sent the file.
rpc::Call CallOf(const SubmissionRow& row, const Context& context) {
  rpc::Caller caller;
  caller.kind = rpc::Caller::Kind::kSystem;
  caller.source = row.source;
  caller.organisation = exchange::OrganisationOf(row.source);
  return rpc::Call("tabadul.statistics.v1.SubmissionService/Release", row.id, "en", std::move(caller),
                   context);
}

// Whether it may work another time.
bool IsPassing(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kOutOfRange:
      return false;
    default:
      return true;
  }
}

}  // namespace

schedule::Job Submissions::ReleaseJob() {
  return {.name = "statistics.release",
          .every = kEvery,
          .timeout = kRunTimeout,
          .run = [this](const Context& context) { return ReleaseDue(context); }};
}

absl::Status Submissions::ReleaseDue(const Context& context) {
  while (true) {
    ASSIGN_OR_RETURN(auto due, store_.FindDue(context, clock_.Now()));
    if (!due) break;
    const std::string id = due->id;
    const absl::Status released = Release(context, *std::move(due));
    if (released.ok()) continue;
    log::Warn("release_failed", {{"submission", id}, {"reason", ReasonName(ReasonOf(released))}});
    RETURN_IF_ERROR(store_.Postpone(context, id, clock_.Now() + kRetry));
  }
  ASSIGN_OR_RETURN(const SubmissionStore::Waiting waiting,
                   store_.CountWaiting(context, clock_.Now() - kLate));
  Waiting().With({"pending"}).Set(static_cast<double>(waiting.pending));
  Waiting().With({"late"}).Set(static_cast<double>(waiting.late));
  return store_.Forget(context, clock_.Now() - kKept);
}

absl::Status Submissions::Release(const Context& context, SubmissionRow row) const {
  RETURN_IF_ERROR(TakeTurn(context, row));
  const auto give = absl::MakeCleanup([&] { GiveTurn(row); });
  ASSIGN_OR_RETURN(const bool claimed, store_.Claim(context, row.id, clock_.Now()));
  if (!claimed) return absl::OkStatus();  // it was cancelled or moved, or is out
  const rpc::Call call = CallOf(row, context);
  absl::StatusOr<Written> written = WriteReleased(call, row);
  if (!written.ok()) {
    if (IsPassing(written.status())) return written.status();
    Report report;
    report.AddMistake(0, "", "", {"", ReasonOf(written.status()), MetadataOf(written.status())});
    written = Written{report.Finish(), v1::SUBMISSION_STATE_REFUSED};
  }
  row.report = std::move(written->report);
  row.state = written->state;
  RETURN_IF_ERROR(store_.Finish(context, row));
  rpc::Audit(call, "Release", row.id, absl::OkStatus());
  return absl::OkStatus();
}

absl::StatusOr<Submissions::Written> Submissions::WriteReleased(const rpc::Call& call,
                                                                SubmissionRow& row) const {
  ASSIGN_OR_RETURN(Spool file, Spool::Open());
  RETURN_IF_ERROR(store_.ReadFile(call.context(), row.id, file));
  ASSIGN_OR_RETURN(const FileContent content, Read(call, row, file));
  return Write(call, row, content, false, nullptr);
}

}  // namespace tabadul::statistics

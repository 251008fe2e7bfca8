#include "services/statistics/submission/submissions.h"

#include "absl/cleanup/cleanup.h"
#include "lib/evidence/digest.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kIdBytes = 16;
constexpr absl::Duration kTurn = absl::Minutes(2), kRenewAfter = absl::Seconds(20);
constexpr absl::Duration kGiveTimeout = absl::Seconds(5);
constexpr absl::Duration kBusyRetry = absl::Seconds(5);

const metrics::Counter& Counted() {
  static const auto* counter = new metrics::Counter("tabadul_statistics_submissions_total",
                                                    "Files that were submitted, and releases", {"outcome"});
  return *counter;
}

const char* OutcomeOf(v1::SubmissionState state) {
  switch (state) {
    case v1::SUBMISSION_STATE_CHECKED:
      return "checked";
    case v1::SUBMISSION_STATE_SCHEDULED:
      return "scheduled";
    case v1::SUBMISSION_STATE_DONE:
      return "done";
    default:
      return "refused";
  }
}

v1::Submission Answer(const SubmissionRow& row) {
  Counted().With({OutcomeOf(row.state)}).Increment();
  return ToProto(row);
}

// Whether anything of the file could be written.
bool IsRefused(const FileContent& content, const v1::SubmissionReport& report) {
  const uint64_t taken =
      report.created() + report.updated() + report.unchanged() + report.closed() + report.held();
  return content.overflowed || (taken == 0 && report.mistake_count() > 0);
}

}  // namespace

Submissions::Submissions(const SubmissionStore& store, const StandingSeries& standing, WriteItems write,
                         std::function<std::shared_ptr<const Layouts>()> layouts, const Clock& clock)
    : store_(store),
      standing_(standing),
      write_(std::move(write)),
      layouts_(std::move(layouts)),
      clock_(clock) {}

absl::StatusOr<FileContent> Submissions::Read(const rpc::Call& call, SubmissionRow& row, Spool& file) const {
  ASSIGN_OR_RETURN(const FileForm form, FormOf(row.options, file));
  row.media_type = form.media_type();
  const std::shared_ptr<const Layouts> layouts = layouts_();
  ASSIGN_OR_RETURN(FileContent content, statistics::ReadFile(form, row.options, file, *layouts,
                                                             [&] { return !call.context().done(); }));
  row.dataflows.clear();
  for (const Collected::Flow& flow : content.collected.flows()) row.dataflows.push_back(flow.dataflow);
  return content;
}

absl::StatusOr<Submissions::Written> Submissions::Write(const rpc::Call& call, const SubmissionRow& row,
                                                        const FileContent& content, bool validate_only,
                                                        const Progress& progress) const {
  const uint64_t series = content.collected.series().size();
  absl::Time renewed = clock_.Now();
  WritingOrder order{row.source, validate_only, nullptr};
  order.before_batch = [&](uint64_t answered) -> absl::Status {
    if (call.context().done()) return Error(ERROR_REASON_CANCELLED);
    if (progress) progress(series, answered);
    if (validate_only || clock_.Now() - renewed < kRenewAfter) return absl::OkStatus();
    renewed = clock_.Now();
    return TakeTurn(call.context(), row);
  };
  Report report;
  RETURN_IF_ERROR(WriteSeries(call, order, content, standing_, write_, report));
  Written written{report.Finish()};
  if (IsRefused(content, written.report)) written.state = v1::SUBMISSION_STATE_REFUSED;
  return written;
}

absl::Status Submissions::TakeTurn(const Context& context, const SubmissionRow& row) const {
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const bool taken, store_.TakeTurn(context, row.source, row.id, now, now + kTurn));
  if (taken) return absl::OkStatus();
  return WithRetry(Error(ERROR_REASON_OVERLOADED, {{"queue", "submissions"}}), kBusyRetry);
}

// Also when nobody waits for it any more; if it fails, the turn ends by itself.
void Submissions::GiveTurn(const SubmissionRow& row) const {
  store_.GiveTurn(Context::WithTimeout(kGiveTimeout), row.source, row.id).IgnoreError();
}

absl::StatusOr<std::optional<v1::Submission>> Submissions::Answered(
    const Context& context, const v1::SubmissionOptions& options) const {
  if (options.request_id().empty() || options.validate_only()) return std::nullopt;
  ASSIGN_OR_RETURN(const auto row, store_.FindRequest(context, options.source(), options.request_id()));
  if (!row) return std::nullopt;
  return ToProto(*row);
}

absl::StatusOr<v1::Submission> Submissions::Submit(const rpc::Call& call,
                                                   const v1::SubmissionOptions& options, Spool& file,
                                                   const Progress& progress) {
  ASSIGN_OR_RETURN(auto answered, Answered(call.context(), options));
  if (answered) return *std::move(answered);
  SubmissionRow row;
  row.id = evidence::Hex(evidence::RandomBytes(kIdBytes));
  row.source = options.source();
  row.options = options;
  row.created = clock_.Now();
  if (options.has_release_time()) row.release = TimeOf(options.release_time());
  ASSIGN_OR_RETURN(const FileContent content, Read(call, row, file));
  if (options.validate_only()) {
    ASSIGN_OR_RETURN(const Written written, Write(call, row, content, true, progress));
    row.id.clear();
    row.state = v1::SUBMISSION_STATE_CHECKED;
    row.report = written.report;
    return Answer(row);
  }
  if (row.release) return Schedule(call, std::move(row), file, content, progress);
  return WriteNow(call, std::move(row), content, progress);
}

absl::StatusOr<v1::Submission> Submissions::Schedule(const rpc::Call& call, SubmissionRow row, Spool& file,
                                                     const FileContent& content,
                                                     const Progress& progress) const {
  ASSIGN_OR_RETURN(Written written, Write(call, row, content, true, progress));
  row.report = std::move(written.report);
  if (written.state == v1::SUBMISSION_STATE_REFUSED) {
    row.state = written.state;
    row.release.reset();  // nothing will be released
    RETURN_IF_ERROR(store_.Add(call.context(), row));
    return Answer(row);
  }
  row.state = v1::SUBMISSION_STATE_SCHEDULED;
  const absl::Status added = store_.AddScheduled(call.context(), row, file);
  if (ReasonOf(added) == ERROR_REASON_ALREADY_EXISTS) {
    ASSIGN_OR_RETURN(auto answered, Answered(call.context(), row.options));
    if (answered) return *std::move(answered);
  }
  RETURN_IF_ERROR(added);
  return Answer(row);
}

absl::StatusOr<v1::Submission> Submissions::WriteNow(const rpc::Call& call, SubmissionRow row,
                                                     const FileContent& content,
                                                     const Progress& progress) const {
  RETURN_IF_ERROR(TakeTurn(call.context(), row));
  const auto give = absl::MakeCleanup([&] { GiveTurn(row); });
  // Whoever had the turn before may have had the same request.
  ASSIGN_OR_RETURN(auto answered, Answered(call.context(), row.options));
  if (answered) return *std::move(answered);
  row.state = v1::SUBMISSION_STATE_WRITING;
  RETURN_IF_ERROR(store_.Add(call.context(), row));
  ASSIGN_OR_RETURN(Written written, Write(call, row, content, false, progress));
  row.report = std::move(written.report);
  row.state = written.state;
  RETURN_IF_ERROR(store_.Finish(call.context(), row));
  return Answer(row);
}

}  // namespace tabadul::statistics

// Submissions: a file is read, checked, merged into what its source has said before, and written; or, under embargo, checked,
// kept, and written at its release time, exactly once. docs/statistics.md#submissions
//
// One submission of a source at a time: each reads what stands before it writes. Whoever writes has the source's turn in the
// database for two minutes and takes it again as it goes on, so that a process that dies holds nobody up for long; what it has
// left half written is the same after it is written again. Items that a source pushes itself meanwhile are no part of this:
// of both the later commit stands.
//
// Thread-safe. What it is given outlives it. Metrics: tabadul_statistics_submissions_total{outcome},
// tabadul_statistics_releases{state}.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/call.h"
#include "lib/platform/schedule/schedule.h"
#include "services/statistics/submission/reading.h"
#include "services/statistics/submission/standing_series.h"
#include "services/statistics/submission/submission_store.h"
#include "services/statistics/submission/writing.h"

namespace tabadul::statistics {

class Submissions {
 public:
  // `layouts`: of the structures of the moment.
  Submissions(const SubmissionStore& store, const StandingSeries& standing, WriteItems write,
              std::function<std::shared_ptr<const Layouts>()> layouts, const Clock& clock);

  // Told now and then, from the calling thread, while a file is written.
  using Progress = std::function<void(uint64_t series, uint64_t answered)>;
  // The submission with its report, without texts for people. The errors of options (ValidateOptions has passed them) and of
  // the file as a whole; OVERLOADED {queue: "submissions"} while it is another's turn. Blocking, as long as `call`'s context
  // lets it.
  absl::StatusOr<v1::Submission> Submit(const rpc::Call& call, const v1::SubmissionOptions& options,
                                        Spool& file, const Progress& progress);

  // Writes what is due. One that fails because something is away is tried again after a minute, and does not keep others
  // from theirs; of one that cannot be written any more the state is REFUSED, and its report says why. Blocking.
  absl::Status ReleaseDue(const Context& context);
  // The job that does it.
  schedule::Job ReleaseJob();

 private:
  struct Written {
    v1::SubmissionReport report;
    v1::SubmissionState state = v1::SUBMISSION_STATE_DONE;  // or REFUSED
  };
  absl::StatusOr<FileContent> Read(const rpc::Call& call, SubmissionRow& row, Spool& file) const;
  absl::StatusOr<Written> Write(const rpc::Call& call, const SubmissionRow& row, const FileContent& content,
                                bool validate_only, const Progress& progress) const;
  absl::StatusOr<v1::Submission> Schedule(const rpc::Call& call, SubmissionRow row, Spool& file,
                                          const FileContent& content, const Progress& progress) const;
  absl::StatusOr<v1::Submission> WriteNow(const rpc::Call& call, SubmissionRow row,
                                          const FileContent& content, const Progress& progress) const;
  absl::Status TakeTurn(const Context& context, const SubmissionRow& row) const;
  void GiveTurn(const SubmissionRow& row) const;
  absl::StatusOr<std::optional<v1::Submission>> Answered(const Context& context,
                                                         const v1::SubmissionOptions& options) const;
  absl::Status Release(const Context& context, SubmissionRow row) const;
  absl::StatusOr<Written> WriteReleased(const rpc::Call& call, SubmissionRow& row) const;

  const SubmissionStore& store_;
  const StandingSeries& standing_;
  const WriteItems write_;
  const std::function<std::shared_ptr<const Layouts>()> layouts_;
  const Clock& clock_;
};

}  // namespace tabadul::statistics

// The submissions in the database (migrations/0002): what became of each, the files of those under embargo, and whose turn it is
// to write a source's series. Thread-safe. Blocking.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lib/platform/pg/pg.h"
#include "services/statistics/submission/spool.h"
#include "tabadul/statistics/v1/submission_service.pb.h"

namespace tabadul::statistics {

inline constexpr int kMaxScheduled = 100;  // of a source

struct SubmissionRow {
  std::string id;      // 32 hex digits
  int64_t number = 0;  // the order of arrival; given by the database
  std::string source;
  v1::SubmissionState state = v1::SUBMISSION_STATE_UNSPECIFIED;
  std::vector<std::string> dataflows;
  v1::SubmissionOptions options;
  v1::SubmissionReport report;  // without texts for people
  std::string media_type;
  absl::Time created;
  std::optional<absl::Time> release;  // as it is now: MoveRelease changes it, and not the options
};
v1::Submission ToProto(const SubmissionRow& row);

// Which entries of the calendar; those after a place in its order, which is time, then id.
struct ReleaseQuery {
  std::string dataflow, source;  // empty: of all
  absl::Time start, end;
  absl::Time after_time = absl::InfinitePast();
  std::string after_id;
  int limit = 0;
};

class SubmissionStore {
 public:
  explicit SubmissionStore(pg::Pool& pool) : pool_(pool) {}

  absl::Status Add(const Context& context, const SubmissionRow& row) const;
  // With its file. TOO_MANY {field: "release_time", limit} beyond kMaxScheduled. Of Add and this: ALREADY_EXISTS for a request_id
  // that is SCHEDULED or DONE.
  absl::Status AddScheduled(const Context& context, const SubmissionRow& row, Spool& file) const;
  // Sets state, dataflows, report; the file goes, unless it is SCHEDULED still.
  absl::Status Finish(const Context& context, const SubmissionRow& row) const;

  absl::StatusOr<std::optional<SubmissionRow>> Find(const Context& context, const std::string& id) const;
  // SCHEDULED or DONE.
  absl::StatusOr<std::optional<SubmissionRow>> FindRequest(const Context& context, const std::string& source,
                                                           const std::string& request_id) const;
  // Newest first, below a number.
  absl::StatusOr<std::vector<SubmissionRow>> List(const Context& context, const std::string& source,
                                                  int64_t before, int limit) const;
  absl::StatusOr<std::vector<SubmissionRow>> Releases(const Context& context,
                                                      const ReleaseQuery& query) const;

  // False unless it is SCHEDULED.
  absl::StatusOr<bool> Cancel(const Context& context, const std::string& id) const;
  absl::StatusOr<bool> Move(const Context& context, const std::string& id, absl::Time release) const;

  // Whether `holder` may write the source's series until `until`: nobody else's turn is under way. To be taken again before
  // that.
  absl::StatusOr<bool> TakeTurn(const Context& context, const std::string& source, const std::string& holder,
                                absl::Time now, absl::Time until) const;
  absl::Status GiveTurn(const Context& context, const std::string& source, const std::string& holder) const;

  // The release that is due first and that nobody is at: SCHEDULED, or WRITING and left by a process that has ended.
  absl::StatusOr<std::optional<SubmissionRow>> FindDue(const Context& context, absl::Time now) const;
  // From SCHEDULED, or again, to WRITING: it cannot be cancelled or moved any more. False if it is neither, or not due.
  absl::StatusOr<bool> Claim(const Context& context, const std::string& id, absl::Time now) const;
  absl::Status Postpone(const Context& context, const std::string& id, absl::Time next_try) const;
  absl::Status ReadFile(const Context& context, const std::string& id, Spool& file) const;
  struct Waiting {
    int64_t pending = 0, late = 0;
  };
  // Releases that are not out; late: that were to be before `late`.
  absl::StatusOr<Waiting> CountWaiting(const Context& context, absl::Time late) const;
  // Those that were created before, unless they wait for their release.
  absl::Status Forget(const Context& context, absl::Time before) const;

 private:
  absl::StatusOr<std::vector<SubmissionRow>> Rows(const Context& context, const pg::Sql& sql,
                                                  const pg::Params& params) const;
  absl::StatusOr<bool> Change(
      const Context& context,
      const std::function<absl::StatusOr<pg::Result>(pg::Transaction&)>& change) const;
  pg::Pool& pool_;
};

}  // namespace tabadul::statistics

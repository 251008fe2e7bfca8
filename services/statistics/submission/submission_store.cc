#include "services/statistics/submission/submission_store.h"

#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kPieceBytes = 1 << 20;

#define SUBMISSION_COLUMNS                                                                                \
  "SELECT id, number, source, state, dataflows, options, report, media_type, created, release_time FROM " \
  "submission "

// States: 2 WRITING, 3 DONE, 4 SCHEDULED, 6 CANCELLED.
constexpr pg::Sql kAdd{
    "submission.add",
    "INSERT INTO submission (id, source, request_id, state, dataflows, options, report, media_type, created, "
    "release_time, next_try) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '-infinity')"};
constexpr pg::Sql kCountScheduled{
    "submission.count_scheduled",
    "SELECT count(*) FROM submission WHERE source = $1 AND state = 4 AND release_time IS NOT NULL"};
constexpr pg::Sql kAddPiece{"submission.add_piece",
                            "INSERT INTO submission_piece (id, number, bytes) VALUES ($1, $2, $3)"};
constexpr pg::Sql kFinish{"submission.finish",
                          "UPDATE submission SET state = $2, dataflows = $3, report = $4 WHERE id = $1"};
constexpr pg::Sql kDropPieces{"submission.drop_pieces", "DELETE FROM submission_piece WHERE id = $1"};
constexpr pg::Sql kFind{"submission.find", SUBMISSION_COLUMNS "WHERE id = $1"};
constexpr pg::Sql kFindRequest{
    "submission.find_request",
    SUBMISSION_COLUMNS "WHERE source = $1 AND request_id = $2 AND request_id <> '' AND state IN (3, 4)"};
constexpr pg::Sql kList{"submission.list",
                        SUBMISSION_COLUMNS "WHERE source = $1 AND number < $2 ORDER BY number DESC LIMIT $3"};
constexpr pg::Sql kReleases{
    "submission.releases", SUBMISSION_COLUMNS
    "WHERE release_time >= $1 AND release_time < $2 AND (release_time, id) > ($3, $4) AND state IN (2, 3, 4) "
    "AND ($5 = '' OR $5 = ANY (dataflows)) AND ($6 = '' OR source = $6) ORDER BY release_time, id LIMIT $7"};
constexpr pg::Sql kCancel{"submission.cancel", "UPDATE submission SET state = 6 WHERE id = $1 AND state = 4"};
constexpr pg::Sql kMove{"submission.move",
                        "UPDATE submission SET release_time = $2 WHERE id = $1 AND state = 4"};
constexpr pg::Sql kTakeTurn{
    "submission.take_turn",
    "INSERT INTO submission_turn (source, holder, until) VALUES ($1, $2, $4) ON CONFLICT (source) DO UPDATE "
    "SET holder = $2, until = $4 WHERE submission_turn.holder = $2 OR submission_turn.until < $3"};
constexpr pg::Sql kGiveTurn{"submission.give_turn",
                            "DELETE FROM submission_turn WHERE source = $1 AND holder = $2"};
constexpr pg::Sql kFindDue{
    "submission.find_due", SUBMISSION_COLUMNS
    "WHERE release_time <= $1 AND state IN (2, 4) AND next_try <= $1 AND NOT EXISTS (SELECT FROM "
    "submission_turn AS turn WHERE turn.source = submission.source AND turn.until >= $1) "
    "ORDER BY release_time, id LIMIT 1"};
constexpr pg::Sql kClaim{
    "submission.claim",
    "UPDATE submission SET state = 2 WHERE id = $1 AND state IN (2, 4) AND release_time <= $2"};
constexpr pg::Sql kPostpone{"submission.postpone", "UPDATE submission SET next_try = $2 WHERE id = $1"};
constexpr pg::Sql kReadPiece{"submission.read_piece",
                             "SELECT bytes FROM submission_piece WHERE id = $1 AND number = $2"};
constexpr pg::Sql kCountWaiting{"submission.count_waiting",
                                "SELECT count(*), count(*) FILTER (WHERE release_time < $1) FROM submission "
                                "WHERE release_time IS NOT NULL AND state IN (2, 4)"};
constexpr pg::Sql kForget{
    "submission.forget",
    "DELETE FROM submission WHERE created < $1 AND (release_time IS NULL OR state NOT IN (2, 4))"};

absl::StatusOr<SubmissionRow> RowAt(const pg::Result& result, int row) {
  SubmissionRow read;
  read.id = result.Text(row, 0);
  read.number = result.Int(row, 1);
  read.source = result.Text(row, 2);
  read.state = static_cast<v1::SubmissionState>(result.Int(row, 3));
  read.dataflows = result.TextArray(row, 4);
  const std::string_view options = result.Bytes(row, 5), report = result.Bytes(row, 6);
  if (!read.options.ParseFromArray(options.data(), static_cast<int>(options.size())) ||
      !read.report.ParseFromArray(report.data(), static_cast<int>(report.size()))) {
    return Internal("unreadable submission " + read.id);
  }
  read.media_type = result.Text(row, 7);
  read.created = result.Time(row, 8);
  if (!result.IsNull(row, 9)) read.release = result.Time(row, 9);
  return read;
}

absl::StatusOr<std::optional<SubmissionRow>> FirstOf(absl::StatusOr<std::vector<SubmissionRow>> rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::nullopt;
  return std::move(rows->front());
}

absl::Status Insert(pg::Transaction& tx, const SubmissionRow& row) {
  const std::string options = row.options.SerializeAsString(), report = row.report.SerializeAsString();
  return tx
      .Query(kAdd, row.id, row.source, row.options.request_id(), static_cast<int16_t>(row.state),
             row.dataflows, pg::Bytes{options}, pg::Bytes{report}, row.media_type, row.created, row.release)
      .status();
}

template <class... Values>
pg::Params ParamsOf(const Values&... values) {
  pg::Params params;
  (params.Add(values), ...);
  return params;
}

}  // namespace

v1::Submission ToProto(const SubmissionRow& row) {
  v1::Submission submission;
  submission.set_id(row.id);
  submission.set_source(row.source);
  submission.set_file_name(row.options.file_name());
  submission.set_media_type(row.media_type);
  submission.mutable_dataflows()->Assign(row.dataflows.begin(), row.dataflows.end());
  submission.set_state(row.state);
  if (row.options.has_title()) *submission.mutable_title() = row.options.title();
  *submission.mutable_create_time() = TimestampOf(row.created);
  if (row.release) *submission.mutable_release_time() = TimestampOf(*row.release);
  *submission.mutable_report() = row.report;
  return submission;
}

absl::Status SubmissionStore::Add(const Context& context, const SubmissionRow& row) const {
  return pool_.Run(context, [&](pg::Transaction& tx) { return Insert(tx, row); });
}

absl::Status SubmissionStore::AddScheduled(const Context& context, const SubmissionRow& row,
                                           Spool& file) const {
  return pool_.Run(context, [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result scheduled, tx.Query(kCountScheduled, row.source));
    if (scheduled.Int(0, 0) >= kMaxScheduled) {
      return Error(common::v1::ERROR_REASON_TOO_MANY,
                   {{"field", "release_time"}, {"limit", std::to_string(kMaxScheduled)}});
    }
    RETURN_IF_ERROR(Insert(tx, row));
    int32_t number = 0;
    return file.Read(kPieceBytes, [&](std::string_view piece) {
      return tx.Query(kAddPiece, row.id, number++, pg::Bytes{piece}).status();
    });
  });
}

absl::Status SubmissionStore::Finish(const Context& context, const SubmissionRow& row) const {
  const std::string report = row.report.SerializeAsString();
  return pool_.Run(context, [&](pg::Transaction& tx) -> absl::Status {
    if (row.state != v1::SUBMISSION_STATE_SCHEDULED) tx.Later(kDropPieces, row.id);
    return tx.Query(kFinish, row.id, static_cast<int16_t>(row.state), row.dataflows, pg::Bytes{report})
        .status();
  });
}

absl::StatusOr<std::vector<SubmissionRow>> SubmissionStore::Rows(const Context& context, const pg::Sql& sql,
                                                                 const pg::Params& params) const {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.QueryParams(context, sql, params));
  std::vector<SubmissionRow> rows;
  for (int row = 0; row < result.rows(); ++row) {
    ASSIGN_OR_RETURN(SubmissionRow read, RowAt(result, row));
    rows.push_back(std::move(read));
  }
  return rows;
}

absl::StatusOr<std::optional<SubmissionRow>> SubmissionStore::Find(const Context& context,
                                                                   const std::string& id) const {
  return FirstOf(Rows(context, kFind, ParamsOf(id)));
}

absl::StatusOr<std::optional<SubmissionRow>> SubmissionStore::FindRequest(
    const Context& context, const std::string& source, const std::string& request_id) const {
  return FirstOf(Rows(context, kFindRequest, ParamsOf(source, request_id)));
}

absl::StatusOr<std::vector<SubmissionRow>> SubmissionStore::List(const Context& context,
                                                                 const std::string& source, int64_t before,
                                                                 int limit) const {
  return Rows(context, kList, ParamsOf(source, before, static_cast<int64_t>(limit)));
}

absl::StatusOr<std::vector<SubmissionRow>> SubmissionStore::Releases(const Context& context,
                                                                     const ReleaseQuery& query) const {
  return Rows(context, kReleases,
              ParamsOf(query.start, query.end, query.after_time, query.after_id, query.dataflow, query.source,
                       static_cast<int64_t>(query.limit)));
}

absl::StatusOr<bool> SubmissionStore::Change(
    const Context& context, const std::function<absl::StatusOr<pg::Result>(pg::Transaction&)>& change) const {
  bool changed = false;
  RETURN_IF_ERROR(pool_.Run(context, [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result result, change(tx));
    changed = result.affected() == 1;
    return absl::OkStatus();
  }));
  return changed;
}

absl::StatusOr<bool> SubmissionStore::Cancel(const Context& context, const std::string& id) const {
  return Change(context, [&](pg::Transaction& tx) -> absl::StatusOr<pg::Result> {
    ASSIGN_OR_RETURN(pg::Result cancelled, tx.Query(kCancel, id));
    if (cancelled.affected() == 1) tx.Later(kDropPieces, id);
    return cancelled;
  });
}

absl::StatusOr<bool> SubmissionStore::Move(const Context& context, const std::string& id,
                                           absl::Time release) const {
  return Change(context, [&](pg::Transaction& tx) { return tx.Query(kMove, id, release); });
}

absl::StatusOr<bool> SubmissionStore::TakeTurn(const Context& context, const std::string& source,
                                               const std::string& holder, absl::Time now,
                                               absl::Time until) const {
  return Change(context,
                [&](pg::Transaction& tx) { return tx.Query(kTakeTurn, source, holder, now, until); });
}

absl::Status SubmissionStore::GiveTurn(const Context& context, const std::string& source,
                                       const std::string& holder) const {
  return pool_.Run(context,
                   [&](pg::Transaction& tx) { return tx.Query(kGiveTurn, source, holder).status(); });
}

absl::StatusOr<std::optional<SubmissionRow>> SubmissionStore::FindDue(const Context& context,
                                                                      absl::Time now) const {
  return FirstOf(Rows(context, kFindDue, ParamsOf(now)));
}

absl::StatusOr<bool> SubmissionStore::Claim(const Context& context, const std::string& id,
                                            absl::Time now) const {
  return Change(context, [&](pg::Transaction& tx) { return tx.Query(kClaim, id, now); });
}

absl::Status SubmissionStore::Postpone(const Context& context, const std::string& id,
                                       absl::Time next_try) const {
  return pool_.Run(context, [&](pg::Transaction& tx) { return tx.Query(kPostpone, id, next_try).status(); });
}

absl::Status SubmissionStore::ReadFile(const Context& context, const std::string& id, Spool& file) const {
  for (int32_t number = 0;; ++number) {
    ASSIGN_OR_RETURN(const pg::Result piece, pool_.Query(context, kReadPiece, id, number));
    if (piece.rows() == 0) return absl::OkStatus();
    RETURN_IF_ERROR(file.Append(piece.Bytes(0, 0)));
  }
}

absl::StatusOr<SubmissionStore::Waiting> SubmissionStore::CountWaiting(const Context& context,
                                                                       absl::Time late) const {
  ASSIGN_OR_RETURN(const pg::Result counts, pool_.Query(context, kCountWaiting, late));
  return Waiting{counts.Int(0, 0), counts.Int(0, 1)};
}

absl::Status SubmissionStore::Forget(const Context& context, absl::Time before) const {
  return pool_.Run(context, [&](pg::Transaction& tx) { return tx.Query(kForget, before).status(); });
}

}  // namespace tabadul::statistics

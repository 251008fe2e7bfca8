#include "lib/exchange/run_store.h"

#include "lib/evidence/digest.h"
#include "lib/exchange/feed.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/utc.h"

namespace tabadul::exchange {
namespace {

// What Parse reads. While a run is HELD its list shrinks by what the source sends again.
#define RUN_COLUMNS                                                                                      \
  "r.run_id, r.number, r.source, r.state, r.implicit, r.confirmed, r.begun_at, r.begin_open, "           \
  "r.declared, r.items, r.rejected, r.unreadable, r.guard, CASE WHEN r.state = 3 THEN (SELECT count(*) " \
  "FROM @kind@_run_closing c WHERE c.run_id = r.run_id) ELSE r.to_close END, r.closed, r.created, "      \
  "r.updated, r.ended, r.named, r.taken, r.kept"

uint64_t Number(const pg::Result& result, int row, int column) {
  return static_cast<uint64_t>(result.Int(row, column));
}

RunRow Parse(const pg::Result& result, int i) {
  RunRow run;
  int c = 0;
  run.id = result.Bytes(i, c++);
  run.number = Number(result, i, c++);
  run.source = result.Text(i, c++);
  run.state = static_cast<v1::RunState>(result.Int(i, c++));
  run.implicit = result.Bool(i, c++);
  run.confirmed = result.Bool(i, c++);
  run.begun_at = Number(result, i, c++);
  run.begin_open = Number(result, i, c++);
  if (!result.IsNull(i, c)) run.declared = Number(result, i, c);
  ++c;
  run.items = Number(result, i, c++);
  run.rejected = Number(result, i, c++);
  run.unreadable = Number(result, i, c++);
  run.guard = Number(result, i, c++);
  run.to_close = Number(result, i, c++);
  run.closed = Number(result, i, c++);
  run.created = result.Time(i, c++);
  run.updated = result.Time(i, c++);
  if (!result.IsNull(i, c)) run.ended = result.Time(i, c);
  ++c;
  if (!result.IsNull(i, c))
    run.counted = NamedCounts{Number(result, i, c), Number(result, i, c + 1), Number(result, i, c + 2)};
  return run;
}

absl::StatusOr<std::vector<RunRow>> ParseAll(const absl::StatusOr<pg::Result>& result) {
  if (!result.ok()) return result.status();
  std::vector<RunRow> runs;
  for (int i = 0; i < result->rows(); ++i) runs.push_back(Parse(*result, i));
  return runs;
}

absl::StatusOr<std::optional<RunRow>> ParseOne(const absl::StatusOr<pg::Result>& result) {
  if (!result.ok()) return result.status();
  if (result->rows() == 0) return std::nullopt;
  return Parse(*result, 0);
}

std::optional<int64_t> Signed(const std::optional<uint64_t>& number) {
  return number ? std::optional(static_cast<int64_t>(*number)) : std::nullopt;
}

std::vector<pg::Bytes> AsBytes(const std::vector<std::string>& values) {
  std::vector<pg::Bytes> bytes;
  for (const auto& value : values) bytes.push_back({value});
  return bytes;
}

}  // namespace

std::string StateName(v1::RunState state) {
  return v1::RunState_Name(state).substr(std::string_view("RUN_STATE_").size());
}

absl::Status RunOver(const RunRow& run) {
  return Error(common::v1::ERROR_REASON_RUN_OVER,
               {{"run", evidence::Hex(run.id)}, {"state", StateName(run.state)}});
}

v1::Run ToProto(const RunRow& run) {
  v1::Run out;
  out.set_run_id(evidence::Hex(run.id));
  out.set_source(run.source);
  out.set_state(run.state);
  out.set_implicit(run.implicit);
  out.set_begin_sequence(run.begun_at);
  if (run.declared) out.set_declared_records(*run.declared);
  out.set_items(run.items);
  out.set_rejected_items(run.rejected);
  out.set_unreadable_rows(run.unreadable);
  out.set_to_close(run.to_close);
  out.set_closed(run.closed);
  out.set_guard_limit(run.guard);
  *out.mutable_create_time() = TimestampOf(run.created);
  *out.mutable_update_time() = TimestampOf(run.updated);
  if (run.ended) *out.mutable_end_time() = TimestampOf(*run.ended);
  if (!run.counted) return out;
  out.set_named_records(run.counted->named);
  out.set_taken_records(run.counted->taken);
  out.set_kept_records(run.counted->kept);
  return out;
}

RunStore::RunStore(const std::string& kind)
    : insert_(Statement(
          kind, "run_insert",
          "INSERT INTO @kind@_run (run_id, source, state, implicit, confirmed, begun_at, begin_open, "
          "declared, guard, created, updated) "
          "VALUES ($1, $2, $3, $4, false, $5, $6, $7, $8, $9, $9)")),
      update_(Statement(kind, "run_update",
                        "UPDATE @kind@_run SET state = $2, confirmed = $3, unreadable = $4, guard = $5, "
                        "to_close = $6, closed = $7, updated = $8, ended = $9, named = $10, taken = $11, "
                        "kept = $12 WHERE run_id = $1")),
      progress_(Statement(kind, "run_progress",
                          "UPDATE @kind@_run SET items = items + $2, rejected = rejected + $3, "
                          "unreadable = unreadable + $4, updated = $5 WHERE run_id = $1")),
      name_(Statement(kind, "run_name",
                      "INSERT INTO @kind@_run_named (run_id, named_as, keys) VALUES ($1, $2, $3)")),
      find_(Statement(kind, "run_find", "SELECT " RUN_COLUMNS " FROM @kind@_run r WHERE r.run_id = $1")),
      live_of_(Statement(kind, "run_live_of",
                         "SELECT " RUN_COLUMNS
                         " FROM @kind@_run r WHERE r.state < 5 AND r.source = ANY ($1::text[]) "
                         "ORDER BY r.number")),
      due_(Statement(
          kind, "run_due",
          "SELECT " RUN_COLUMNS " FROM @kind@_run r WHERE r.state < 5 AND (r.state IN (2, 4) "
          "OR (r.state = 1 AND r.updated < $1) OR (r.state = 3 AND r.updated < $2)) ORDER BY r.number")),
      last_ended_(
          Statement(kind, "run_last_ended",
                    "SELECT " RUN_COLUMNS
                    " FROM unnest($1::text[]) AS s (source) CROSS JOIN LATERAL (SELECT * FROM @kind@_run "
                    "WHERE source = s.source AND named IS NOT NULL "
                    "ORDER BY number DESC LIMIT 1) AS r")),
      list_(Statement(kind, "run_list",
                      "SELECT " RUN_COLUMNS " FROM @kind@_run r WHERE r.source = $1 AND r.number < $2 "
                      "ORDER BY r.number DESC LIMIT $3")),
      clear_(Statement(kind, "run_clear", "DELETE FROM @kind@_run_closing WHERE run_id = $1")),
      last_named_(Statement(kind, "run_last_named",
                            "SELECT coalesce(max(number), 0) FROM @kind@_run_named WHERE run_id = $1")),
      // What the source wrote beside the run is not its export's.
      count_named_(Statement(
          kind, "run_count_named",
          "SELECT count(*), count(*) FILTER (WHERE best = 3), count(*) FILTER (WHERE best = 2) FROM "
          "(SELECT max(n.named_as) AS best FROM @kind@_run_named n, "
          "generate_series(0, octet_length(n.keys) / 16 - 1) AS i WHERE n.run_id = $1 AND n.named_as > 0 "
          "GROUP BY substring(n.keys FROM 1 + 16 * i FOR 16)) AS named")),
      // 5: CLOSURE_REASON_NOT_IN_EXPORT.
      collect_(
          Statement(kind, "run_collect",
                    "INSERT INTO @kind@_run_closing (run_id, record_key, closure) SELECT $1, r.record_key, 5 "
                    "FROM @kind@_record r WHERE r.source = $2 AND r.asserted < 3 AND r.asserted = 1 "
                    "AND r.asserted_sequence <= $3 AND NOT EXISTS (SELECT FROM @kind@_run_named n, "
                    "generate_series(0, octet_length(n.keys) / 16 - 1) AS i "
                    "WHERE n.run_id = $1 AND substring(n.keys FROM 1 + 16 * i FOR 16) = r.record_key)")),
      // 2: RUN_STATE_ENDING.
      lock_ending_(Statement(kind, "run_lock_ending",
                             "SELECT FROM @kind@_run WHERE run_id = $1 AND state = 2 FOR UPDATE")),
      settle_(Statement(
          kind, "run_settle",
          "DELETE FROM @kind@_run_closing c USING (SELECT substring(n.keys FROM 1 + 16 * i FOR 16) AS key "
          "FROM @kind@_run_named n, generate_series(0, octet_length(n.keys) / 16 - 1) AS i "
          "WHERE n.run_id = $1 AND n.number > $2) AS named WHERE c.run_id = $1 AND c.record_key = "
          "named.key")),
      count_(Statement(kind, "run_count", "SELECT count(*) FROM @kind@_run_closing WHERE run_id = $1")),
      hold_(Statement(kind, "run_hold",
                      "INSERT INTO @kind@_run_closing (run_id, record_key, version, closure) "
                      "SELECT $1, * FROM unnest($2::bytea[], $3::bigint[], $4::smallint[]) "
                      "ON CONFLICT (run_id, record_key) DO UPDATE SET version = excluded.version, "
                      "closure = excluded.closure")),
      unlist_(Statement(kind, "run_unlist",
                        "DELETE FROM @kind@_run_closing WHERE run_id = ANY ($1::bytea[]) "
                        "AND record_key = ANY ($2::bytea[])")),
      take_(Statement(
          kind, "run_take",
          "DELETE FROM @kind@_run_closing WHERE run_id = $1 AND record_key = ANY (ARRAY(SELECT record_key "
          "FROM @kind@_run_closing WHERE run_id = $1 ORDER BY record_key LIMIT $2)) "
          "RETURNING record_key, version, closure")),
      expire_waiting_(Statement(
          kind, "run_expire_waiting",
          "WITH over AS (UPDATE @kind@_run SET state = 7, updated = $1 WHERE state IN (1, 2, 3) "
          "AND NOT implicit RETURNING *), "
          "named AS (DELETE FROM @kind@_run_named n USING over WHERE n.run_id = over.run_id), "
          "listed AS (DELETE FROM @kind@_run_closing c USING over WHERE c.run_id = over.run_id), "
          "counted AS (UPDATE @kind@_source s SET live_runs = live_runs - o.runs FROM "
          "(SELECT source, count(*) AS runs FROM over GROUP BY source) AS o WHERE s.source = o.source) "
          "SELECT " RUN_COLUMNS " FROM over r ORDER BY r.number")),
      forget_named_(Statement(kind, "run_forget_named", "DELETE FROM @kind@_run_named WHERE run_id = $1")),
      forget_closing_(
          Statement(kind, "run_forget_closing", "DELETE FROM @kind@_run_closing WHERE run_id = $1")) {}

absl::Status RunStore::Insert(pg::Transaction& tx, const RunRow& run) const {
  return tx
      .Query(insert_, pg::Bytes{run.id}, run.source, static_cast<int16_t>(run.state), run.implicit,
             static_cast<int64_t>(run.begun_at), static_cast<int64_t>(run.begin_open), Signed(run.declared),
             static_cast<int64_t>(run.guard), run.created)
      .status();
}

void RunStore::Update(pg::Transaction& tx, const RunRow& run) const {
  const auto counted = [&run](uint64_t NamedCounts::*count) {
    return run.counted ? std::optional(static_cast<int64_t>((*run.counted).*count)) : std::nullopt;
  };
  tx.Later(update_, pg::Bytes{run.id}, static_cast<int16_t>(run.state), run.confirmed,
           static_cast<int64_t>(run.unreadable), static_cast<int64_t>(run.guard),
           static_cast<int64_t>(run.to_close), static_cast<int64_t>(run.closed), run.updated, run.ended,
           counted(&NamedCounts::named), counted(&NamedCounts::taken), counted(&NamedCounts::kept));
}

void RunStore::Progress(pg::Transaction& tx, const std::string& run, const RunProgress& progress,
                        absl::Time now) const {
  for (const auto& [named_as, keys] : progress.keys) {
    if (MUTANT("forget_what_a_run_named")) break;
    tx.Later(name_, pg::Bytes{run}, static_cast<int16_t>(named_as), pg::Bytes{keys});
  }
  tx.Later(progress_, pg::Bytes{run}, static_cast<int64_t>(progress.items),
           static_cast<int64_t>(progress.rejected), static_cast<int64_t>(progress.unreadable), now);
}

absl::StatusOr<std::optional<RunRow>> RunStore::Find(pg::Pool& pool, const Context& context,
                                                     const std::string& run) const {
  return ParseOne(pool.Query(context, find_, pg::Bytes{run}));
}

absl::StatusOr<std::optional<RunRow>> RunStore::Find(pg::Transaction& tx, const std::string& run) const {
  return ParseOne(tx.Query(find_, pg::Bytes{run}));
}

absl::StatusOr<std::vector<RunRow>> RunStore::LiveOf(pg::Transaction& tx,
                                                     const std::vector<std::string>& sources) const {
  return ParseAll(tx.Query(live_of_, sources));
}

absl::StatusOr<std::vector<RunRow>> RunStore::Due(pg::Pool& pool, const Context& context,
                                                  absl::Time idle_since, absl::Time held_since) const {
  return ParseAll(pool.Query(context, due_, idle_since, held_since));
}

absl::StatusOr<std::vector<RunRow>> RunStore::LastEnded(pg::Transaction& tx,
                                                        const std::vector<std::string>& sources) const {
  return ParseAll(tx.Query(last_ended_, sources));
}

absl::StatusOr<std::vector<RunRow>> RunStore::List(pg::Pool& pool, const Context& context,
                                                   const std::string& source, uint64_t before,
                                                   int limit) const {
  return ParseAll(pool.Query(context, list_, source, static_cast<int64_t>(before), int64_t{limit}));
}

absl::StatusOr<Collected> RunStore::Collect(pg::Transaction& tx, const RunRow& run) const {
  // Read first: what is named while the list is made is beyond it, and Settle's. All that the run itself has named is there.
  ASSIGN_OR_RETURN(const pg::Result last, tx.Query(last_named_, pg::Bytes{run.id}));
  ASSIGN_OR_RETURN(const pg::Result counts, tx.Query(count_named_, pg::Bytes{run.id}));
  const Collected collected{Number(last, 0, 0),
                            {Number(counts, 0, 0), Number(counts, 0, 1), Number(counts, 0, 2)}};
  tx.Later(clear_, pg::Bytes{run.id});
  RETURN_IF_ERROR(
      tx.Query(collect_, pg::Bytes{run.id}, run.source, static_cast<int64_t>(run.begun_at)).status());
  // Another process may have judged it by its own list meanwhile: that one holds.
  ASSIGN_OR_RETURN(const bool ending, LockEnding(tx, run.id));
  if (!ending) return Error(common::v1::ERROR_REASON_CONCURRENT);
  return collected;
}

absl::StatusOr<bool> RunStore::LockEnding(pg::Transaction& tx, const std::string& run) const {
  ASSIGN_OR_RETURN(const pg::Result ending, tx.Query(lock_ending_, pg::Bytes{run}));
  return ending.rows() > 0;
}

absl::StatusOr<uint64_t> RunStore::Settle(pg::Transaction& tx, const std::string& run, uint64_t last) const {
  tx.Later(settle_, pg::Bytes{run}, static_cast<int64_t>(last));
  ASSIGN_OR_RETURN(const pg::Result count, tx.Query(count_, pg::Bytes{run}));
  return Number(count, 0, 0);
}

absl::Status RunStore::Hold(pg::Transaction& tx, const std::string& run,
                            const std::vector<Closing>& closings) const {
  std::vector<pg::Bytes> keys;
  std::vector<std::optional<int64_t>> versions;
  std::vector<int16_t> closures;
  for (const Closing& closing : closings) {
    keys.push_back({closing.record_key});
    versions.push_back(Signed(closing.version));
    closures.push_back(static_cast<int16_t>(closing.closure));
  }
  return tx.Query(hold_, pg::Bytes{run}, keys, versions, closures).status();
}

void RunStore::Unlist(pg::Transaction& tx, const std::vector<std::string>& runs,
                      const std::vector<std::string>& keys) const {
  tx.Later(unlist_, AsBytes(runs), AsBytes(keys));
}

absl::StatusOr<std::vector<Closing>> RunStore::Take(pg::Transaction& tx, const std::string& run,
                                                    int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(take_, pg::Bytes{run}, int64_t{limit}));
  std::vector<Closing> closings;
  for (int i = 0; i < result.rows(); ++i) {
    Closing closing;
    closing.record_key = result.Bytes(i, 0);
    if (!result.IsNull(i, 1)) closing.version = Number(result, i, 1);
    closing.closure = static_cast<v1::ClosureReason>(result.Int(i, 2));
    closings.push_back(std::move(closing));
  }
  return closings;
}

absl::StatusOr<std::vector<RunRow>> RunStore::ExpireWaiting(pg::Transaction& tx, absl::Time now) const {
  return ParseAll(tx.Query(expire_waiting_, now));
}

void RunStore::Forget(pg::Transaction& tx, const std::string& run) const {
  tx.Later(forget_named_, pg::Bytes{run});
  tx.Later(forget_closing_, pg::Bytes{run});
}

}  // namespace tabadul::exchange

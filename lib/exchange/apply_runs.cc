// What runs do to records and to their own rows: the other half of apply.h.
#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/exchange/apply.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::exchange {
namespace {

bool IsAwaiting(const RunRow& run) { return IsLive(run.state) && run.state != v1::RUN_STATE_CLOSING; }

// What an ended run may do with what it did not name.
v1::RunState Judgement(const RunRow& run, uint64_t recent) {
  const bool incomplete = run.declared && run.counted->named < *run.declared;
  if (run.to_close == 0) return v1::RUN_STATE_DONE;
  return incomplete || recent + run.to_close > run.guard ? v1::RUN_STATE_HELD : v1::RUN_STATE_CLOSING;
}

}  // namespace

absl::Status Applier::LoadSource(pg::Transaction& tx, const std::string& source) {
  sources_[source].row.source = source;
  ASSIGN_OR_RETURN(auto rows, store_.Sources(tx, {source}));
  for (SourceRow& row : rows) sources_[source].row = std::move(row);
  return absl::OkStatus();
}

// A run that was live, and with it what its source counts of its runs.
void Applier::SaveRun(pg::Transaction& tx, const RunRow& run, v1::RunState before, Commit& commit) {
  store_.runs().Update(tx, run);
  if (run.state != before) commit.runs.push_back(run);
  if (IsLive(run.state)) return;
  store_.runs().Forget(tx, run.id);
  SourceState& source = sources_[run.source];
  source.row.live_runs -= 1;
  source.dirty = true;
}

absl::StatusOr<Commit> Applier::BeginRun(pg::Transaction& tx, RunRow run) {
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  Commit commit{.before = head_, .after = head_, .changes = {}, .sources = {}};
  RETURN_IF_ERROR(LoadSource(tx, run.source));
  ASSIGN_OR_RETURN(auto live, store_.runs().LiveOf(tx, {run.source}));
  for (RunRow& older : live) {
    if (!IsAwaiting(older)) continue;
    const v1::RunState before = older.state;
    older.state = v1::RUN_STATE_SUPERSEDED;
    older.updated = now_;
    SaveRun(tx, older, before, commit);
  }
  SourceState& source = sources_[run.source];
  run.state = v1::RUN_STATE_OPEN;
  run.begun_at = head_.sequence;
  run.begin_open = source.row.set.count();
  run.created = now_;
  RETURN_IF_ERROR(store_.runs().Insert(tx, run));
  commit.runs.push_back(run);
  source.row.live_runs += 1;
  source.dirty = true;
  NoteActivity(source, {});
  RETURN_IF_ERROR(Flush(tx, commit));
  FAULT_POINT("run_begin_before_commit");
  return commit;
}

absl::StatusOr<Commit> Applier::ChangeRun(pg::Transaction& tx, const std::string& run,
                                          const std::function<absl::Status(RunRow&)>& change) {
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  Commit commit{.before = head_, .after = head_, .changes = {}, .sources = {}};
  ASSIGN_OR_RETURN(auto row, store_.runs().Find(tx, run));
  if (!row) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "run"}, {"id", evidence::Hex(run)}});
  RETURN_IF_ERROR(LoadSource(tx, row->source));
  const v1::RunState before = row->state;
  RETURN_IF_ERROR(change(*row));
  if (!IsLive(before)) return commit;  // answered as it is
  row->updated = now_;
  SaveRun(tx, *row, before, commit);
  RETURN_IF_ERROR(Flush(tx, commit));
  FAULT_POINT("run_change_before_commit");
  return commit;
}

absl::StatusOr<Commit> Applier::JudgeRun(pg::Transaction& tx, const std::string& run,
                                         const Collected& collected) {
  return ChangeRun(tx, run, [&](RunRow& row) -> absl::Status {
    // Another process may be faster, or about to replace the list by its own.
    ASSIGN_OR_RETURN(const bool ending, store_.runs().LockEnding(tx, run));
    if (!ending) return absl::OkStatus();
    // A row that nobody could read may be any record: then none is closed.
    ASSIGN_OR_RETURN(const uint64_t listed, store_.runs().Settle(tx, run, collected.last));
    row.counted = collected.counts;
    row.to_close = row.unreadable > 0 ? 0 : listed;
    row.guard = guard_.Limit(row.begin_open);
    row.state = Judgement(row, RecentClosures(sources_[row.source].row.closures, now_));
    if (MUTANT("run_without_guard") && row.state == v1::RUN_STATE_HELD) row.state = v1::RUN_STATE_CLOSING;
    return absl::OkStatus();
  });
}

absl::StatusOr<Commit> Applier::CloseListed(pg::Transaction& tx, const std::string& run, int limit) {
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  Commit commit{.before = head_, .after = head_, .changes = {}, .sources = {}};
  ASSIGN_OR_RETURN(auto row, store_.runs().Find(tx, run));
  if (!row || row->state != v1::RUN_STATE_CLOSING) return commit;
  RETURN_IF_ERROR(LoadSource(tx, row->source));
  ASSIGN_OR_RETURN(const auto listed, store_.runs().Take(tx, run, limit));
  for (const Closing& closing : listed) records_.try_emplace(closing.record_key);
  RETURN_IF_ERROR(LoadRecords(tx));
  uint64_t closed = 0;
  for (const Closing& closing : listed) {
    Live& live = records_[closing.record_key];
    if (!live.row || live.row->asserted != v1::ASSERTED_STATE_OPEN) continue;
    if (!row->implicit && live.row->asserted_sequence > row->begun_at) continue;
    Item item;
    item.operation = Operation::kClose;
    item.record_id = live.row->record_id;
    item.record_key = closing.record_key;
    item.version = closing.version;
    item.closure = closing.closure;
    const Decision decision =
        Decide(item.operation, Standing{live.row->asserted, live.row->version, live.row->hub_version, false},
               item.version);
    if (!decision.write) continue;  // STALE by now
    Change(row->source, item, decision, live);
    ++closed;
  }
  if (!row->confirmed) CountClosures(closed, now_, sources_[row->source].row.closures);
  row->closed += closed;
  row->updated = now_;
  if (listed.size() < static_cast<size_t>(limit)) row->state = v1::RUN_STATE_DONE;
  SaveRun(tx, *row, v1::RUN_STATE_CLOSING, commit);
  RETURN_IF_ERROR(Flush(tx, commit));
  FAULT_POINT("run_chunk_before_commit");
  commit.after = head_;
  return commit;
}

}  // namespace tabadul::exchange

#include "lib/exchange/apply.h"

#include <algorithm>
#include <set>

#include "lib/evidence/digest.h"
#include "lib/exchange/feed.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/utc.h"

namespace tabadul::exchange {
namespace {

constexpr size_t kHubIdBytes = 16, kHubIdsAtOnce = 64;

// What relies on the order of writing. An item that is refused as it is does not.
bool Unversioned(const Item& item) {
  const bool asserts = item.operation == Operation::kUpsert || item.operation == Operation::kClose;
  return asserts && !item.version && item.violations.empty();
}

bool NeedsLease(const Work& work) {
  return !work.validate_only && std::any_of(work.items->begin(), work.items->end(), Unversioned);
}

// Nothing is wrong with the items: who repeats them does so in a session of now.
absl::Status SessionIsOld() {
  return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "lease"}}), absl::Milliseconds(50));
}

bool SameAs(const Row& row, const Item& item) {
  return row.digest == item.digest && row.keys.audience_public == item.keys.audience_public &&
         row.keys.audience_countries == item.keys.audience_countries;
}

std::optional<Standing> StandingOf(const std::optional<Row>& row, const Item& item, bool in_run) {
  if (!row) return std::nullopt;
  const bool closed_by_run = row->closure == v1::CLOSURE_REASON_NOT_IN_EXPORT;
  return Standing{row->asserted, row->version, row->hub_version, SameAs(*row, item), in_run && closed_by_run};
}

// What is to be written under the row's hub id; null if nothing.
const std::string* Wanted(const Row& row, const Notes& notes) {
  const auto note = notes.find(row.hub_id);
  if (note == notes.end() || row.digest.empty() || row.digest != note->second.digest) return nullptr;
  return row.annotations == note->second.annotations ? nullptr : &note->second.annotations;
}

v1::ReceiptItem ToReceiptItem(const Item& item, const Applied& applied) {
  v1::ReceiptItem out;
  out.set_item(item.number);
  out.set_outcome(applied.outcome);
  if (applied.outcome == v1::OUTCOME_REJECTED) return out;
  out.set_record_id(item.record_id);
  out.set_digest(item.digest);
  out.set_hub_id(evidence::Hex(applied.hub_id));
  out.set_sequence(applied.sequence);
  out.set_version(applied.version);
  return out;
}

void CountApplied(const Applied& applied, Tally& tally) {
  ++tally.answered;
  switch (applied.outcome) {
    case v1::OUTCOME_CREATED:
    case v1::OUTCOME_UPDATED:
    case v1::OUTCOME_CLOSED:
    case v1::OUTCOME_ERASED:
      ++tally.changed;
      break;
    case v1::OUTCOME_REJECTED:
      ++tally.rejected;
      ++tally.reasons[applied.violations.empty() ? 0 : applied.violations.front().reason];
      break;
    default:
      break;
  }
}

bool IsOpen(const Row* row) { return row != nullptr && row->asserted == v1::ASSERTED_STATE_OPEN; }

v1::Lifecycle OpenLifecycle(const Row& row, absl::Time now) {
  if (row.lifecycle == v1::LIFECYCLE_SUSPENDED) return v1::LIFECYCLE_SUSPENDED;
  return row.expires <= now ? v1::LIFECYCLE_EXPIRED : v1::LIFECYCLE_OPEN;
}

void BecomeOpen(const Item& item, absl::Time now, Row& row) {
  row.asserted = v1::ASSERTED_STATE_OPEN;
  row.closure = v1::CLOSURE_REASON_UNSPECIFIED;
  row.keys = item.keys;
  if (row.digest != item.digest && !MUTANT("annotation_outlives_payload")) row.annotations.clear();
  row.digest = item.digest;
  row.expires = item.expires;
  row.lifecycle = OpenLifecycle(row, now);
}

void BecomeErased(Row& row) {
  row.asserted = v1::ASSERTED_STATE_ERASED;
  row.lifecycle = v1::LIFECYCLE_ERASED;
  row.closure = v1::CLOSURE_REASON_UNSPECIFIED;
  row.keys = {};
  row.digest.clear();
  row.annotations.clear();
  row.record_id.clear();
  row.expires = absl::InfiniteFuture();
  LeaveForGood(row.sequence, row.former);
}

}  // namespace

absl::StatusOr<Commit> Applier::Run(pg::Transaction& tx, std::vector<Work>& works) {
  FAULT_POINT("before_lock_head");
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  FAULT_POINT("after_lock_head");
  Commit commit{.before = head_, .after = {}, .changes = {}, .sources = {}};
  RETURN_IF_ERROR(Load(tx, works));
  FAULT_POINT("after_load");
  RefuseWhatIsOver(works);
  if (!ApplyWorks(works)) store_.RaiseSessions(tx);
  RETURN_IF_ERROR(SignWorks(tx, works));
  RETURN_IF_ERROR(Flush(tx, commit));
  commit.after = head_;
  return commit;
}

absl::Status Applier::Load(pg::Transaction& tx, const std::vector<Work>& works) {
  std::set<std::string> names;
  for (const Work& work : works) {
    names.insert(work.source);
    for (const Item& item : *work.items) {
      if (item.violations.empty()) records_.try_emplace(item.record_key);
    }
  }
  const std::vector<std::string> asked(names.begin(), names.end());
  ASSIGN_OR_RETURN(auto sources, store_.Sources(tx, asked));
  for (const std::string& name : names) sources_[name].row.source = name;
  int live_runs = 0;
  for (SourceRow& row : sources) {
    live_runs += row.live_runs;
    sources_[row.source].row = std::move(row);
  }
  if (live_runs > 0) {
    ASSIGN_OR_RETURN(auto runs, store_.runs().LiveOf(tx, asked));
    runs_.Load(std::move(runs));
  }
  RETURN_IF_ERROR(LoadRunsThatAreOver(tx, works));
  return LoadRecords(tx);
}

// Items that come for them are refused, and their writer is told why.
absl::Status Applier::LoadRunsThatAreOver(pg::Transaction& tx, const std::vector<Work>& works) {
  for (const Work& work : works) {
    if (work.run.empty() || runs_.Knows(work.run)) continue;
    ASSIGN_OR_RETURN(auto run, store_.runs().Find(tx, work.run));
    if (run && run->source == work.source) runs_.Load({*std::move(run)});
  }
  return absl::OkStatus();
}

absl::Status Applier::LoadRecords(pg::Transaction& tx) {
  if (records_.empty()) return absl::OkStatus();
  std::vector<std::string> keys;
  keys.reserve(records_.size());
  for (const auto& [key, live] : records_) keys.push_back(key);
  ASSIGN_OR_RETURN(auto rows, store_.Find(tx, keys));
  for (Row& row : rows) records_[row.record_key].row = std::move(row);
  return absl::OkStatus();
}

// One receipt for each writer: it has the items of no other.
absl::Status Applier::SignWorks(pg::Transaction& tx, std::vector<Work>& works) {
  absl::flat_hash_map<const void*, std::vector<Work*>> of_writers;
  std::vector<const void*> order;
  for (Work& work : works) {
    if (work.validate_only || !work.refused.ok() || work.items->empty()) continue;
    auto& own = of_writers[work.writer];
    if (own.empty()) order.push_back(work.writer);
    own.push_back(&work);
  }
  for (const void* writer : order) {
    const std::vector<Work*>& own = of_writers[writer];
    std::vector<v1::ReceiptItem> items;
    Tally tally;
    for (const Work* work : own) {
      for (size_t i = 0; i < work->items->size(); ++i) {
        items.push_back(ToReceiptItem((*work->items)[i], work->applied[i]));
        CountApplied(work->applied[i], tally);
      }
    }
    v1::ReceiptBody about;
    about.set_source(own[0]->source);
    about.set_epoch(head_.epoch);
    *about.mutable_time() = TimestampOf(now_);
    about.set_run_id(evidence::Hex(own[0]->run));
    SourceState& source = sources_[own[0]->source];
    ReceiptEnd& end = source.row.activity.receipts;
    ASSIGN_OR_RETURN(own.back()->receipt, receipts_.Sign(std::move(about), items, end));
    receipts_.Write(tx, own[0]->source, end.number, *own.back()->receipt);
    NoteActivity(source, tally);
  }
  return absl::OkStatus();
}

void Applier::NoteActivity(SourceState& source, const Tally& tally) {
  SourceRow::Activity& activity = source.row.activity;
  activity.received = now_;
  if (tally.changed > 0) activity.changed = now_;
  Count(tally, now_, activity.counts);
  source.active = true;
  source.dirty |= source.row.fresh;
}

// Nothing of these is applied.
void Applier::RefuseWhatIsOver(std::vector<Work>& works) {
  for (Work& work : works) {
    if (!work.refused.ok()) continue;  // it comes after what was not applied
    if (!work.run.empty()) work.refused = runs_.TakesItems(work.run, work.source);
    // A session of another history has no place among those of this one.
    const bool other_history = work.session.epoch != head_.epoch && NeedsLease(work);
    if (other_history && work.refused.ok()) work.refused = SessionIsOld();
  }
}

absl::Status Applier::InReserve() const {
  if (head_.sequence <= head_.reserved || MUTANT("sequences_without_reserve")) return absl::OkStatus();
  return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "ledger"}}), absl::Seconds(1));
}

bool Applier::ApplyWorks(std::vector<Work>& works) {
  bool all_have_their_lease = true;
  absl::flat_hash_map<const void*, absl::Status> ended;  // by writer: nothing that it sent after is applied
  for (Work& work : works) {
    if (const auto before = ended.find(work.writer); before != ended.end()) work.refused = before->second;
    if (work.refused.ok() && !TakeLease(work)) {
      work.refused = SessionIsOld();
      all_have_their_lease = false;
    }
    if (!work.refused.ok()) ended.try_emplace(work.writer, work.refused);
    ApplyWork(work);
  }
  return all_have_their_lease;
}

void Applier::ApplyWork(Work& work) {
  work.applied.clear();
  work.applied.reserve(work.items->size());
  if (!work.refused.ok()) return;
  if (!work.validate_only) {
    for (const Item& item : *work.items) {
      work.applied.push_back(One(work, item, records_));
      runs_.Note(work.run, work.source, item, work.applied.back().outcome);
    }
    return;
  }
  // On a copy that is thrown away: items of one dry run see each other, nobody else sees them.
  const HeadRow head = head_;
  const bool changed = changed_;
  const auto sources = sources_;
  Records copy = records_;
  for (const Item& item : *work.items) work.applied.push_back(One(work, item, copy));
  head_ = head;
  changed_ = changed;
  sources_ = sources;
}

// Writing without versions takes the source's lease. What an older session sent may have been repeated by now, and more
// been said since: a process that stood still brings it long after. But it may as well be news, of a call beside others or
// of a stream that was opened early: so it is not called STALE, which would be the end of it.
bool Applier::TakeLease(const Work& work) {
  if (!NeedsLease(work)) return true;
  SourceState& source = sources_[work.source];
  uint64_t& newest = source.row.activity.lease;
  if (work.session.number < newest) return MUTANT("older_sessions_write");
  source.active |= work.session.number > newest;
  newest = work.session.number;
  return true;
}

std::vector<Violation> Applier::Guarded(const Work& work, const Item& item) {
  SourceState& source = sources_[work.source];
  const uint64_t recent = RecentClosures(source.row.closures, now_);
  const uint64_t limit = guard_.Limit(source.row.set.count() + recent);
  if (recent < limit) {
    CountClosures(1, now_, source.row.closures);
    return {};
  }
  Violation held{"record_id", common::v1::ERROR_REASON_HELD_BY_GUARD, {{"limit", std::to_string(limit)}}};
  if (!work.validate_only) {
    held.metadata["run"] = runs_.Hold(work.source, item, head_.sequence, source.row.set.count(), limit, now_);
  }
  return {held};
}

Applied Applier::One(Work& work, const Item& item, Records& records) {
  Applied applied;
  if (item.operation == Operation::kKeep && work.run.empty() && item.violations.empty()) {
    applied.outcome = v1::OUTCOME_REJECTED;
    applied.violations = {{"run_id", common::v1::ERROR_REASON_REQUIRED, {}}};
    return applied;
  }
  if (!item.violations.empty()) {
    applied.outcome = v1::OUTCOME_REJECTED;
    applied.violations = item.violations;
    return applied;
  }
  Live& live = records[item.record_key];
  Decision decision = Decide(item.operation, StandingOf(live.row, item, !work.run.empty()), item.version);
  if (decision.outcome == v1::OUTCOME_CLOSED) {
    applied.violations = Guarded(work, item);
    if (!applied.violations.empty()) decision = {v1::OUTCOME_HELD};
  }
  if (decision.write || decision.advance) Change(work.source, item, decision, live);
  applied.outcome = decision.outcome;
  if (live.row) {
    applied.hub_id = live.row->hub_id;
    applied.sequence = live.row->sequence;
    applied.version = live.row->version;
  }
  if (decision.reason != common::v1::ERROR_REASON_UNSPECIFIED) {
    const bool version = decision.reason == common::v1::ERROR_REASON_VERSION_CONFLICT;
    applied.violations.push_back({version ? "version" : "record_id", decision.reason, {}});
    if (version) applied.violations.back().metadata["stored_version"] = std::to_string(applied.version);
  }
  return applied;
}

// Asks the system's generator for several at once: it is a call of the kernel.
std::string Applier::NewHubId() {
  if (hub_ids_.empty())
    hub_ids_ = evidence::RandomBytes(kHubIdBytes * std::clamp<size_t>(records_.size(), 1, kHubIdsAtOnce));
  const size_t left = hub_ids_.size() - kHubIdBytes;
  std::string id = hub_ids_.substr(left);
  hub_ids_.resize(left);
  return id;
}

void Applier::Change(const std::string& source, const Item& item, const Decision& decision, Live& live) {
  const std::optional<Row> before = live.row;
  if (!live.row) {
    live.row.emplace();
    live.fresh = true;
    live.row->record_key = item.record_key;
    live.row->hub_id = NewHubId();
    live.row->source = source;
    live.row->created = now_;
    live.row->expires = absl::InfiniteFuture();
  }
  Row& row = *live.row;
  row.version = decision.version;
  row.hub_version = decision.hub_version;
  live.dirty = true;
  changed_ = true;
  if (!decision.write) return;
  row.record_id = item.record_id;
  row.sequence = ++head_.sequence;
  row.asserted_sequence = row.sequence;
  row.updated = now_;
  switch (item.operation) {
    case Operation::kUpsert:
      BecomeOpen(item, now_, row);
      live.payload = item.payload;
      break;
    case Operation::kClose:
      row.asserted = v1::ASSERTED_STATE_CLOSED;
      row.lifecycle = v1::LIFECYCLE_CLOSED;
      row.closure = item.closure;
      break;
    case Operation::kErase:
      BecomeErased(row);
      live.payload = nullptr;
      break;
    case Operation::kKeep:
      break;  // never writes
  }
  if (before && !(before->keys == row.keys) && row.asserted != v1::ASSERTED_STATE_ERASED) {
    Leave(before->keys, row.sequence, row.former);
  }
  Account(before ? &*before : nullptr, row);
}

// Keeps the source's set hash and counts in step with what is asserted OPEN.
void Applier::Account(const Row* before, const Row& after) {
  SourceState& source = sources_[after.source];
  if (IsOpen(before)) {
    if (!MUTANT("mark_keeps_the_old"))
      source.row.set.Remove(evidence::SetHash::Item(before->record_id, before->digest));
    source.row.restricted -= before->keys.restricted();
    source.dirty = true;
  }
  if (IsOpen(&after)) {
    source.row.set.Add(evidence::SetHash::Item(after.record_id, after.digest));
    source.row.restricted += after.keys.restricted();
    source.dirty = true;
  }
}

absl::Status Applier::Flush(pg::Transaction& tx, Commit& commit) {
  std::vector<Written> rows;
  for (const auto& [key, live] : records_) {
    if (live.dirty) rows.push_back({&*live.row, live.payload, live.fresh});
  }
  RETURN_IF_ERROR(InReserve());
  FAULT_POINT("before_write_rows");
  RETURN_IF_ERROR(store_.Write(tx, rows));
  FAULT_POINT("after_write_rows");
  RETURN_IF_ERROR(runs_.Flush(tx, now_));
  for (auto& [name, source] : sources_) {
    const std::optional<RunRow> begun = runs_.Begun(name);
    if (begun) {
      source.row.live_runs += 1;
      commit.runs.push_back(*begun);
    }
    if (source.active) store_.WriteActivity(tx, source.row);
    if (!source.dirty && !begun) continue;
    store_.WriteSource(tx, source.row);
    commit.sources.push_back(StateOf(source.row));
  }
  if (changed_) store_.WriteHead(tx, head_.sequence);
  for (auto& [key, live] : records_) {
    if (live.dirty) commit.changes.push_back({*std::move(live.row), std::move(live.payload)});
  }
  std::sort(commit.changes.begin(), commit.changes.end(),
            [](const auto& a, const auto& b) { return a.row.sequence < b.row.sequence; });
  return absl::OkStatus();
}

absl::StatusOr<Commit> Applier::Expire(pg::Transaction& tx, int limit) {
  // Asked without the lock first: mostly there is nothing, and then no writer is disturbed.
  ASSIGN_OR_RETURN(const auto any, store_.FindExpired(tx, now_, 1));
  if (any.empty()) return Commit();
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  Commit commit{.before = head_, .after = {}, .changes = {}, .sources = {}};
  ASSIGN_OR_RETURN(auto rows, store_.FindExpired(tx, now_, limit));
  std::vector<Written> written;
  for (Row& row : rows) {
    row.lifecycle = v1::LIFECYCLE_EXPIRED;
    row.sequence = ++head_.sequence;
    row.updated = now_;
    written.push_back({&row, nullptr});
  }
  RETURN_IF_ERROR(InReserve());
  RETURN_IF_ERROR(store_.Write(tx, written));
  if (!rows.empty()) store_.WriteHead(tx, head_.sequence);
  for (Row& row : rows) commit.changes.push_back({std::move(row), nullptr});
  commit.after = head_;
  FAULT_POINT("expiry_before_commit");
  return commit;
}

absl::StatusOr<Commit> Applier::Reserve(pg::Transaction& tx, uint64_t epoch, uint64_t reserved) {
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  if (head_.epoch == epoch && head_.reserved < reserved) {
    head_.reserved = reserved;
    store_.WriteReserved(tx, reserved);
  }
  return Commit{.before = head_, .after = head_, .changes = {}, .sources = {}};
}

absl::StatusOr<size_t> Applier::EraseAgain(pg::Transaction& tx, HeadRow& head,
                                           absl::Span<const Erasure> erasures) {
  head_ = head;
  std::set<std::string> names;
  for (const Erasure& erasure : erasures) {
    records_.try_emplace(erasure.record_key);
    names.insert(erasure.source);
  }
  for (const std::string& name : names) RETURN_IF_ERROR(LoadSource(tx, name));
  RETURN_IF_ERROR(LoadRecords(tx));
  for (const Erasure& erasure : erasures) {
    Item item;
    item.operation = Operation::kErase;
    item.record_key = erasure.record_key;
    Live& live = records_[erasure.record_key];
    const Decision decision = Decide(item.operation, StandingOf(live.row, item, false), item.version);
    if (decision.write) Change(erasure.source, item, decision, live);
  }
  Commit commit;
  RETURN_IF_ERROR(Flush(tx, commit));
  head.sequence = head_.sequence;
  return commit.changes.size();
}

absl::StatusOr<Commit> Applier::Annotate(pg::Transaction& tx, const Notes& notes) {
  std::vector<std::string> ids;
  for (const auto& [hub_id, note] : notes) ids.push_back(hub_id);
  // Read without the lock first: writers do not wait for it, and the payloads are what followers are told from memory.
  ASSIGN_OR_RETURN(const auto reads, store_.ByHubIds(tx, ids));
  absl::flat_hash_map<std::string, Payload> payloads;  // by hub id
  for (const Store::Read& read : reads) {
    if (Wanted(read.row, notes) != nullptr) payloads[read.row.hub_id] = read.payload;
  }
  if (payloads.empty()) return Commit();
  ids.clear();
  for (const auto& [hub_id, payload] : payloads) ids.push_back(hub_id);
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  Commit commit{.before = head_, .after = {}, .changes = {}, .sources = {}};
  ASSIGN_OR_RETURN(auto rows, store_.FindByHubIds(tx, ids));
  for (Row& row : rows) {
    const std::string* const wanted = Wanted(row, notes);
    if (wanted == nullptr) continue;  // it has changed in between
    row.annotations = *wanted;
    if (!MUTANT("annotation_keeps_sequence")) row.sequence = ++head_.sequence;
    row.updated = now_;
    Payload payload = std::move(payloads[row.hub_id]);
    commit.changes.push_back({std::move(row), std::move(payload)});
  }
  std::vector<Written> written;
  for (const Commit::Change& change : commit.changes) written.push_back({&change.row, nullptr});
  RETURN_IF_ERROR(InReserve());
  RETURN_IF_ERROR(store_.Write(tx, written));
  if (!written.empty()) store_.WriteHead(tx, head_.sequence);
  commit.after = head_;
  FAULT_POINT("annotate_before_commit");
  return commit;
}

}  // namespace tabadul::exchange

#include "lib/exchange/run_effects.h"

#include <algorithm>

#include "lib/evidence/digest.h"

namespace tabadul::exchange {
namespace {

constexpr size_t kRunIdBytes = 16;

bool TakesNames(const RunRow& run) {
  return !run.implicit && (run.state == v1::RUN_STATE_OPEN || run.state == v1::RUN_STATE_ENDING);
}

// Whether the item says that its record is there.
bool Asserts(const Item& item, v1::Outcome outcome) {
  return !item.record_key.empty() && outcome != v1::OUTCOME_STALE &&
         (item.operation == Operation::kUpsert || item.operation == Operation::kKeep);
}

// Of an item that came in a run.
NamedAs HowNamed(const Item& item, v1::Outcome outcome) {
  const bool stands =
      outcome == v1::OUTCOME_CREATED || outcome == v1::OUTCOME_UPDATED || outcome == v1::OUTCOME_UNCHANGED;
  if (stands && item.operation == Operation::kUpsert) return NamedAs::kTaken;
  return stands && item.operation == Operation::kKeep ? NamedAs::kKept : NamedAs::kNoted;
}

}  // namespace

void RunEffects::Load(std::vector<RunRow> runs) {
  for (RunRow& run : runs) {
    if (IsLive(run.state) && run.state != v1::RUN_STATE_OPEN) listing_.push_back(run.id);
    known_.push_back(std::move(run));
  }
}

const RunRow* RunEffects::Find(const std::string& run) const {
  const auto found =
      std::find_if(known_.begin(), known_.end(), [&](const RunRow& row) { return row.id == run; });
  return found == known_.end() ? nullptr : &*found;
}

absl::Status RunEffects::TakesItems(const std::string& run, const std::string& source) const {
  const RunRow* const row = Find(run);
  if (row == nullptr || row->source != source)
    return Error(common::v1::ERROR_REASON_RUN_OVER, {{"run", evidence::Hex(run)}});
  const bool takes = !row->implicit && row->state == v1::RUN_STATE_OPEN;
  return takes ? absl::OkStatus() : RunOver(*row);
}

void RunEffects::Note(const std::string& run, const std::string& source, const Item& item,
                      v1::Outcome outcome) {
  if (!run.empty()) {
    RunProgress& progress = progress_[run];
    ++progress.items;
    if (outcome == v1::OUTCOME_REJECTED) ++progress.rejected;
    if (item.record_key.empty()) ++progress.unreadable;
    if (!item.record_key.empty()) progress.keys[HowNamed(item, outcome)] += item.record_key;
  }
  if (known_.empty() && held_.empty()) return;
  if (!Asserts(item, outcome)) return;
  // What the source says beside its export, while that is under way, counts as much.
  for (const RunRow& row : known_) {
    if (run.empty() && row.source == source && TakesNames(row))
      progress_[row.id].keys[NamedAs::kBeside] += item.record_key;
  }
  if (const auto held = held_.find(source); held != held_.end()) held->second.closings.erase(item.record_key);
  unlisted_.push_back(item.record_key);
}

RunEffects::Held& RunEffects::HeldOf(const std::string& source) {
  const auto [it, added] = held_.try_emplace(source);
  if (!added) return it->second;
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const RunRow& row) {
    return row.source == source && row.implicit && row.state == v1::RUN_STATE_HELD;
  });
  if (found != known_.end()) {
    it->second.run = *found;
  } else {
    it->second.fresh = true;
    it->second.run.id = evidence::RandomBytes(kRunIdBytes);
  }
  return it->second;
}

std::string RunEffects::Hold(const std::string& source, const Item& item, uint64_t head, uint64_t open,
                             uint64_t guard, absl::Time now) {
  Held& held = HeldOf(source);
  RunRow& run = held.run;
  if (held.fresh && run.source.empty()) {
    run.source = source;
    run.state = v1::RUN_STATE_HELD;
    run.implicit = true;
    run.begun_at = head;
    run.begin_open = open;
    run.created = now;
  }
  run.guard = guard;
  run.updated = now;
  held.closings[item.record_key] = {item.record_key, item.version, item.closure};
  std::erase(unlisted_, item.record_key);
  return evidence::Hex(run.id);
}

std::optional<RunRow> RunEffects::Begun(const std::string& source) const {
  const auto held = held_.find(source);
  if (held == held_.end() || !held->second.fresh) return std::nullopt;
  RunRow run = held->second.run;
  run.to_close = held->second.closings.size();
  return run;
}

absl::Status RunEffects::Flush(pg::Transaction& tx, absl::Time now) const {
  for (const auto& [run, progress] : progress_) store_.Progress(tx, run, progress, now);
  if (!listing_.empty() && !unlisted_.empty()) store_.Unlist(tx, listing_, unlisted_);
  for (const auto& [source, held] : held_) {
    if (held.fresh) RETURN_IF_ERROR(store_.Insert(tx, held.run));
    if (!held.fresh) store_.Update(tx, held.run);
    std::vector<Closing> closings;
    for (const auto& [key, closing] : held.closings) closings.push_back(closing);
    if (!closings.empty()) RETURN_IF_ERROR(store_.Hold(tx, held.run.id, closings));
  }
  return absl::OkStatus();
}

}  // namespace tabadul::exchange

#include "lib/exchange/recent.h"

#include <algorithm>
#include <utility>

namespace tabadul::exchange {
namespace {

constexpr size_t kFixedBytes = 512;  // the row's own

size_t BytesOf(const Store::Read& read) {
  return kFixedBytes + read.row.annotations.size() + (read.payload ? read.payload->size() : 0);
}

// Whether a follower can be told all of it.
bool IsWhole(const Store::Read& read) {
  return read.payload != nullptr || read.row.asserted == v1::ASSERTED_STATE_ERASED;
}

bool Same(HeadRow a, HeadRow b) { return a.epoch == b.epoch && a.sequence == b.sequence; }

}  // namespace

void Recent::Append(Commit commit) {
  absl::MutexLock lock(&mutex_);
  if (!Same(commit.before, head_)) Reset(commit.before);
  for (Commit::Change& change : commit.changes) {
    change.row.sequence > commit.before.sequence ? Put(std::move(change)) : Advance(change.row);
  }
  for (SourceState& source : commit.sources) {
    Known& known = sources_[source.source];
    known = {std::move(source), commit.after.sequence};
  }
  head_ = commit.after;
  Evict();
}

void Recent::Learn(HeadRow head, const std::vector<SourceState>& sources) {
  absl::MutexLock lock(&mutex_);
  if (learned_ || head.epoch != head_.epoch || head.sequence < from_ || head.sequence > head_.sequence)
    return;
  for (const SourceState& source : sources) {
    const auto [it, added] = sources_.try_emplace(source.source, Known{source, head.sequence});
    if (!added && it->second.at <= head.sequence) it->second = {source, head.sequence};
  }
  learned_ = true;
}

std::optional<Recent::Slice> Recent::After(HeadRow newest, uint64_t after, size_t rows, size_t budget) const {
  absl::MutexLock lock(&mutex_);
  if (newest.epoch != head_.epoch || newest.sequence > head_.sequence) return std::nullopt;
  if (after < from_ || after > head_.sequence) return std::nullopt;
  Slice slice{.head = head_, .changes = {}, .last = after, .sources = {}};
  auto slot = std::lower_bound(slots_.begin(), slots_.end(), after,
                               [](const Slot& one, uint64_t wanted) { return one.sequence <= wanted; });
  size_t bytes = 0;
  for (; slot != slots_.end() && slice.changes.size() < rows && bytes < budget; ++slot) {
    if (slot->change == nullptr) continue;
    if (!IsWhole(*slot->change)) break;
    bytes += slot->change->payload ? slot->change->payload->size() : 0;
    slice.changes.push_back(slot->change);
    slice.last = slot->sequence;
  }
  if (slot != slots_.end()) {
    if (slice.changes.empty()) return std::nullopt;
    return slice;
  }
  if (!learned_) return std::nullopt;
  slice.last = std::max(after, head_.sequence);
  for (const auto& [name, known] : sources_) slice.sources.push_back(known.state);
  return slice;
}

void Recent::Reset(HeadRow head) {
  slots_.clear();
  places_.clear();
  sources_.clear();
  bytes_ = 0;
  head_ = head;
  from_ = head.sequence;
  learned_ = false;
}

Recent::Change* Recent::Held(const std::string& hub_id) {
  const auto place = places_.find(hub_id);
  if (place == places_.end()) return nullptr;
  const auto slot = std::lower_bound(slots_.begin(), slots_.end(), place->second,
                                     [](const Slot& one, uint64_t wanted) { return one.sequence < wanted; });
  return &slot->change;
}

void Recent::Put(Commit::Change change) {
  auto fresh = std::make_shared<Store::Read>(Store::Read{std::move(change.row), std::move(change.payload)});
  if (Change* const older = Held(fresh->row.hub_id); older != nullptr) {
    if (fresh->row.asserted != v1::ASSERTED_STATE_ERASED && !fresh->payload)
      fresh->payload = (*older)->payload;  // a closing keeps it
    bytes_ -= BytesOf(**older);
    older->reset();
  }
  bytes_ += BytesOf(*fresh);
  places_[fresh->row.hub_id] = fresh->row.sequence;
  slots_.push_back({fresh->row.sequence, std::move(fresh)});
}

// A version that moves no sequence: followers are not told, but who reads the state from now on gets it.
void Recent::Advance(const Row& row) {
  Change* const held = Held(row.hub_id);
  if (held != nullptr) *held = std::make_shared<Store::Read>(Store::Read{row, (*held)->payload});
}

void Recent::Evict() {
  // A change that was overtaken leaves its slot, which costs little, and they are many where the same records change.
  const size_t most_slots = 2 * limit_ / kFixedBytes;
  while ((bytes_ > limit_ || slots_.size() > most_slots) && !slots_.empty()) {
    const Slot& oldest = slots_.front();
    if (oldest.change != nullptr) {
      bytes_ -= BytesOf(*oldest.change);
      places_.erase(oldest.change->row.hub_id);
    }
    from_ = oldest.sequence;
    slots_.pop_front();
  }
}

}  // namespace tabadul::exchange

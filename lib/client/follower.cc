#include "lib/client/follower.h"

#include <algorithm>

namespace tabadul::client {
namespace {

bool IsGone(const exchange::v1::StoredRecord& record) {
  return record.asserted() == exchange::v1::ASSERTED_STATE_ERASED;
}

}  // namespace

absl::Status MemoryFollower::Apply(const ChangeList& changes, const std::string& cursor) {
  absl::MutexLock lock(&mutex_);
  for (const exchange::v1::Change& change : changes) {
    if (!unseen_.empty()) unseen_.erase(change.state().hub_id());
    if (change.has_removal()) {
      records_.erase(change.removal().hub_id());
    } else if (IsGone(change.state())) {
      records_.erase(change.state().hub_id());
    } else {
      records_[change.state().hub_id()] = change.state();
    }
  }
  cursor_ = cursor;
  return absl::OkStatus();
}

absl::Status MemoryFollower::Withdraw(const exchange::v1::Withdrawn& withdrawn) {
  absl::MutexLock lock(&mutex_);
  // Sections are parts of a payload: whoever loses one gets the record anew, without it (marked partial).
  std::erase_if(records_,
                [&](const auto& entry) { return entry.second.record().source() == withdrawn.source(); });
  return absl::OkStatus();
}

absl::Status MemoryFollower::Restart() {
  absl::MutexLock lock(&mutex_);
  for (const auto& [hub_id, record] : records_) unseen_.insert(hub_id);
  cursor_.clear();
  return absl::OkStatus();
}

absl::Status MemoryFollower::Marked() {
  absl::MutexLock lock(&mutex_);
  for (const std::string& hub_id : unseen_) records_.erase(hub_id);
  unseen_.clear();
  return absl::OkStatus();
}

std::string MemoryFollower::Applied() const {
  absl::MutexLock lock(&mutex_);
  return cursor_;
}

std::map<std::string, exchange::v1::StoredRecord> MemoryFollower::Records() const {
  absl::MutexLock lock(&mutex_);
  return records_;
}

size_t MemoryFollower::size() const {
  absl::MutexLock lock(&mutex_);
  return records_.size();
}

}  // namespace tabadul::client

#include "lib/client/set_tracker.h"

#include <optional>

#include "lib/platform/base/status.h"

namespace tabadul::client {

absl::Status SetTracker::Apply(const exchange::v1::Change& change) {
  if (held_ == nullptr) {
    ASSIGN_OR_RETURN(held_, HeldStore::Open(file_));
  }
  const exchange::v1::StoredRecord& state = change.state();  // of a removal: nothing
  const std::string& hub_id = change.has_removal() ? change.removal().hub_id() : state.hub_id();
  ASSIGN_OR_RETURN(const std::optional<MirrorItem> before, held_->Find(hub_id));
  if (before) sources_.Remove(before->source, ItemOf(*before));
  if (state.asserted() != exchange::v1::ASSERTED_STATE_OPEN)
    return before ? held_->Remove(hub_id) : absl::OkStatus();
  const MirrorItem item{state.record().source(), state.record().record_id(),
                        DigestOf(state, PayloadOf(state.record())), /*open=*/true};
  sources_.Add(item.source, ItemOf(item));
  return held_->Put(hub_id, item);
}

absl::Status SetTracker::Withdraw(const exchange::v1::Withdrawn& withdrawn) {
  if (held_ != nullptr) RETURN_IF_ERROR(held_->RemoveSource(withdrawn.source()));
  sources_.Drop(withdrawn.source());
  return absl::OkStatus();
}

void SetTracker::Clear() {
  held_.reset();
  sources_.Clear();
}

}  // namespace tabadul::client

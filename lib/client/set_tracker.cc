#include "lib/client/set_tracker.h"

#include <utility>

namespace tabadul::client {

using exchange::v1::StoredRecord;

void SetTracker::Apply(const exchange::v1::Change& change) {
  if (change.has_removal()) return Forget(change.removal().hub_id());
  const StoredRecord& state = change.state();
  Forget(state.hub_id());
  if (state.asserted() != exchange::v1::ASSERTED_STATE_OPEN) return;
  Member member{state.record().source(), evidence::SetHash::Item(state.record().record_id(),
                                                                 DigestOf(state, PayloadOf(state.record())))};
  sources_.Add(member.source, member.item);
  members_.emplace(state.hub_id(), std::move(member));
}

void SetTracker::Withdraw(const exchange::v1::Withdrawn& withdrawn) {
  absl::erase_if(members_, [&](const auto& entry) { return entry.second.source == withdrawn.source(); });
  sources_.Drop(withdrawn.source());
}

void SetTracker::Clear() {
  members_.clear();
  sources_.Clear();
}

void SetTracker::Forget(const std::string& hub_id) {
  const auto member = members_.find(hub_id);
  if (member == members_.end()) return;
  sources_.Remove(member->second.source, member->second.item);
  members_.erase(member);
}

}  // namespace tabadul::client

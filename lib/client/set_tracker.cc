#include "lib/client/set_tracker.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/signer.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using exchange::v1::StoredRecord;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// The digest of what was received. Of a partial record it cannot be computed: the hub's word is taken, and
// its source has no entry in a mark.
std::string DigestOf(const StoredRecord& stored) {
  const auto& record = stored.record();
  const auto* payload = record.GetDescriptor()->FindOneofByName("payload");
  const auto* field = record.GetReflection()->GetOneofFieldDescriptor(record, payload);
  if (stored.partial() || field == nullptr || MUTANT("trust_the_digest")) return stored.digest();
  return evidence::Sha256(evidence::CanonicalBytes(record.GetReflection()->GetMessage(record, field)));
}

}  // namespace

void SetTracker::Apply(const exchange::v1::Change& change) {
  if (change.has_removal()) return Forget(change.removal().hub_id());
  const StoredRecord& state = change.state();
  Forget(state.hub_id());
  if (state.asserted() != exchange::v1::ASSERTED_STATE_OPEN) return;
  Member member{state.record().source(),
                evidence::SetHash::Item(state.record().record_id(), DigestOf(state))};
  sources_[member.source].Add(member.item);
  members_.emplace(state.hub_id(), std::move(member));
}

void SetTracker::Withdraw(const exchange::v1::Withdrawn& withdrawn) {
  absl::erase_if(members_, [&](const auto& entry) { return entry.second.source == withdrawn.source(); });
  sources_.erase(withdrawn.source());
}

void SetTracker::Clear() {
  members_.clear();
  sources_.clear();
}

void SetTracker::Forget(const std::string& hub_id) {
  const auto member = members_.find(hub_id);
  if (member == members_.end()) return;
  sources_[member->second.source].Remove(member->second.item);
  members_.erase(member);
}

absl::StatusOr<SetTracker::Proof> SetTracker::Check(const exchange::v1::SignedMark& mark,
                                                    const std::vector<identity::v1::SigningKey>& keys) const {
  Proof proof;
  if (!proof.mark.ParseFromString(mark.mark())) {
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "mark"}, {"form", "Mark"}});
  }
  const absl::Time time = TimeOf(proof.mark.time());
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const identity::v1::SigningKey& known) {
    return known.key_id() == mark.key_id() && time >= TimeOf(known.not_before()) &&
           (!known.has_not_after() || time < TimeOf(known.not_after()));
  });
  if (key == keys.end()) return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"key_id", mark.key_id()}});
  if (!evidence::Verify(key->public_key(), evidence::kMarkContext, mark.mark(), mark.signature())) {
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "mark.signature"}, {"form", "Ed25519"}});
  }
  static const evidence::SetHash kNothing;
  for (const exchange::v1::SourceMark& claimed : proof.mark.sources()) {
    const auto held = sources_.find(claimed.source());
    const evidence::SetHash& hash = held == sources_.end() ? kNothing : held->second;
    const bool equal = hash.count() == claimed.count() && hash.Digest() == claimed.set_hash();
    (equal ? proof.equal : proof.unequal).push_back(claimed.source());
  }
  return proof;
}

}  // namespace tabadul::client

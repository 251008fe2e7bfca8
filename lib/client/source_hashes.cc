#include "lib/client/source_hashes.h"

#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/payload.h"
#include "lib/evidence/signer.h"
#include "lib/evidence/signing_keys.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"

namespace tabadul::client {

void SourceHashes::Add(const std::string& source, std::string_view item) { sources_[source].Add(item); }

void SourceHashes::Remove(const std::string& source, std::string_view item) { sources_[source].Remove(item); }

void SourceHashes::Drop(const std::string& source) { sources_.erase(source); }

void SourceHashes::Clear() { sources_.clear(); }

uint64_t SourceHashes::count() const {
  uint64_t count = 0;
  for (const auto& [source, hash] : sources_) count += hash.count();
  return count;
}

absl::StatusOr<Proof> SourceHashes::Check(const exchange::v1::SignedMark& mark,
                                          const std::vector<identity::v1::SigningKey>& keys) const {
  Proof proof;
  if (!proof.mark.ParseFromString(mark.mark())) {
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "mark"}, {"form", "Mark"}});
  }
  ASSIGN_OR_RETURN(const std::string public_key,
                   evidence::PublicKeyAt(keys, mark.key_id(), TimeOf(proof.mark.time())));
  if (!evidence::Verify(public_key, evidence::kMarkContext, mark.mark(), mark.signature())) {
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "mark.signature"}, {"form", "Ed25519"}});
  }
  if (proof.mark.kind() != kind_)
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "mark.kind"}, {"form", kind_}});
  static const evidence::SetHash kNothing;
  for (const exchange::v1::SourceMark& claimed : proof.mark.sources()) {
    const auto held = sources_.find(claimed.source());
    const evidence::SetHash& hash = held == sources_.end() ? kNothing : held->second;
    const bool equal = hash.count() == claimed.count() && hash.Digest() == claimed.set_hash();
    (equal ? proof.equal : proof.unequal).push_back(claimed.source());
  }
  return proof;
}

std::string PayloadOf(const exchange::v1::Record& record) {
  const auto* field = evidence::PayloadField(record);
  if (field == nullptr) return "";
  return evidence::CanonicalBytes(record.GetReflection()->GetMessage(record, field));
}

std::string DigestOf(const exchange::v1::StoredRecord& stored, std::string_view payload) {
  if (stored.partial() || MUTANT("trust_the_digest")) return stored.digest();
  return evidence::Sha256(payload);
}

}  // namespace tabadul::client

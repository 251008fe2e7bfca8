// Proves that a copy equals what the hub holds: keeps the set hash of each source as changes come, and
// compares it with the signed marks. Digests are computed here, from the payloads received: what is proven is
// what is held, not what the hub says of it. Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "lib/evidence/set_hash.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::client {

class SetTracker {
 public:
  // Every change of the feed from its beginning, in order.
  void Apply(const exchange::v1::Change& change);
  void Withdraw(const exchange::v1::Withdrawn& withdrawn);
  void Clear();

  struct Proof {
    exchange::v1::Mark mark;
    std::vector<std::string> equal, unequal;  // of the sources that the mark names
    bool proven() const { return unequal.empty(); }
  };
  // Verifies the signature by the keys of IdentityService.ListSigningKeys, then compares count and hash of
  // every source that the mark names. NOT_FOUND {key_id} if no key that was valid at the mark's time is known
  // (ask for the keys again); MALFORMED {field} if the signature or the mark is wrong: it is then worth
  // nothing.
  absl::StatusOr<Proof> Check(const exchange::v1::SignedMark& mark,
                              const std::vector<identity::v1::SigningKey>& keys) const;
  // Records asserted OPEN.
  uint64_t count() const { return members_.size(); }

 private:
  struct Member {
    std::string source, item;
  };
  void Forget(const std::string& hub_id);
  absl::flat_hash_map<std::string, Member> members_;  // by hub id: what the hashes contain
  std::map<std::string, evidence::SetHash> sources_;
};

}  // namespace tabadul::client

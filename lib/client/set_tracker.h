// Proves that a feed that was received equals what the hub holds, for whoever keeps no store that could be asked
// (mirror.h has one): remembers each open record's item, about 150 bytes a record. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "lib/client/source_hashes.h"

namespace tabadul::client {

class SetTracker {
 public:
  // Every change of the feed from its beginning, in order.
  void Apply(const exchange::v1::Change& change);
  void Withdraw(const exchange::v1::Withdrawn& withdrawn);
  void Clear();

  using Proof = client::Proof;
  absl::StatusOr<Proof> Check(const exchange::v1::SignedMark& mark,
                              const std::vector<identity::v1::SigningKey>& keys) const {
    return sources_.Check(mark, keys);
  }
  // Records asserted OPEN.
  uint64_t count() const { return members_.size(); }

 private:
  struct Member {
    std::string source, item;
  };
  void Forget(const std::string& hub_id);
  absl::flat_hash_map<std::string, Member> members_;  // by hub id: what the hashes contain
  SourceHashes sources_;
};

}  // namespace tabadul::client

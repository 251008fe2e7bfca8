// Proves that a feed that was received equals what the hub holds, for whoever keeps no store that could be asked
// (mirror.h has one): each open record's item is remembered on disk (held_store.h). Not thread-safe.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/client/held_store.h"
#include "lib/client/source_hashes.h"

namespace tabadul::client {

class SetTracker {
 public:
  // `file`: where the feed is, for errors; empty: nowhere. `kind`: of the feed.
  explicit SetTracker(std::string file = "", std::string kind = "vacancy")
      : file_(std::move(file)), sources_(std::move(kind)) {}

  // Every change of the feed from its beginning, in order. An error, as of HeldStore, ends what this is good for.
  absl::Status Apply(const exchange::v1::Change& change);
  absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn);
  void Clear();

  using Proof = client::Proof;
  absl::StatusOr<Proof> Check(const exchange::v1::SignedMark& mark,
                              const std::vector<identity::v1::SigningKey>& keys) const {
    return sources_.Check(mark, keys);
  }
  // Records asserted OPEN.
  uint64_t count() const { return sources_.count(); }

 private:
  const std::string file_;
  std::unique_ptr<HeldStore> held_;  // what the hashes contain; from the first change on
  SourceHashes sources_;
};

}  // namespace tabadul::client

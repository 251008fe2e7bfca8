// The set hash of each source that a copy holds, and the comparison with signed marks
// (docs/protocol.md#set-hash). Whoever keeps the copy tells what comes and goes. Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/evidence/set_hash.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::client {

struct Proof {
  exchange::v1::Mark mark;
  std::vector<std::string> equal, unequal;  // of the sources that the mark names
  bool proven() const { return unequal.empty(); }
};

class SourceHashes {
 public:
  // `kind`: of the feed that is copied.
  explicit SourceHashes(std::string kind = "vacancy") : kind_(std::move(kind)) {}

  // `item`: evidence::SetHash::Item of a record asserted OPEN.
  void Add(const std::string& source, std::string_view item);
  void Remove(const std::string& source, std::string_view item);  // that was added
  void Drop(const std::string& source);
  void Clear();
  uint64_t count() const;  // records, over all sources

  // Verifies the signature by the keys of IdentityService.ListSigningKeys, then compares count and hash of
  // every source that the mark names. NOT_FOUND {key_id} if no key that was valid at the mark's time is known
  // (ask for the keys again); MALFORMED {field} if the signature or the mark is wrong, or of another kind: it is then
  // worth nothing.
  absl::StatusOr<Proof> Check(const exchange::v1::SignedMark& mark,
                              const std::vector<identity::v1::SigningKey>& keys) const;

 private:
  const std::string kind_;
  std::map<std::string, evidence::SetHash> sources_;
};

// The payload of a record as its canonical bytes; empty if it has none.
std::string PayloadOf(const exchange::v1::Record& record);
// The digest of what was received, computed here: what is proven is what is held, not what the hub says of it.
// Of a partial record it cannot be computed: the hub's word is taken, and its source has no entry in a mark.
std::string DigestOf(const exchange::v1::StoredRecord& stored, std::string_view payload);

}  // namespace tabadul::client

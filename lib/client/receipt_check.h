// Checks a writer's receipts without the hub: signatures, items, the chain of each source; and which records they prove.
// Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "lib/client/receipt_chain.h"
#include "tabadul/exchange/v1/receipt.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::client {

class ReceiptCheck {
 public:
  // `keys`: those to trust. Empty: the ones that the file itself names; then whoever made the file may have made them too,
  // and all that is found holds only if they are the hub's.
  explicit ReceiptCheck(std::vector<identity::v1::SigningKey> keys)
      : given_(!keys.empty()), keys_(std::move(keys)) {}

  // Takes the entries of a file, in any order; a receipt that was fetched later comes without its items. What is wrong with
  // one is kept as a problem; an error is of the file.
  absl::Status Take(const exchange::v1::ReceiptFileEntry& entry);

  struct Chain {
    std::string kind, source;
    ReceiptChain::Summary summary;
    uint64_t without_items =
        0;  // receipts that were fetched later: nobody can tell which records they are about
    // A lost receipt is the newest word about a record, or without its items: it is to be pushed again. Not of ERASED:
    // erasures outlive a restore.
    bool owed = false;
  };
  struct Problem {
    std::string source;   // as the receipt says of itself; empty if it cannot be read
    uint64_t number = 0;  // the same; 0
    uint64_t place = 0;   // which receipt of the file it is, from 1; 0 if it is about more than one
    absl::Status what;
  };
  struct Findings {
    std::vector<Chain> chains;
    std::vector<Problem> problems;
  };
  // Of what was taken so far.
  Findings Find() const;

  // Whether a believed receipt says that the hub holds this payload under this id, as the newest word about it.
  bool Proves(std::string_view record_id, std::string_view digest) const;

 private:
  using Place = std::pair<uint64_t, uint64_t>;  // epoch and number of a receipt
  struct Word {
    Place place;         // of the receipt that says it
    std::string digest;  // empty: the record is not open
    bool erased = false;
  };
  struct Source {
    ReceiptChain chain;
    absl::flat_hash_set<Place> with_items;
    absl::flat_hash_map<std::string, Word> standing;  // by record id
  };
  static bool Owed(const Source& source, const ReceiptChain::Summary& summary);
  absl::Status TakeReceipt(const exchange::v1::ReceiptedItems& receipted);
  void TakeKeys(const identity::v1::ListSigningKeysResponse& keys);

  const bool given_;
  std::vector<identity::v1::SigningKey> keys_;
  std::map<std::pair<std::string, std::string>, Source> sources_;  // by kind and source
  uint64_t receipts_ = 0;
  std::vector<Problem> problems_;
};

}  // namespace tabadul::client

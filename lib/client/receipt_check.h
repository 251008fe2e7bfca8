// Checks a writer's receipts without the hub: signatures, items, the chain of each source; and which records they prove.
// Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tabadul/exchange/v1/receipt.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::client {

class ReceiptCheck {
 public:
  // `keys`: those to trust; empty: the ones that the file itself names, as the hub gave them to the writer.
  explicit ReceiptCheck(std::vector<identity::v1::SigningKey> keys)
      : given_(!keys.empty()), keys_(std::move(keys)) {}

  // Takes the entries of a file in order. What is wrong with one is kept as a problem; an error is of the file.
  absl::Status Take(const exchange::v1::ReceiptFileEntry& entry);

  struct Chain {
    uint64_t receipts = 0, first = 0, last = 0, epoch = 0;
    uint64_t absent =
        0;  // numbers between first and last that are not here: other streams and calls have them
    absl::Time from = absl::InfiniteFuture(), to = absl::InfinitePast();
    std::map<exchange::v1::Outcome, uint64_t> items;
  };
  const std::map<std::string, Chain>& sources() const { return sources_; }
  struct Problem {
    std::string source;  // empty if the receipt cannot be believed at all
    uint64_t number = 0;
    absl::Status what;
  };
  const std::vector<Problem>& problems() const { return problems_; }

  // Whether a believed receipt says that the hub holds this payload under this id, as the newest word about it.
  bool Proves(std::string_view record_id, std::string_view digest) const;

 private:
  absl::Status TakeReceipt(const exchange::v1::ReceiptedItems& receipted, exchange::v1::ReceiptBody& body);
  absl::StatusOr<std::string> KeyOf(const exchange::v1::Receipt& receipt) const;
  absl::Status Link(const exchange::v1::Receipt& receipt, const exchange::v1::ReceiptBody& body);

  const bool given_;
  std::vector<identity::v1::SigningKey> keys_;
  std::map<std::string, Chain> sources_;
  std::map<std::string, std::string> last_hash_;            // by source: of the newest body seen
  absl::flat_hash_map<std::string, std::string> standing_;  // by record id: digest; empty = not open
  std::vector<Problem> problems_;
};

}  // namespace tabadul::client

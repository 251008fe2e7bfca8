// The chain that the receipts of one source and kind make (docs/protocol.md#receipts), put together of those that are
// known, in whatever order they came: which numbers are absent, and which receipt does not follow from the one before.
// Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "tabadul/exchange/v1/receipt.pb.h"

namespace tabadul::client {

class ReceiptChain {
 public:
  // Takes a receipt that is believed, by its body and the SHA-256 of the body's bytes; the same again changes nothing.
  // False, and it is not taken, if another one has its number and epoch.
  bool Add(const exchange::v1::ReceiptBody& body, const std::string& hash);

  struct Range {
    uint64_t first = 0, last = 0;
  };
  struct Summary {
    uint64_t receipts = 0, first = 0, last = 0;
    uint64_t absent = 0;           // numbers between first and last that are not here
    std::vector<Range> gaps;       // those numbers, rising
    std::vector<uint64_t> broken;  // numbers of receipts that do not name the one before them, rising
    // By epoch: those of a history that a restored hub did not go on with. Where numbers are absent it is not always known
    // which of two is of it: then the older one is taken for it.
    std::map<uint64_t, std::vector<Range>> lost;
    absl::Time from = absl::InfiniteFuture(), to = absl::InfinitePast();
    std::map<exchange::v1::Outcome, uint64_t> items;
    // Every receipt from first to last is here, and names the one before; whatever else is lost.
    bool Whole() const { return receipts > 0 && absent == 0 && broken.empty(); }
  };
  // Walks back from the newest. Where a restored hub went on from an older receipt, by numbers that the lost history has
  // too, the walk leaves those of the lost history aside. Before the hub has signed one since, none is known to be lost.
  Summary Summarize() const;

 private:
  struct Link {
    std::string hash, previous;
  };
  using Links = std::map<std::pair<uint64_t, uint64_t>, Link>;  // by number and epoch
  Links::const_iterator Newest() const;
  // The one with this number that `link` may follow: of its epoch or an older one. The one whose hash it names, else the
  // one of the newest epoch; end() if there is none.
  Links::const_iterator Before(Links::const_iterator link, uint64_t number) const;
  // All but those of `history`: numbers and epochs, rising.
  std::map<uint64_t, std::vector<Range>> AllBut(const std::vector<Links::key_type>& history) const;

  Links links_;
  Summary counted_;  // what does not depend on the order
};

}  // namespace tabadul::client

// Signs receipts for tests, of one item each, one after another. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/evidence/signer.h"
#include "tabadul/exchange/v1/receipt.pb.h"

namespace tabadul::harness {

class ReceiptMint {
 public:
  // A hub that was restored goes on from an older receipt than its last one, in a new epoch.
  struct Last {
    uint64_t epoch = 1, number = 0;
    std::string hash;  // of its body
  };

  ReceiptMint() : signer_(*evidence::Signer::FromSeed(std::string(32, 's'))) {}

  // What a file of receipts begins with. The key is valid from 1,000 to 2,000 s of Unix time.
  exchange::v1::ReceiptFileEntry Keys() const;
  // The next receipt of the chain: this record has this digest by now.
  exchange::v1::ReceiptFileEntry Next(const std::string& id, const std::string& digest,
                                      exchange::v1::Outcome outcome = exchange::v1::OUTCOME_CREATED,
                                      int64_t seconds = 1'500);
  // As the hub gives it later: it has forgotten the nonce, and never kept the items.
  static exchange::v1::ReceiptFileEntry Fetched(exchange::v1::ReceiptFileEntry entry);

  Last last;

 private:
  const evidence::Signer signer_;
};

// To a file as `tabadul push` keeps it.
absl::Status AppendReceipts(const std::string& path,
                            const std::vector<exchange::v1::ReceiptFileEntry>& entries);

}  // namespace tabadul::harness

// Receipts of one kind: made in the transaction whose answers they sign, and listed. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "lib/evidence/signer.h"
#include "lib/exchange/statement.h"
#include "tabadul/exchange/v1/receipt.pb.h"

namespace tabadul::exchange {

// The end of a source's chain of receipts.
struct ReceiptEnd {
  uint64_t number = 0;  // of the newest; 0 = none
  std::string hash;     // SHA-256 of its body
};

class Receipts {
 public:
  Receipts(const std::string& kind, const evidence::Signer& signer);

  // Signs for `items`, and moves the end of the chain. `about`: source, epoch, time and run. UNAVAILABLE once the key has
  // ended.
  absl::StatusOr<v1::Receipt> Sign(v1::ReceiptBody about, const std::vector<v1::ReceiptItem>& items,
                                   ReceiptEnd& end) const;
  // Travels with the next statement, or the COMMIT.
  void Write(pg::Transaction& tx, const std::string& source, uint64_t number,
             const v1::Receipt& receipt) const;
  // Those after that number, rising.
  absl::StatusOr<std::vector<v1::Receipt>> List(pg::Pool& pool, const Context& context,
                                                const std::string& source, uint64_t after, int limit) const;
  // Falling.
  absl::StatusOr<std::vector<v1::Receipt>> Newest(pg::Pool& pool, const Context& context,
                                                  const std::string& source, int limit) const;

 private:
  const std::string kind_;
  const evidence::Signer& signer_;
  const pg::Sql insert_, list_, newest_;
};

}  // namespace tabadul::exchange

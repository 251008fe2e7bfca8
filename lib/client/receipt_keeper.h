// Keeps the receipts of a push, or those that were fetched, in a file, each checked by the hub's published keys first. One
// thread at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lib/client/connection.h"
#include "lib/client/receipt_file.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::client {

inline constexpr char kReceiptsEnding[] = ".receipts";

class ReceiptKeeper {
 public:
  // Fetches the keys, and begins or goes on with the file.
  static absl::StatusOr<std::unique_ptr<ReceiptKeeper>> Open(Connection& connection, const std::string& path);
  // NOT_FOUND {key_id} if no published key was valid at its time, PRECONDITION {part} if it is not what was signed.
  absl::Status Keep(const exchange::v1::ReceiptedItems& receipted);
  absl::Status Close();
  uint64_t receipts() const { return receipts_; }

 private:
  ReceiptKeeper(Connection& connection, std::unique_ptr<ReceiptWriter> file)
      : connection_(connection), file_(std::move(file)) {}
  absl::Status FetchKeys();

  Connection& connection_;
  const std::unique_ptr<ReceiptWriter> file_;
  std::vector<identity::v1::SigningKey> keys_;
  uint64_t receipts_ = 0;
};

}  // namespace tabadul::client

#include "lib/client/receipt_keeper.h"

#include "lib/evidence/receipt.h"

namespace tabadul::client {

absl::StatusOr<std::unique_ptr<ReceiptKeeper>> ReceiptKeeper::Open(Connection& connection,
                                                                   const std::string& path) {
  ASSIGN_OR_RETURN(auto file, ReceiptWriter::Open(path));
  std::unique_ptr<ReceiptKeeper> keeper(new ReceiptKeeper(connection, std::move(file)));
  RETURN_IF_ERROR(keeper->FetchKeys());
  return keeper;
}

absl::Status ReceiptKeeper::FetchKeys() {
  exchange::v1::ReceiptFileEntry entry;
  ASSIGN_OR_RETURN(*entry.mutable_keys(), Ask<identity::v1::ListSigningKeysResponse>(
                                              connection_, connection_.Within(kCallTime),
                                              "/tabadul.identity.v1.IdentityService/ListSigningKeys",
                                              identity::v1::ListSigningKeysRequest()));
  keys_.assign(entry.keys().keys().begin(), entry.keys().keys().end());
  return file_->Add(entry);
}

absl::Status ReceiptKeeper::Keep(const exchange::v1::ReceiptedItems& receipted) {
  absl::Status verified = evidence::OpenReceipt(receipted.receipt(), keys_).status();
  if (ReasonOf(verified) == common::v1::ERROR_REASON_NOT_FOUND) {
    RETURN_IF_ERROR(FetchKeys());  // a key that the hub has begun to use since
    verified = evidence::OpenReceipt(receipted.receipt(), keys_).status();
  }
  RETURN_IF_ERROR(verified);
  exchange::v1::ReceiptFileEntry entry;
  *entry.mutable_receipted() = receipted;
  ++receipts_;
  return file_->Add(entry);
}

absl::Status ReceiptKeeper::Close() { return file_->Sync(); }

}  // namespace tabadul::client

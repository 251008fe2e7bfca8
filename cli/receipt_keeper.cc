#include "cli/receipt_keeper.h"

#include "cli/commands.h"
#include "lib/evidence/receipt.h"

namespace tabadul::cli {

absl::StatusOr<std::unique_ptr<ReceiptKeeper>> ReceiptKeeper::Open(client::Connection& connection,
                                                                   const std::string& path) {
  ASSIGN_OR_RETURN(auto file, client::ReceiptWriter::Open(path));
  std::unique_ptr<ReceiptKeeper> keeper(new ReceiptKeeper(connection, path, std::move(file)));
  RETURN_IF_ERROR(keeper->FetchKeys());
  return keeper;
}

absl::Status ReceiptKeeper::FetchKeys() {
  ASSIGN_OR_RETURN(keys_, client::Ask<identity::v1::ListSigningKeysResponse>(
                              connection_, Context::WithTimeout(kCallTime),
                              "/tabadul.identity.v1.IdentityService/ListSigningKeys",
                              identity::v1::ListSigningKeysRequest()));
  exchange::v1::ReceiptFileEntry entry;
  *entry.mutable_keys() = keys_;
  return file_->Add(entry);
}

absl::Status ReceiptKeeper::Verify(const exchange::v1::Receipt& receipt) const {
  for (const auto& key : keys_.keys()) {
    if (key.key_id() == receipt.key_id()) return evidence::OpenReceipt(receipt, key.public_key()).status();
  }
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"key_id", receipt.key_id()}});
}

absl::Status ReceiptKeeper::Keep(const exchange::v1::ReceiptedItems& receipted) {
  absl::Status verified = Verify(receipted.receipt());
  if (ReasonOf(verified) == common::v1::ERROR_REASON_NOT_FOUND) {
    RETURN_IF_ERROR(FetchKeys());  // a key that the hub has begun to use since
    verified = Verify(receipted.receipt());
  }
  RETURN_IF_ERROR(verified);
  exchange::v1::ReceiptFileEntry entry;
  *entry.mutable_receipted() = receipted;
  ++receipts_;
  return file_->Add(entry);
}

absl::Status ReceiptKeeper::Close() { return file_->Sync(); }

}  // namespace tabadul::cli

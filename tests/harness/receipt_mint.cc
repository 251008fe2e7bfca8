#include "tests/harness/receipt_mint.h"

#include "lib/client/receipt_file.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "lib/platform/base/status.h"

namespace tabadul::harness {

using exchange::v1::ReceiptFileEntry;

ReceiptFileEntry ReceiptMint::Keys() const {
  ReceiptFileEntry entry;
  auto& key = *entry.mutable_keys()->add_keys();
  key.set_key_id(signer_.key_id());
  key.set_service("jobs");
  key.set_public_key(signer_.public_key());
  key.mutable_not_before()->set_seconds(1'000);
  key.mutable_not_after()->set_seconds(2'000);
  return entry;
}

ReceiptFileEntry ReceiptMint::Next(const std::string& id, const std::string& digest,
                                   exchange::v1::Outcome outcome, int64_t seconds) {
  exchange::v1::ReceiptItem item;
  item.set_item(1);
  item.set_record_id(id);
  item.set_digest(digest);
  item.set_outcome(outcome);
  exchange::v1::ReceiptBody body;
  body.set_source("MA/anapec/pes");
  body.set_number(++last.number);
  body.set_previous(last.hash);
  body.set_epoch(last.epoch);
  body.mutable_time()->set_seconds(seconds);
  const std::string nonce(evidence::kReceiptNonceBytes, 'n');
  evidence::CountItems({item}, nonce, body);
  ReceiptFileEntry entry;
  *entry.mutable_receipted()->mutable_receipt() = evidence::SignReceipt(signer_, body, nonce);
  *entry.mutable_receipted()->add_items() = item;
  last.hash = evidence::Sha256(entry.receipted().receipt().body());
  return entry;
}

ReceiptFileEntry ReceiptMint::Fetched(ReceiptFileEntry entry) {
  entry.mutable_receipted()->mutable_receipt()->clear_nonce();
  entry.mutable_receipted()->clear_items();
  return entry;
}

absl::Status AppendReceipts(const std::string& path, const std::vector<ReceiptFileEntry>& entries) {
  ASSIGN_OR_RETURN(const auto file, client::ReceiptWriter::Open(path));
  for (const ReceiptFileEntry& entry : entries) RETURN_IF_ERROR(file->Add(entry));
  return file->Sync();
}

}  // namespace tabadul::harness

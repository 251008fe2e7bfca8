#include "lib/evidence/receipt.h"

#include <algorithm>
#include <map>

#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "lib/evidence/merkle.h"
#include "lib/evidence/payload.h"
#include "lib/evidence/signing_keys.h"
#include "lib/platform/base/status.h"
#include "lib/platform/base/utc.h"

namespace tabadul::evidence {
namespace {

using exchange::v1::PushItem;
using exchange::v1::Receipt;
using exchange::v1::ReceiptBody;
using exchange::v1::ReceiptItem;

std::string BigEndian(uint32_t number) {
  std::string bytes(4, '\0');
  for (size_t i = 0; i < 4; ++i) bytes[i] = static_cast<char>(number >> (24 - 8 * i));
  return bytes;
}

const std::string& RecordIdOf(const PushItem& item) {
  switch (item.operation_case()) {
    case PushItem::kClose:
      return item.close().key().record_id();
    case PushItem::kErase:
      return item.erase().key().record_id();
    case PushItem::kKeep:
      return item.keep().key().record_id();
    default:
      return item.upsert().record_id();
  }
}

// Of the payload; empty without one.
std::string DigestOf(const exchange::v1::Record& record) {
  const auto* payload = PayloadField(record);
  return payload == nullptr ? ""
                            : Sha256(CanonicalBytes(record.GetReflection()->GetMessage(record, payload)));
}

absl::StatusOr<ReceiptBody> Parse(const Receipt& receipt) {
  ReceiptBody body;
  if (body.ParseFromString(receipt.body())) return body;
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"form", "tabadul.exchange.v1.ReceiptBody"}});
}

}  // namespace

absl::Status WrongPart(const char* part) {
  return Error(common::v1::ERROR_REASON_PRECONDITION, {{"part", part}});
}

ReceiptItem ReceiptItemOf(const PushItem& sent, const exchange::v1::ItemOutcome& outcome) {
  ReceiptItem item;
  item.set_item(outcome.item());
  item.set_outcome(outcome.outcome());
  if (outcome.outcome() == exchange::v1::OUTCOME_REJECTED) return item;
  item.set_record_id(RecordIdOf(sent));
  if (sent.has_upsert()) item.set_digest(DigestOf(sent.upsert()));
  item.set_hub_id(outcome.hub_id());
  item.set_sequence(outcome.sequence());
  item.set_version(outcome.version());
  return item;
}

std::string ItemsRoot(std::string_view nonce, const std::vector<ReceiptItem>& items) {
  std::vector<std::string> leaves;
  leaves.reserve(items.size());
  std::string seed(nonce);
  for (const ReceiptItem& item : items) {
    seed.resize(nonce.size());
    seed += BigEndian(static_cast<uint32_t>(leaves.size()));
    leaves.push_back(Sha256(seed) + CanonicalBytes(item));
  }
  return MerkleRoot(leaves);
}

void CountItems(const std::vector<ReceiptItem>& items, std::string_view nonce, ReceiptBody& body) {
  std::map<exchange::v1::Outcome, uint32_t> counts;
  uint64_t first = 0, last = 0;
  for (const ReceiptItem& item : items) {
    ++counts[item.outcome()];
    if (item.sequence() == 0) continue;
    first = first == 0 ? item.sequence() : std::min(first, item.sequence());
    last = std::max(last, item.sequence());
  }
  body.set_items(static_cast<uint32_t>(items.size()));
  body.set_items_root(ItemsRoot(nonce, items));
  body.clear_outcomes();
  for (const auto& [outcome, count] : counts) {
    auto& out = *body.add_outcomes();
    out.set_outcome(outcome);
    out.set_items(count);
  }
  body.set_first_sequence(first);
  body.set_last_sequence(last);
}

Receipt SignReceipt(const Signer& signer, const ReceiptBody& body, std::string_view nonce) {
  Receipt receipt;
  receipt.set_body(CanonicalBytes(body));
  receipt.set_key_id(signer.key_id());
  receipt.set_signature(signer.Sign(kReceiptContext, receipt.body()));
  receipt.set_nonce(std::string(nonce));
  return receipt;
}

absl::StatusOr<ReceiptBody> OpenReceipt(const Receipt& receipt, std::string_view public_key) {
  if (!Verify(public_key, kReceiptContext, receipt.body(), receipt.signature()))
    return WrongPart("signature");
  return Parse(receipt);
}

absl::StatusOr<ReceiptBody> OpenReceipt(const Receipt& receipt,
                                        const std::vector<identity::v1::SigningKey>& keys) {
  ASSIGN_OR_RETURN(const ReceiptBody claimed, Parse(receipt));
  ASSIGN_OR_RETURN(const std::string public_key, PublicKeyAt(keys, receipt.key_id(), TimeOf(claimed.time())));
  return OpenReceipt(receipt, public_key);
}

absl::Status CheckItems(const Receipt& receipt, const ReceiptBody& body,
                        const std::vector<ReceiptItem>& items) {
  ReceiptBody counted = body;
  CountItems(items, receipt.nonce(), counted);
  return counted.SerializeAsString() == body.SerializeAsString() ? absl::OkStatus() : WrongPart("items");
}

absl::Status CheckItems(const exchange::v1::ReceiptedItems& receipted) {
  ASSIGN_OR_RETURN(const ReceiptBody body, Parse(receipted.receipt()));
  return CheckItems(receipted.receipt(), body, {receipted.items().begin(), receipted.items().end()});
}

}  // namespace tabadul::evidence

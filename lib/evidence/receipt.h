// Receipts: what the hub signs about the items it has answered, and how that is checked offline
// (docs/protocol.md#receipts). Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/evidence/signer.h"
#include "tabadul/exchange/v1/push.pb.h"
#include "tabadul/exchange/v1/receipt.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::evidence {

inline constexpr char kReceiptContext[] = "tabadul-receipt-v1";
inline constexpr size_t kReceiptNonceBytes = 32;

// An item and its outcome as their writer knows them.
exchange::v1::ReceiptItem ReceiptItemOf(const exchange::v1::PushItem& sent,
                                        const exchange::v1::ItemOutcome& outcome);

// The root over `items` in their order; none of them can be guessed by who does not know the nonce.
std::string ItemsRoot(std::string_view nonce, const std::vector<exchange::v1::ReceiptItem>& items);

// Fills what follows from the items: their number, root, outcomes and sequences.
void CountItems(const std::vector<exchange::v1::ReceiptItem>& items, std::string_view nonce,
                exchange::v1::ReceiptBody& body);
exchange::v1::Receipt SignReceipt(const Signer& signer, const exchange::v1::ReceiptBody& body,
                                  std::string_view nonce);

// The body, if `public_key` has signed it. MALFORMED, PRECONDITION {"part": "signature"}.
absl::StatusOr<exchange::v1::ReceiptBody> OpenReceipt(const exchange::v1::Receipt& receipt,
                                                      std::string_view public_key);
// The same by the published keys: the one that it names must have been valid at its time (signing_keys.h). NOT_FOUND too.
absl::StatusOr<exchange::v1::ReceiptBody> OpenReceipt(const exchange::v1::Receipt& receipt,
                                                      const std::vector<identity::v1::SigningKey>& keys);
// PRECONDITION {"part": "items"} unless these are the items of the receipt: in order, none changed, missing or added.
absl::Status CheckItems(const exchange::v1::Receipt& receipt, const exchange::v1::ReceiptBody& body,
                        const std::vector<exchange::v1::ReceiptItem>& items);
// The same of a receipt that is kept with its items; MALFORMED {"form"} too. The signature is not looked at.
absl::Status CheckItems(const exchange::v1::ReceiptedItems& receipted);
// PRECONDITION {"part"}: what of a receipt, or of their chain, is not as it should be.
absl::Status WrongPart(const char* part);

}  // namespace tabadul::evidence

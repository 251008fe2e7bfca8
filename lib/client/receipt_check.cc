#include "lib/client/receipt_check.h"

#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using exchange::v1::ReceiptBody;
using exchange::v1::ReceiptedItems;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

bool Holds(exchange::v1::Outcome outcome) {
  return outcome == exchange::v1::OUTCOME_CREATED || outcome == exchange::v1::OUTCOME_UPDATED ||
         outcome == exchange::v1::OUTCOME_UNCHANGED;
}

}  // namespace

absl::Status ReceiptCheck::Take(const exchange::v1::ReceiptFileEntry& entry) {
  if (entry.has_keys()) {
    if (!given_) keys_.insert(keys_.end(), entry.keys().keys().begin(), entry.keys().keys().end());
    return absl::OkStatus();
  }
  ReceiptBody body;
  const absl::Status status = TakeReceipt(entry.receipted(), body);
  if (!status.ok()) problems_.push_back({body.source(), body.number(), status});
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReceiptCheck::KeyOf(const exchange::v1::Receipt& receipt) const {
  ReceiptBody claimed;
  if (!claimed.ParseFromString(receipt.body()))
    return Error(common::v1::ERROR_REASON_MALFORMED, {{"form", "tabadul.exchange.v1.ReceiptBody"}});
  const absl::Time time = TimeOf(claimed.time());
  for (const auto& key : keys_) {
    const bool valid = TimeOf(key.not_before()) <= time && time <= TimeOf(key.not_after());
    if (key.key_id() == receipt.key_id() && valid) return key.public_key();
  }
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"key_id", receipt.key_id()}});
}

absl::Status ReceiptCheck::TakeReceipt(const ReceiptedItems& receipted, ReceiptBody& body) {
  ASSIGN_OR_RETURN(const std::string key, KeyOf(receipted.receipt()));
  ASSIGN_OR_RETURN(body, evidence::OpenReceipt(receipted.receipt(), key));
  RETURN_IF_ERROR(
      evidence::CheckItems(receipted.receipt(), body, {receipted.items().begin(), receipted.items().end()}));
  RETURN_IF_ERROR(Link(receipted.receipt(), body));
  Chain& chain = sources_[body.source()];
  for (const auto& item : receipted.items()) {
    ++chain.items[item.outcome()];
    if (item.record_id().empty()) continue;
    if (Holds(item.outcome()) && !item.digest().empty()) standing_[item.record_id()] = item.digest();
    if (item.outcome() == exchange::v1::OUTCOME_CLOSED || item.outcome() == exchange::v1::OUTCOME_ERASED)
      standing_[item.record_id()].clear();
  }
  return absl::OkStatus();
}

// Numbers rise in a file; a receipt that follows the one before it must name its hash. A hub that was restored goes on
// from an older copy, in another epoch: by a number that the file has, with another receipt before it.
absl::Status ReceiptCheck::Link(const exchange::v1::Receipt& receipt, const ReceiptBody& body) {
  Chain& chain = sources_[body.source()];
  std::string& hash = last_hash_[body.source()];
  const bool in_order = chain.receipts == 0 || body.number() > chain.last;
  const bool linked = chain.receipts == 0 || body.number() != chain.last + 1 || body.previous() == hash;
  const bool restored = body.epoch() > chain.epoch;
  if (!in_order && !restored) return Error(common::v1::ERROR_REASON_PRECONDITION, {{"part", "order"}});
  if (!linked && !restored) return Error(common::v1::ERROR_REASON_PRECONDITION, {{"part", "chain"}});
  if (chain.receipts == 0) chain.first = body.number();
  if (chain.receipts > 0 && in_order) chain.absent += body.number() - chain.last - 1;
  chain.epoch = std::max(chain.epoch, body.epoch());
  ++chain.receipts;
  chain.last = body.number();
  chain.from = std::min(chain.from, TimeOf(body.time()));
  chain.to = std::max(chain.to, TimeOf(body.time()));
  hash = evidence::Sha256(receipt.body());
  return absl::OkStatus();
}

bool ReceiptCheck::Proves(std::string_view record_id, std::string_view digest) const {
  const auto found = standing_.find(Absl(record_id));
  return found != standing_.end() && !found->second.empty() && found->second == digest;
}

}  // namespace tabadul::client

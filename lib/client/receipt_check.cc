#include "lib/client/receipt_check.h"

#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

using exchange::v1::ReceiptBody;
using exchange::v1::ReceiptedItems;

bool Holds(exchange::v1::Outcome outcome) {
  return outcome == exchange::v1::OUTCOME_CREATED || outcome == exchange::v1::OUTCOME_UPDATED ||
         outcome == exchange::v1::OUTCOME_UNCHANGED;
}

bool Ends(exchange::v1::Outcome outcome) {
  return outcome == exchange::v1::OUTCOME_CLOSED || outcome == exchange::v1::OUTCOME_ERASED;
}

absl::Status Wrong(const char* part) {
  return Error(common::v1::ERROR_REASON_PRECONDITION, {{"part", part}});
}

}  // namespace

absl::Status ReceiptCheck::Take(const exchange::v1::ReceiptFileEntry& entry) {
  if (entry.has_keys()) {
    if (!given_) TakeKeys(entry.keys());
    return absl::OkStatus();
  }
  ++receipts_;
  const absl::Status status = TakeReceipt(entry.receipted());
  if (status.ok()) return status;
  ReceiptBody claimed;
  if (!claimed.ParseFromString(entry.receipted().receipt().body())) claimed.Clear();
  problems_.push_back({claimed.source(), claimed.number(), receipts_, status});
  return absl::OkStatus();
}

// What the hub said of a key last is what holds: its end may have moved.
void ReceiptCheck::TakeKeys(const identity::v1::ListSigningKeysResponse& keys) {
  for (const identity::v1::SigningKey& key : keys.keys()) {
    const auto known = std::find_if(keys_.begin(), keys_.end(),
                                    [&](const auto& one) { return one.key_id() == key.key_id(); });
    known == keys_.end() ? keys_.push_back(key) : void(*known = key);
  }
}

absl::Status ReceiptCheck::TakeReceipt(const ReceiptedItems& receipted) {
  const exchange::v1::Receipt& receipt = receipted.receipt();
  ASSIGN_OR_RETURN(const ReceiptBody body, evidence::OpenReceipt(receipt, keys_));
  // The hub forgets the nonce: what is fetched from it has none, and no items.
  const bool fetched = receipt.nonce().empty() && receipted.items().empty();
  if (!fetched) {
    RETURN_IF_ERROR(
        evidence::CheckItems(receipt, body, {receipted.items().begin(), receipted.items().end()}));
  }
  Source& source = sources_[{body.kind(), body.source()}];
  if (!source.chain.Add(body, evidence::Sha256(receipt.body()))) return Wrong("number");
  for (const auto& item : receipted.items()) {
    const bool holds = Holds(item.outcome()) && !item.digest().empty();
    if (item.record_id().empty() || (!holds && !Ends(item.outcome()))) continue;
    Word& word = source.standing[item.record_id()];
    if (std::pair(word.epoch, word.number) > std::pair(body.epoch(), body.number())) continue;
    word = {body.epoch(), body.number(), holds ? item.digest() : ""};
  }
  return absl::OkStatus();
}

ReceiptCheck::Findings ReceiptCheck::Find() const {
  Findings findings;
  findings.problems = problems_;
  for (const auto& [key, source] : sources_) {
    findings.chains.push_back({key.first, key.second, source.chain.Summarize()});
    for (const uint64_t number : findings.chains.back().summary.broken)
      findings.problems.push_back({key.second, number, 0, Wrong("chain")});
  }
  return findings;
}

bool ReceiptCheck::Proves(std::string_view record_id, std::string_view digest) const {
  return std::any_of(sources_.begin(), sources_.end(), [&](const auto& source) {
    const auto found = source.second.standing.find(Absl(record_id));
    return found != source.second.standing.end() && !found->second.digest.empty() &&
           found->second.digest == digest;
  });
}

}  // namespace tabadul::client

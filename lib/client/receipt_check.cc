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
  if (!source.chain.Add(body, evidence::Sha256(receipt.body()))) return evidence::WrongPart("number");
  const Place place(body.epoch(), body.number());
  if (!fetched) source.with_items.insert(place);
  for (const auto& item : receipted.items()) {
    const bool holds = Holds(item.outcome()) && !item.digest().empty();
    if (item.record_id().empty() || (!holds && !Ends(item.outcome()))) continue;
    Word& word = source.standing[item.record_id()];
    if (word.place > place) continue;
    word = {place, holds ? item.digest() : "", item.outcome() == exchange::v1::OUTCOME_ERASED};
  }
  return absl::OkStatus();
}

bool ReceiptCheck::Owed(const Source& source, const ReceiptChain::Summary& summary) {
  absl::flat_hash_set<Place> lost;
  for (const auto& [epoch, ranges] : summary.lost) {
    for (const auto& [first, last] : ranges) {
      for (uint64_t number = first; number <= last; ++number) lost.insert({epoch, number});
    }
  }
  return std::ranges::any_of(lost, [&](const Place& one) { return !source.with_items.contains(one); }) ||
         std::ranges::any_of(source.standing, [&](const auto& standing) {
           return !standing.second.erased && lost.contains(standing.second.place);
         });
}

ReceiptCheck::Findings ReceiptCheck::Find() const {
  Findings findings;
  findings.problems = problems_;
  for (const auto& [key, source] : sources_) {
    const ReceiptChain::Summary summary = source.chain.Summarize();
    findings.chains.push_back(
        {key.first, key.second, summary, summary.receipts - source.with_items.size(), Owed(source, summary)});
    for (const uint64_t number : findings.chains.back().summary.broken)
      findings.problems.push_back({key.second, number, 0, evidence::WrongPart("chain")});
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

// A history that passes all checks, for tests that spoil it.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "tests/chaos/exchange/checks.h"

namespace tabadul::chaos {

inline constexpr char kSource[] = "SY/mosal/pes";

inline Content Made(const std::string& digest, std::vector<std::string> countries = {"EG"},
                    std::vector<std::string> audience = {}) {
  return {digest, std::move(countries), "2512", std::move(audience)};
}

// Two records: "a" was created, updated and is open; "b" was created and erased. One follower has followed from the
// start.
class ChecksTest : public ::testing::Test {
 protected:
  ChecksTest() {
    a1_ = &Write("a", Op::kUpsert, Made("one"), v1::OUTCOME_CREATED, 1, 1);
    b1_ = &Write("b", Op::kUpsert, Made("two"), v1::OUTCOME_CREATED, 2, 1);
    a2_ = &Write("a", Op::kUpsert, Made("three"), v1::OUTCOME_UPDATED, 3, 2);
    Deliver({State(*b1_), State(*a2_)}, 3);
    b2_ = &Write("b", Op::kErase, {}, v1::OUTCOME_ERASED, 4, 1);
    Shown gone = State(*b2_);
    Deliver({gone}, 4);
    history_.proofs.push_back({.follower = 0, .at = history_.Next(), .epoch = 1, .head = 4});
    history_.snapshot = {State(*a2_), gone};
    Copy copy{.follower = 0, .who = "the follower", .source = "MA/anapec/pes", .country = "MA"};
    copy.held["hub-a"] = State(*a2_);
    history_.copies = {copy};
    history_.confirmations = {{"the follower", 4, 4}};
    identity::v1::SigningKey key;
    key.set_key_id(signer_.key_id());
    key.set_service("jobs");
    key.set_public_key(signer_.public_key());
    history_.keys = {key};
  }

  Attempt& Write(const std::string& id, Op op, Content content, v1::Outcome outcome, uint64_t sequence,
                 uint64_t version, uint64_t stream = 1) {
    Attempt attempt;
    attempt.name = {kSource, id};
    attempt.stream = stream;
    attempt.item = history_.attempts_.size() + 1;
    attempt.op = op;
    if (op != Op::kErase) attempt.version = version;
    attempt.content = std::move(content);
    Attempt& sent = history_.Send(std::move(attempt));
    if (outcome == v1::OUTCOME_UNSPECIFIED) return sent;
    sent.answered = history_.Next();
    sent.outcome = outcome;
    sent.hub_id = "hub-" + id;
    sent.sequence = sequence;
    sent.stored_version = version;
    return sent;
  }
  static Shown State(const Attempt& attempt) {
    const bool erased = attempt.op == Op::kErase;
    return {.hub_id = attempt.hub_id,
            .name = {kSource, erased ? "" : attempt.name.record_id},
            .asserted = erased ? v1::ASSERTED_STATE_ERASED : v1::ASSERTED_STATE_OPEN,
            .lifecycle = erased ? v1::LIFECYCLE_ERASED : v1::LIFECYCLE_OPEN,
            .digest = attempt.content.digest,
            .sequence = attempt.sequence,
            .version = attempt.stored_version};
  }
  void Deliver(std::vector<Shown> shown, uint64_t cursor) {
    history_.deliveries.push_back(
        {.follower = 0, .at = history_.Next(), .shown = std::move(shown), .epoch = 1, .cursor = cursor});
  }

  static v1::ReceiptItem ItemOf(const Attempt& attempt) {
    v1::ReceiptItem item;
    item.set_item(attempt.item);
    item.set_outcome(attempt.outcome);
    if (attempt.outcome == v1::OUTCOME_REJECTED) return item;
    item.set_record_id(attempt.name.record_id);
    item.set_digest(attempt.content.digest);
    item.set_hub_id(attempt.hub_id);
    item.set_sequence(attempt.sequence);
    item.set_version(attempt.stored_version);
    return item;
  }
  // What the hub signs next, and lists. `spoil`: the body before that.
  v1::Receipt Sign(const std::vector<v1::ReceiptItem>& items,
                   const std::function<void(v1::ReceiptBody&)>& spoil = {}) {
    auto& listed = history_.listed[kSource];
    const ChainEnd& before = history_.before.receipts[kSource];
    const std::string nonce(evidence::kReceiptNonceBytes, 'n');
    v1::ReceiptBody body;
    body.set_kind("vacancy");
    body.set_source(kSource);
    body.set_number(before.number + listed.size() + 1);
    body.set_previous(listed.empty() ? before.hash : evidence::Sha256(listed.back().body()));
    body.set_epoch(history_.lost_epoch + 1);
    evidence::CountItems(items, nonce, body);
    if (spoil) spoil(body);
    const v1::Receipt receipt = evidence::SignReceipt(signer_, body, nonce);
    listed.push_back(receipt);
    return receipt;
  }
  // A writer gets it.
  void Keep(const v1::Receipt& receipt, const std::vector<v1::ReceiptItem>& items, uint64_t stream = 1) {
    Kept kept{.stream = stream};
    *kept.receipted.mutable_receipt() = receipt;
    for (const v1::ReceiptItem& item : items) *kept.receipted.add_items() = item;
    history_.receipts.push_back(std::move(kept));
  }
  // Of each answer one, but for those of the last `left`.
  void Receipt(size_t left = 0) {
    history_.receipts.clear();
    history_.listed.clear();
    for (size_t i = 0; i + left < history_.attempts_.size(); ++i) {
      const Attempt& attempt = history_.attempts_[i];
      if (attempt.answered == 0) continue;
      Keep(Sign({ItemOf(attempt)}), {ItemOf(attempt)}, attempt.stream);
    }
  }

  // The names of the checks that object, where each answer has its receipt.
  std::vector<std::string> Objections() {
    Receipt();
    return ObjectionsAsItIs();
  }
  std::vector<std::string> ObjectionsAsItIs() {
    std::set<std::string> names;
    for (const Violation& violation : CheckAll(history_)) names.insert(violation.check);
    return {names.begin(), names.end()};
  }

  const evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
  History history_;
  Attempt *a1_, *a2_, *b1_, *b2_;
};

}  // namespace tabadul::chaos

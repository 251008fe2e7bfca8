#include "tests/chaos/exchange/receipt_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/evidence/receipt.h"
#include "tests/chaos/exchange/model.h"

namespace tabadul::chaos {
namespace {

class ReceiptJudge {
 public:
  ReceiptJudge(History& history, std::vector<Violation>& found) : history_(history), found_(found) {
    for (const auto* attempts : {&history.attempts_, &history.exported_}) {
      for (const Attempt& attempt : *attempts) attempts_[{attempt.stream, attempt.item}] = &attempt;
    }
  }

  void Judge() {
    FollowChains();
    for (const Kept& kept : history_.receipts) JudgeKept(kept);
    for (const auto& [key, attempt] : attempts_) {
      if (IsAcknowledged(*attempt) && receipted_.count(key) == 0)
        Object("no receipt has " + Describe(*attempt));
    }
    for (const auto& [source, bodies] : unseen_) JudgeUnseen(source, bodies);
  }

 private:
  using ItemKey = std::pair<uint64_t, uint64_t>;             // stream, item
  using Bodies = std::map<uint64_t, const v1::ReceiptBody>;  // by number

  static bool IsAcknowledged(const Attempt& attempt) { return attempt.answered != 0 && !attempt.dry; }

  void Object(std::string what) { found_.push_back({"receipts", std::move(what)}); }

  // Those of a source follow one another without a gap from where the round began, whatever died in between; after a
  // restore from where that copy ended, in an epoch of their own.
  void FollowChains() {
    history_.after.receipts = history_.before.receipts;
    for (const auto& [source, receipts] : history_.listed) {
      ChainEnd& end = history_.after.receipts[source];
      for (const v1::Receipt& receipt : receipts) {
        const auto body = evidence::OpenReceipt(receipt, history_.keys);
        if (!body.ok()) {
          Object(
              fmt::format("the one of {} after number {}: {}", source, end.number, body.status().ToString()));
          break;
        }
        if (const std::string wrong = WrongLink(source, end, *body); !wrong.empty())
          Object(fmt::format("{} follows number {} of {}: {}", body->number(), end.number, source, wrong));
        end = {body->number(), evidence::Sha256(receipt.body()), body->epoch()};
        unseen_[source].emplace(body->number(), *body);
      }
    }
  }
  std::string WrongLink(const std::string& source, const ChainEnd& end, const v1::ReceiptBody& body) const {
    if (body.source() != source || body.kind() != "vacancy") return "it is of another chain";
    if (body.number() != end.number + 1) return "the numbers have a gap, or one is there twice";
    if (body.previous() != end.hash) return "it does not name the one before";
    if (body.epoch() < end.epoch || body.epoch() <= history_.lost_epoch) return "it is of an older epoch";
    return "";
  }

  // One that its writer got: signed, listed just so, and about what it sent and was answered.
  void JudgeKept(const Kept& kept) {
    const v1::Receipt& receipt = kept.receipted.receipt();
    const auto body = evidence::OpenReceipt(receipt, history_.keys);
    if (!body.ok()) return Object(fmt::format("one on stream {}: {}", kept.stream, body.status().ToString()));
    const auto& items = kept.receipted.items();
    const absl::Status same = evidence::CheckItems(receipt, *body, {items.begin(), items.end()});
    if (!same.ok()) {
      Object(fmt::format("{} of {} is not about the {} items that were answered with it on stream {}",
                         body->number(), body->source(), items.size(), kept.stream));
    }
    Bodies& unseen = unseen_[body->source()];
    const auto listed = unseen.find(body->number());
    if (listed == unseen.end() || listed->second.SerializeAsString() != body->SerializeAsString()) {
      Object(
          fmt::format("{} of {} was delivered, and is not what is listed", body->number(), body->source()));
    } else {
      unseen.erase(listed);
    }
    for (const v1::ReceiptItem& item : items) JudgeItem(kept.stream, *body, item);
  }
  void JudgeItem(uint64_t stream, const v1::ReceiptBody& body, const v1::ReceiptItem& item) {
    const ItemKey key{stream, item.item()};
    const auto attempt = attempts_.find(key);
    const std::string where = fmt::format("{} of {}", body.number(), body.source());
    if (attempt == attempts_.end() || !IsAcknowledged(*attempt->second)) {
      Object(
          fmt::format("{} has item {} of stream {}, which was not acknowledged", where, key.second, stream));
    } else if (!Tells(body, item, *attempt->second)) {
      Object(fmt::format("{} says {} seq {} v{} of {}", where, v1::Outcome_Name(item.outcome()),
                         item.sequence(), item.version(), Describe(*attempt->second)));
    }
    if (!receipted_.insert(key).second)
      Object(fmt::format("item {} of stream {} stands twice, again in {}", key.second, stream, where));
  }
  static bool Tells(const v1::ReceiptBody& body, const v1::ReceiptItem& item, const Attempt& attempt) {
    if (body.source() != attempt.name.source || body.run_id() != attempt.run) return false;
    if (item.outcome() != attempt.outcome) return false;
    if (attempt.outcome == v1::OUTCOME_REJECTED) return item.record_id().empty();
    const std::string digest = attempt.op == Op::kUpsert ? attempt.content.digest : "";
    return item.record_id() == attempt.name.record_id && item.digest() == digest &&
           item.hub_id() == attempt.hub_id && item.sequence() == attempt.sequence &&
           item.version() == attempt.stored_version;
  }

  // Receipts that nobody got are about items that were never answered. What these were the hub has forgotten; but there
  // are no more of them than were sent, of each operation.
  void JudgeUnseen(const std::string& source, const Bodies& bodies) {
    uint64_t items = 0, unanswered = 0;
    std::map<Op, uint64_t> done, sent;
    for (const auto& [number, body] : bodies) {
      items += body.items();
      for (const v1::OutcomeCount& count : body.outcomes()) {
        if (const auto op = OnlyOf(count.outcome())) done[*op] += count.items();
      }
    }
    for (const auto& [key, attempt] : attempts_) {
      if (attempt->name.source != source || attempt->dry || attempt->answered != 0) continue;
      ++unanswered;
      ++sent[attempt->op];
    }
    const bool more =
        std::any_of(done.begin(), done.end(), [&](const auto& one) { return one.second > sent[one.first]; });
    if (items > unanswered || more) {
      Object(fmt::format("{} of {} reached nobody, with {} items: more than the {} unanswered ones explain",
                         bodies.size(), source, items, unanswered));
    }
  }
  // The operation that alone has this outcome.
  static std::optional<Op> OnlyOf(v1::Outcome outcome) {
    switch (outcome) {
      case v1::OUTCOME_CREATED:
      case v1::OUTCOME_UPDATED:
      case v1::OUTCOME_CONFLICT:
        return Op::kUpsert;
      case v1::OUTCOME_CLOSED:
      case v1::OUTCOME_HELD:
        return Op::kClose;
      case v1::OUTCOME_ERASED:
        return Op::kErase;
      default:
        return std::nullopt;
    }
  }

  History& history_;
  std::vector<Violation>& found_;
  std::map<ItemKey, const Attempt*> attempts_;
  std::set<ItemKey> receipted_;
  std::map<std::string, Bodies> unseen_;  // by source: listed, and not met at a writer yet
};

}  // namespace

void CheckReceipts(History& history, std::vector<Violation>& found) { ReceiptJudge(history, found).Judge(); }

}  // namespace tabadul::chaos

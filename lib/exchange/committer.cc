#include "lib/exchange/committer.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/notification.h"

#include "lib/exchange/run_events.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::exchange {
namespace {

constexpr size_t kExpireAtOnce = 1000;
// Everybody waits meanwhile. A ledger that does not answer in time is not asked again until it has answered.
constexpr absl::Duration kLedgerTimeout = absl::Seconds(2);
constexpr absl::Duration kLongestRest = absl::Milliseconds(10);

const metrics::Histogram& CommitSeconds() {
  static const auto* histogram = new metrics::Histogram("tabadul_exchange_commit_seconds",
                                                        "Time of one committing transaction.", {"kind"});
  return *histogram;
}
const metrics::Counter& Items() {
  static const auto* counter = new metrics::Counter("tabadul_exchange_items_total",
                                                    "Items answered, by outcome.", {"kind", "outcome"});
  return *counter;
}
const metrics::Gauge& QueuedBytes() {
  static const auto* gauge =
      new metrics::Gauge("tabadul_exchange_queue_bytes", "Items accepted and not yet committed.", {"kind"});
  return *gauge;
}

void Count(const std::string& kind, const std::vector<Applied>& applied) {
  int counts[v1::Outcome_ARRAYSIZE] = {};
  for (const Applied& one : applied) ++counts[one.outcome];
  for (int i = 0; i < v1::Outcome_ARRAYSIZE; ++i) {
    if (counts[i] > 0) Items().With({kind, v1::Outcome_Name(i).substr(8)}).Increment(counts[i]);
  }
}

}  // namespace

Committer::Committer(const Workshop& shop, pg::Pool& pool, const Clock& clock, const Options& options,
                     std::string kind, Moved moved)
    : shop_(shop),
      pool_(pool),
      clock_(clock),
      options_(options),
      kind_(std::move(kind)),
      moved_(std::move(moved)) {}

Committer::~Committer() { Stop(); }

void Committer::Start() {
  next_expiry_ = absl::Now();
  thread_ = std::thread([this] {
    NameThread("commit " + kind_);
    Loop();
  });
}

void Committer::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

absl::Status Committer::Submit(const std::shared_ptr<Queue>& queue, std::vector<Item> items, Done done) {
  size_t bytes = sizeof(Queue::Message);  // one without items costs, too
  for (const Item& item : items) bytes += item.bytes();
  absl::MutexLock lock(&mutex_);
  if (stopping_) return WithRetry(Error(common::v1::ERROR_REASON_DRAINING), absl::Seconds(1));
  if (!HasRoom(queue->source, bytes)) {
    return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "commit"}}), absl::Seconds(1));
  }
  bytes_ += bytes;
  bytes_of_[queue->source] += bytes;
  QueuedBytes().With({kind_}).Set(static_cast<double>(bytes_));
  waiting_items_ += items.size();
  queue->waiting.push_back({std::move(items), std::move(done), bytes});
  if (!queue->listed) {
    queue->listed = true;
    turn_.push_back(queue);
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> Committer::Do(const Context& context, const char* what, Change change) {
  // Shared with the committer: this call may give up before the answer is there.
  struct Answer {
    absl::Notification ready;
    absl::StatusOr<size_t> changed;
  };
  const auto answer = std::make_shared<Answer>();
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return WithRetry(Error(common::v1::ERROR_REASON_DRAINING), absl::Seconds(1));
    own_.push_back({what, std::move(change), [answer](absl::StatusOr<size_t> changed) {
                      answer->changed = std::move(changed);
                      answer->ready.Notify();
                    }});
  }
  if (!answer->ready.WaitForNotificationWithDeadline(context.deadline())) {
    return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED, {{"limit", "commit"}});
  }
  return answer->changed;
}

// The upper half is shared out: however many streams one source opens, another finds room for its own. One message of
// each always passes where there is room at all: else a large one would wait for an hour when nobody else writes.
bool Committer::HasRoom(const std::string& source, size_t bytes) const {
  if (bytes_ == 0) return true;  // a message larger than the queue passes alone
  if (bytes_ + bytes > options_.queue_bytes) return false;
  if (bytes_ + bytes <= options_.queue_bytes / 2) return true;
  const auto held = bytes_of_.find(source);
  if (held == bytes_of_.end()) return true;
  const size_t share = options_.queue_bytes / (bytes_of_.size() + 1);  // one is kept for whoever comes next
  return held->second + bytes <= share;
}

bool Committer::Welcomes(const std::string& source, size_t pending) const {
  if (MUTANT("read_without_room")) return true;
  absl::MutexLock lock(&mutex_);
  if (bytes_ + pending <= options_.queue_bytes / 4) return true;
  if (bytes_ > options_.queue_bytes / 2) return false;  // shares were larger while the sources were fewer
  const auto held = bytes_of_.find(source);
  const size_t share = options_.queue_bytes / 2 / (bytes_of_.size() + 1);
  return std::max(pending, held == bytes_of_.end() ? 0 : held->second) <= share;
}

void Committer::GiveBack(const std::vector<Taken>& taken) {
  absl::MutexLock lock(&mutex_);
  for (const Taken& one : taken) {
    bytes_ -= one.message.bytes;
    const auto held = bytes_of_.find(one.queue->source);
    held->second -= one.message.bytes;
    if (held->second == 0) bytes_of_.erase(held);
  }
  QueuedBytes().With({kind_}).Set(static_cast<double>(bytes_));
}

// One message of each writer in turn, until the batch is full: a fair share for each, whatever it sends.
std::vector<Committer::Taken> Committer::Take() {
  std::vector<Taken> taken;
  int items = 0;
  while (!turn_.empty() && items < options_.batch_items) {
    std::shared_ptr<Queue> queue = std::move(turn_.front());
    turn_.pop_front();
    Queue::Message message = std::move(queue->waiting.front());
    queue->waiting.pop_front();
    waiting_items_ -= message.items.size();
    items += static_cast<int>(message.items.size());
    queue->listed = !queue->waiting.empty();
    if (queue->listed) turn_.push_back(queue);
    taken.push_back({std::move(queue), std::move(message)});
  }
  return taken;
}

void Committer::Loop() {
  while (true) {
    std::vector<Taken> taken;
    std::optional<Own> own;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this] {
        mutex_.AssertReaderHeld();
        return stopping_ || !turn_.empty() || !own_.empty();
      };
      mutex_.AwaitWithDeadline(absl::Condition(&ready), next_expiry_);
      if (stopping_ && turn_.empty() && own_.empty()) return;
      taken = Take();
      if (!own_.empty()) {
        own = std::move(own_.front());
        own_.pop_front();
      }
    }
    if (!taken.empty()) {
      const absl::Time start = absl::Now();
      CommitTaken(std::move(taken));
      Rest(absl::Now() - start);
    }
    if (own) own->done(CommitOwn(own->what, own->change));
    if (absl::Now() >= next_expiry_) Expire();
  }
}

// A transaction has its cost, and so has the page of the feed that tells its readers of it, however little is in them: what came
// during one transaction waits as long again for company. A writer that awaits each answer has nothing here then, and never waits.
void Committer::Rest(absl::Duration took) {
  absl::MutexLock lock(&mutex_);
  if (turn_.empty()) return;
  const auto enough = [this] {
    mutex_.AssertReaderHeld();
    return stopping_ || !own_.empty() || waiting_items_ >= static_cast<size_t>(options_.batch_items);
  };
  mutex_.AwaitWithTimeout(absl::Condition(&enough), std::min(took, kLongestRest));
}

void Committer::CommitTaken(std::vector<Taken> taken) {
  FAULT_POINT("after_take");
  const absl::Time start = absl::Now();
  std::vector<Work> works;
  for (const Taken& one : taken) {
    works.push_back({.source = one.queue->source,
                     .session = one.queue->session,
                     .validate_only = one.queue->validate_only,
                     .run = one.queue->run,
                     .writer = one.queue.get(),
                     .items = &one.message.items,
                     .applied = {},
                     .refused = MUTANT("go_on_after_a_failure") ? absl::OkStatus() : one.queue->failed,
                     .receipt = {}});
  }
  Commit commit;
  HeadRow head;
  const auto answer = [&](const absl::Status& status) {
    for (size_t i = 0; i < taken.size(); ++i) {
      const absl::Status& refused = status.ok() ? works[i].refused : status;
      if (!refused.ok()) {
        taken[i].queue->failed = refused;
        taken[i].message.done(refused);
        continue;
      }
      Count(kind_, works[i].applied);
      taken[i].message.done(Committed{std::move(works[i].applied), std::move(works[i].receipt), head});
      if (i + 1 < taken.size()) FAULT_POINT("between_answers");
    }
  };
  bool answered = false;
  const std::vector<Work> fresh = works;
  const absl::Status status =
      pool_.Run(Context::WithTimeout(options_.commit_timeout), [&](pg::Transaction& tx) -> absl::Status {
        works = fresh;  // the pool may repeat this body
        Applier applier(shop_, clock_.Now());
        ASSIGN_OR_RETURN(commit, applier.Run(tx, works));
        head = commit.after;
        if (MUTANT("ack_before_commit")) {
          answer(absl::OkStatus());
          answered = true;
        }
        FAULT_POINT("before_commit");
        return absl::OkStatus();
      });
  CommitSeconds().With({kind_}).Observe(absl::ToDoubleSeconds(absl::Now() - start));
  if (!status.ok()) {
    log::Warn("exchange_commit_failed", {{"kind", kind_},
                                         {"error", std::string(Std(status.message()))},
                                         {"unknown", pg::CommitIsUnknown(status)}});
  } else {
    FAULT_POINT("after_commit_before_answer");
    TellOfRuns(kind_, commit.runs);
    moved_(std::move(commit));
    RecordErasures(works, head.epoch);
    FAULT_POINT("before_answer");
  }
  GiveBack(taken);  // before the answer: what its client sends next is not charged for this
  if (!answered) answer(status);
  FAULT_POINT("after_answer");
}

// What was erased is acknowledged when the ledger knows of it (docs/adr/0016): also what had been erased before, whose answer
// may have been lost on the way. The others are answered, whatever becomes of that; the order of each writer is kept.
void Committer::RecordErasures(std::vector<Work>& works, uint64_t epoch) {
  std::vector<Erasure> erasures;
  absl::flat_hash_set<const Work*> erasing;
  for (const Work& work : works) {
    if (work.validate_only || !work.refused.ok()) continue;
    for (size_t i = 0; i < work.items->size(); ++i) {
      const Item& item = (*work.items)[i];
      if (item.operation != Operation::kErase || !item.violations.empty()) continue;
      erasing.insert(&work);
      erasures.push_back({item.record_key, work.source, work.applied[i].sequence});
    }
  }
  if (erasures.empty() || MUTANT("erase_without_ledger")) return;
  FAULT_POINT("before_ledger");
  const absl::Status recorded =
      shop_.ledger.Erase(Context::WithTimeout(kLedgerTimeout), epoch, clock_.Now(), erasures);
  FAULT_POINT("after_ledger");
  if (recorded.ok()) return;
  absl::flat_hash_set<const void*> writers;
  for (Work& work : works) {
    if (erasing.contains(&work)) writers.insert(work.writer);
    if (work.refused.ok() && writers.contains(work.writer)) work.refused = recorded;
  }
}

// A change of the hub's own, in a transaction of its own: how many records it changed.
absl::StatusOr<size_t> Committer::CommitOwn(const char* what, const Change& change) {
  Commit commit;
  const absl::Status status =
      pool_.Run(Context::WithTimeout(options_.commit_timeout), [&](pg::Transaction& tx) -> absl::Status {
        Applier applier(shop_, clock_.Now());
        ASSIGN_OR_RETURN(commit, change(applier, tx));
        return absl::OkStatus();
      });
  if (!status.ok()) {
    const bool fault =
        absl::IsUnavailable(status) || absl::IsInternal(status) || absl::IsDeadlineExceeded(status);
    if (fault) {
      log::Warn("exchange_own_commit_failed",
                {{"kind", kind_}, {"what", what}, {"error", std::string(Std(status.message()))}});
    }
    return status;
  }
  TellOfRuns(kind_, commit.runs);
  const size_t changed = commit.changes.size();
  if (changed > 0 || !commit.sharing.empty()) {
    FAULT_POINT("own_change_after_commit");
    moved_(std::move(commit));
  }
  return changed;
}

void Committer::Expire() {
  const auto expired = CommitOwn(
      "expiry", [](Applier& applier, pg::Transaction& tx) { return applier.Expire(tx, kExpireAtOnce); });
  // A full page: there is more, at once. An error is the database's, which the next turn meets again.
  const bool more = expired.ok() && *expired == kExpireAtOnce;
  next_expiry_ = absl::Now() + (more ? absl::ZeroDuration() : options_.expiry_interval);
}

}  // namespace tabadul::exchange

#include "lib/exchange/reserver.h"

#include <algorithm>
#include <utility>

#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::exchange {
namespace {

constexpr absl::Duration kLook = absl::Seconds(1);  // at a ledger that has failed
constexpr absl::Duration kTimeout = absl::Seconds(5);

const metrics::Gauge& Free() {
  static const auto* gauge =
      new metrics::Gauge("tabadul_exchange_reserved_sequences",
                         "Sequences that may be handed out without the ledger.", {"kind"});
  return *gauge;
}

}  // namespace

Reserver::Reserver(Ledger& ledger, Committer& committer, const Options& options, std::string kind)
    : ledger_(ledger), committer_(committer), options_(options), kind_(std::move(kind)) {}

Reserver::~Reserver() { Stop(); }

void Reserver::Start() {
  thread_ = NamedThread("reserve " + kind_, [this] { Loop(); });
}

void Reserver::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Reserver::Look(HeadRow head) {
  Free().With({kind_}).Set(static_cast<double>(head.reserved - std::min(head.sequence, head.reserved)));
  absl::MutexLock lock(&mutex_);
  head_ = head;
}

bool Reserver::Low() const {
  return head_.epoch != 0 && head_.reserved < head_.sequence + options_.block / 2;
}

void Reserver::Loop() {
  while (true) {
    HeadRow head;
    bool low = false;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this] {
        mutex_.AssertReaderHeld();
        return stopping_ || (Low() && !failed_);
      };
      mutex_.AwaitWithTimeout(absl::Condition(&ready), kLook);
      if (stopping_) return;
      head = head_;
      low = Low();
    }
    if (!ledger_.available()) ledger_.Probe(Context::WithTimeout(kTimeout), head);
    if (!low) continue;
    const absl::Status status = Reserve(head);
    if (!status.ok())
      log::Warn("reserve_failed", {{"kind", kind_}, {"error", std::string(Std(status.message()))}});
    absl::MutexLock lock(&mutex_);
    failed_ = !status.ok();
    head_ = {};  // the next look tells whether it has helped
  }
}

absl::Status Reserver::Reserve(HeadRow head) {
  const Context context = Context::WithTimeout(kTimeout);
  ASSIGN_OR_RETURN(const uint64_t reserved,
                   ledger_.Reserve(context, head.epoch, head.sequence + options_.block));
  return committer_
      .Do(context, "reserving",
          [epoch = head.epoch, reserved](Applier& applier, pg::Transaction& tx) {
            return applier.Reserve(tx, epoch, reserved);
          })
      .status();
}

}  // namespace tabadul::exchange

#include "lib/exchange/sharer.h"

#include <algorithm>

#include "lib/platform/base/mutant.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::exchange {
namespace {

constexpr int kRecordsAtOnce = 500;                         // writers wait meanwhile
constexpr absl::Duration kLook = absl::Seconds(5);          // for what another process left
constexpr absl::Duration kRetry = absl::Milliseconds(250);  // while the database is away
constexpr absl::Duration kCommitTimeout = absl::Seconds(20);

const metrics::Gauge& Missing() {
  static const auto* gauge =
      new metrics::Gauge("tabadul_exchange_uncommitted_sources",
                         "Sources whose newest rights are not committed: shown less, not more.", {"kind"});
  return *gauge;
}

const metrics::Gauge& Resequencing() {
  static const auto* gauge = new metrics::Gauge(
      "tabadul_exchange_resequencing_sources",
      "Sources whose records are being given new sequences for those who have gained rights.", {"kind"});
  return *gauge;
}

}  // namespace

Sharer::Sharer(SharingBook& book, Committer& committer, std::string kind)
    : book_(book), committer_(committer), kind_(std::move(kind)) {}

Sharer::~Sharer() { Stop(); }

void Sharer::Start() {
  thread_ = NamedThread("share " + kind_, [this] { Loop(); });
}

void Sharer::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Sharer::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

bool Sharer::stopping() {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Sharer::Loop() {
  absl::Duration pause = kLook;
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this] {
        mutex_.AssertReaderHeld();
        return woken_ || stopping_;
      };
      mutex_.AwaitWithTimeout(absl::Condition(&ready), pause);
      if (stopping_) return;
      woken_ = false;
    }
    const absl::Status status = Work();
    Missing().With({kind_}).Set(static_cast<double>(book_.Missing().size()));
    pause = status.ok() ? kLook : kRetry;
    if (!status.ok())
      log::Warn("sharing_failed", {{"kind", kind_}, {"error", std::string(Std(status.message()))}});
  }
}

absl::Status Sharer::Work() {
  auto missing = book_.Missing();
  Missing().With({kind_}).Set(static_cast<double>(missing.size()));
  if (!missing.empty()) {
    for (const SourceRights& one : missing)
      log::Info("sharing", {{"kind", kind_}, {"source", one.source}, {"live", one.rights.live()}});
    const auto share = [missing = std::move(missing)](Applier& applier, pg::Transaction& tx) {
      return applier.Share(tx, missing);
    };
    RETURN_IF_ERROR(committer_.Do(Context::WithTimeout(kCommitTimeout), "sharing", share).status());
  }
  const std::vector<std::string> outstanding = Outstanding();
  for (const std::string& source : outstanding) RETURN_IF_ERROR(Resequence(source));
  if (!outstanding.empty()) Outstanding();
  return absl::OkStatus();
}

std::vector<std::string> Sharer::Outstanding() const {
  std::vector<std::string> sources;
  const auto committed = book_.Committed();
  for (const auto& [source, state] : committed->sources) {
    if (ResequenceUntil(*state) > 0) sources.push_back(source);
  }
  Resequencing().With({kind_}).Set(static_cast<double>(sources.size()));
  return sources;
}

bool Sharer::IsWanted() const {
  if (MUTANT("narrow_after_widening")) return false;
  const auto committed = book_.Committed();
  const auto missing = book_.Missing();
  return std::any_of(missing.begin(), missing.end(), [&](const SourceRights& one) {
    return !HasToWait(one.rights, committed->defaults.by_default, committed->Of(one.source));
  });
}

// Whoever is to lose a right does not wait for those who gain one: what is wanted meanwhile goes first.
absl::Status Sharer::Resequence(const std::string& source) {
  while (!stopping() && !IsWanted()) {
    ASSIGN_OR_RETURN(const size_t changed, committer_.Do(Context::WithTimeout(kCommitTimeout), "resequence",
                                                         [source](Applier& applier, pg::Transaction& tx) {
                                                           return applier.Resequence(tx, source,
                                                                                     kRecordsAtOnce);
                                                         }));
    if (changed >= kRecordsAtOnce) continue;
    if (!book_.Missing().empty()) Wake();  // what had to wait need not any more
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace tabadul::exchange

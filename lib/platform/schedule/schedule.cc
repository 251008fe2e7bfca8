#include "lib/platform/schedule/schedule.h"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "lib/platform/base/since.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/pg/pg.h"

namespace tabadul::schedule {
namespace {

// The lock lives as long as its transaction, so it cannot be left behind. A transaction that has done nothing but
// this holds no snapshot: it does not keep vacuum back however long the job takes.
constexpr pg::Sql kLock{"schedule.lock",
                        "SELECT pg_try_advisory_xact_lock(hashtextextended('schedule ' || $1, 0))"};

enum class Outcome { kOk, kFailed, kBusy, kUnavailable };

const char* NameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kOk:
      return "ok";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kBusy:
      return "busy";
    case Outcome::kUnavailable:
      return "unavailable";
  }
  return "failed";
}

// A job that never succeeds has a time, too, by which that is seen: when it was added.
void NoteSuccess(const std::string& job) {
  static const auto* const last =
      new metrics::Gauge("tabadul_schedule_last_success_seconds",
                         "When the job last succeeded here, or else was begun with, in Unix time", {"task"});
  last->With({job}).Set(absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()));
}

void Count(const std::string& job, Outcome outcome, absl::Duration took) {
  static const auto* const runs =
      new metrics::Counter("tabadul_schedule_runs_total", "Runs of a job", {"task", "outcome"});
  static const auto* const seconds =
      new metrics::Histogram("tabadul_schedule_run_seconds", "Time of a job's run", {"task"});
  runs->With({job, NameOf(outcome)}).Increment();
  if (outcome == Outcome::kOk) NoteSuccess(job);
  if (outcome == Outcome::kOk || outcome == Outcome::kFailed)
    seconds->With({job}).Observe(absl::ToDoubleSeconds(took));
}

}  // namespace

class Scheduler::Impl {
 public:
  explicit Impl(std::string conninfo) : conninfo_(std::move(conninfo)) {}

  void Add(const Job& job) {
    absl::MutexLock lock(&mutex_);
    if (*stopped_) return;
    NoteSuccess(job.name);
    threads_.push_back(NamedThread(job.name, [this, job] { Repeat(job); }));
  }

  void Stop() {
    std::vector<std::thread> threads;
    {
      absl::MutexLock lock(&mutex_);
      *stopped_ = true;
      threads.swap(threads_);
    }
    for (std::thread& thread : threads) thread.join();
  }

 private:
  void Repeat(const Job& job) {
    // Longer than a run may take, since the lock's transaction is idle for that long.
    pg::Pool pool({.conninfo = conninfo_,
                   .size = 1,
                   .name = "schedule",
                   .statement_timeout = job.timeout + absl::Minutes(1)});
    do {
      const auto start = std::chrono::steady_clock::now();
      const Outcome outcome = RunLocked(job, pool);
      Count(job.name, outcome, Since(start));
    } while (!StoppedWithin(job.every));
  }

  Outcome RunLocked(const Job& job, pg::Pool& pool) {
    const Context context(absl::Now() + job.timeout, stopped_);
    Outcome outcome = Outcome::kUnavailable;
    // The job's own error is not the transaction's: Run must not repeat the job.
    const absl::Status status = pool.Run(context, [&](pg::Transaction& transaction) -> absl::Status {
      ASSIGN_OR_RETURN(const pg::Result lock, transaction.Query(kLock, job.name));
      outcome = lock.Bool(0, 0) ? RunOnce(job, context) : Outcome::kBusy;
      return absl::OkStatus();
    });
    if (outcome == Outcome::kUnavailable && !*stopped_) {
      log::Warn("job_not_run", {{"job", job.name}, {"reason", ReasonName(ReasonOf(status))}});
    }
    return outcome;
  }

  static Outcome RunOnce(const Job& job, const Context& context) {
    const absl::Status status = job.run(context);
    if (status.ok()) return Outcome::kOk;
    if (!context.cancelled()) {
      log::Warn("job_failed", {{"job", job.name},
                               {"reason", ReasonName(ReasonOf(status))},
                               {"message", std::string(status.message())}});
    }
    return Outcome::kFailed;
  }

  bool StoppedWithin(absl::Duration duration) {
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(this, &Impl::Stopped), duration);
  }
  bool Stopped() const { return *stopped_; }

  const std::string conninfo_;
  const std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
  absl::Mutex mutex_;
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(mutex_);
};

Scheduler::Scheduler(std::string conninfo) : impl_(std::make_unique<Impl>(std::move(conninfo))) {}
Scheduler::~Scheduler() { Stop(); }
void Scheduler::Add(const Job& job) { impl_->Add(job); }
void Scheduler::Stop() { impl_->Stop(); }

}  // namespace tabadul::schedule

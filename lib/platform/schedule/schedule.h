// Work that is due again and again (expiry, reminders, clean-up): named jobs, each on a thread of its own, each under
// an advisory lock of the database, so that of all replicas one at a time runs it. Jobs are idempotent: replicas take
// turns, and a job whose process dies is simply run again.
// Metrics: tabadul_schedule_last_success_seconds{task}, tabadul_schedule_runs_total{task,outcome},
// tabadul_schedule_run_seconds{task}. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "lib/platform/base/context.h"
#include "lib/platform/base/status.h"

namespace tabadul::schedule {

struct Job {
  std::string name;                           // "jobs.expire": metric label and name of the lock
  absl::Duration every;                       // from the end of one run to the start of the next
  absl::Duration timeout = absl::Minutes(1);  // of one run: the context's deadline
  std::function<absl::Status(const Context&)> run;
};

class Scheduler {
 public:
  // `conninfo` is for the locks alone: one connection for each job while it runs.
  explicit Scheduler(std::string conninfo);
  ~Scheduler();  // Stop

  // Starts at once; the first run follows immediately. Not after Stop.
  void Add(const Job& job);
  // Cancels the contexts of what runs and waits for its end. Nothing runs after it. Idempotent.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::schedule

// Tells the hub how far a copy is (ConfirmCursor), beside the following: on a thread of its own, now and then, so that
// nothing waits for it and no failure of it ends anything. Thread-safe.
#pragma once

#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/client/connection.h"

namespace tabadul::client {

class Confirmer {
 public:
  // At most one call in `every`. `method`: "/tabadul.jobs.v1.VacancyExchangeService/ConfirmCursor".
  Confirmer(Connection& connection, std::string method, std::string follower, absl::Duration every);
  // What is not confirmed yet is tried once more, for two seconds at most, unless that has just failed.
  ~Confirmer();

  // The copy holds everything up to here, durably, and nothing of what was to be deleted. Not empty.
  void Applied(const std::string& cursor);
  // …and has caught up: worth saying without delay, if nothing was said before.
  void Marked();

 private:
  void Run();
  // Waits for something to say whose time has come, and takes it; empty: it is over.
  std::string Take();
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return over_ || !pending_.empty(); }
  bool MustNotWait() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return over_ || (marked_ && !said_); }
  // What the hub made of it.
  void Took(const absl::Status& status, std::string cursor);

  Connection& connection_;
  const std::string method_, follower_;
  const absl::Duration every_;
  absl::Mutex mutex_;
  std::string pending_ ABSL_GUARDED_BY(mutex_);
  bool marked_ ABSL_GUARDED_BY(mutex_) = false;
  bool said_ ABSL_GUARDED_BY(mutex_) = false;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;  // the last attempt
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time next_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace tabadul::client

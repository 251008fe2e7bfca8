// What takes long of uploads: done on threads of its own, two at once and few that wait, so that no page waits for it. One
// thing at a time for each upload. Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/rpc/worker_pool.h"

namespace tabadul::web::uploads {

// One thing that is done, or waits for its turn. Thread-safe.
class Job {
 public:
  explicit Job(std::string what) : what_(std::move(what)) {}

  const std::string& what() const { return what_; }  // "read", "check", "push"; of Workshop::Hold nothing
  // How far it is: bytes of `size`, which is 0 while that is not known.
  std::atomic<uint64_t> done = 0, size = 0, answered = 0;

  // The service ends: it should, too.
  bool stopping() const { return *stopping_; }
  std::shared_ptr<const std::atomic<bool>> cancelled() const { return stopping_; }
  // What is called then, at once if it has happened; null: nothing any more. It must not wait.
  void OnStop(std::function<void()> call);
  void Stop();

 private:
  const std::string what_;
  const std::shared_ptr<std::atomic<bool>> stopping_ = std::make_shared<std::atomic<bool>>(false);
  absl::Mutex mutex_;
  std::function<void()> on_stop_ ABSL_GUARDED_BY(mutex_);
};

class Workshop {
 public:
  Workshop(int threads, int waiting);
  ~Workshop();  // Stop()

  // Stops all that is under way, and waits for it; nothing begins any more.
  void Stop();

  // Runs on a thread of the workshop. False: as many wait as may, or something is done for this upload already.
  // `after`: then, when it is seen to be done.
  bool Begin(const std::string& id, std::string what, std::function<void(Job& job)> run,
             std::function<void()> after = nullptr);
  // Until it goes nothing is done for this upload: for whoever changes something of it. Null: something is.
  std::shared_ptr<void> Hold(const std::string& id);
  // Null: nothing is done for this upload.
  std::shared_ptr<const Job> Of(std::string_view id) const;

 private:
  bool Take(const std::string& id, std::shared_ptr<Job> job);
  void Leave(const std::string& id);

  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Job>, std::less<>> jobs_ ABSL_GUARDED_BY(mutex_);  // by upload
  rpc::WorkerPool pool_;                                                                   // the last
};

}  // namespace tabadul::web::uploads

// Runs: a source's full exports (docs/protocol.md#runs). Begin, end, confirm, abandon; and the hub's own part, on a
// thread of its own: compare what an ended run named with what is stored, close the rest in small transactions, expire
// what nobody goes on with. All of it is in the database: whatever process dies, another goes on. A run whose work fails is
// tried again, more and more seldom (run_retries.h). Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/committer.h"
#include "lib/exchange/run_retries.h"
#include "lib/exchange/run_store.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/call.h"

namespace tabadul::exchange {

class Runs {
 public:
  Runs(const Store& store, Committer& committer, pg::Pool& pool, const Clock& clock, const Options& options,
       std::string kind);
  ~Runs();
  void Start();
  void Stop();

  // Each answers the run as it is afterwards. Blocking. Of another's run: NOT_FOUND, or NOT_OWNER where the source is
  // named; callers with the scope "admin" may confirm, abandon and see any.
  absl::StatusOr<v1::Run> Begin(const rpc::Call& call, const v1::BeginRunRequest& request);
  absl::StatusOr<v1::Run> End(const rpc::Call& call, const v1::EndRunRequest& request);  // RUN_OVER
  // RUN_OVER unless HELD; COUNT_CHANGED.
  absl::StatusOr<v1::Run> Confirm(const rpc::Call& call, const v1::ConfirmRunRequest& request);
  absl::StatusOr<v1::Run> Abandon(const rpc::Call& call, const v1::AbandonRunRequest& request);  // RUN_OVER
  absl::StatusOr<v1::Run> Get(const rpc::Call& call, const v1::GetRunRequest& request);
  absl::StatusOr<v1::ListRunsResponse> List(const rpc::Call& call, const v1::ListRunsRequest& request);

 private:
  using Step = std::function<absl::StatusOr<Commit>(Applier&, pg::Transaction&)>;
  absl::Status Do(const Context& context, Step step);
  absl::StatusOr<RunRow> Seen(const rpc::Call& call, const std::string& run_id, bool admin);
  absl::StatusOr<v1::Run> Now(const Context& context, const std::string& run);
  absl::StatusOr<v1::Run> AwaitAnswer(const Context& context, const std::string& run);
  void Loop();
  absl::Status Work();
  // False: it has failed, or waits since it has.
  bool Try(const RunRow& run);
  absl::Status Advance(const RunRow& run);
  absl::Status Judge(const RunRow& run);
  absl::Status Close(const RunRow& run);
  bool IsStopping() const { return stopping_->load(); }
  absl::Status Expire(const RunRow& run);
  void Wake();

  const Store& store_;
  const RunStore& runs_;
  Committer& committer_;
  pg::Pool& pool_;
  const Clock& clock_;
  const Options& options_;
  const std::string kind_;
  absl::Mutex mutex_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = true;  // what a process before this one left
  // Set with mutex_ held.
  const std::shared_ptr<std::atomic<bool>> stopping_ = std::make_shared<std::atomic<bool>>(false);
  std::atomic<int> waiting_ = 0;  // calls of EndRun
  RunRetries retries_;            // the thread's
  std::thread thread_;
};

}  // namespace tabadul::exchange

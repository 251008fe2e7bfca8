// Reconciling one source with somebody who holds it too (docs/protocol.md#reconcile): trees made on demand from one
// database snapshot, kept for a short while so that the few calls of one comparison see one state. Thread-safe.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/evidence/record_tree.h"
#include "lib/exchange/sharing_book.h"
#include "lib/exchange/store.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/call.h"
#include "tabadul/exchange/v1/reconcile.pb.h"

namespace tabadul::exchange {

class Reconciler {
 public:
  Reconciler(const Store& store, const SharingBook& book, pg::Pool& pool, const Clock& clock);

  // NOT_FOUND of a source that the caller does not receive whole. Blocking.
  absl::StatusOr<v1::ReconcileResponse> Reconcile(const rpc::Call& call, const v1::ReconcileRequest& request);
  absl::StatusOr<v1::ProveEqualResponse> ProveEqual(const rpc::Call& call,
                                                    const v1::ProveEqualRequest& request);

 private:
  struct Snapshot {
    std::string source;
    HeadRow head;
    SourceState state;
    evidence::RecordTree tree;
    std::chrono::steady_clock::time_point made;
  };
  using Shared = std::shared_ptr<const Snapshot>;
  // The source as it stands, if the caller receives it whole.
  absl::Status ReadWhole(const rpc::Call& call, const std::string& source, HeadRow& head, SourceState& state);
  // NOT_FOUND if he does not, now.
  absl::Status CheckWhole(const rpc::Call& call, const SourceState& state) const;
  absl::StatusOr<Shared> Find(const rpc::Call& call, const v1::ReconcileRequest& request, uint64_t epoch);
  // That `wanted` says yes to, the newest; null if there is none.
  Shared Kept(const std::function<bool(const Snapshot&)>& wanted);
  // Waits for its turn, no longer than the call does. OVERLOADED if too many wait already.
  absl::Status BeginMaking(const Context& context);
  void EndMaking();
  absl::StatusOr<Shared> Make(const Context& context, const std::string& source);
  absl::Status Fill(const rpc::Call& call, const Snapshot& snapshot, const std::string& prefix,
                    v1::Bucket& bucket);

  const Store& store_;
  const SharingBook& book_;
  pg::Pool& pool_;
  const Clock& clock_;
  absl::Mutex mutex_;
  bool making_ ABSL_GUARDED_BY(mutex_) = false;      // one tree at a time: each reads all of a source
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;          // for their turn, each on a worker
  std::deque<Shared> kept_ ABSL_GUARDED_BY(mutex_);  // newest last
};

}  // namespace tabadul::exchange

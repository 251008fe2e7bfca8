// What the hub says about sources (docs/protocol.md#sources): whether they send as promised, and to their owners what
// became of what they sent. The same as metrics, refreshed now and then on a thread of its own: neither a scrape nor a
// push waits for it. Thread-safe.
#pragma once

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/follower_store.h"
#include "lib/exchange/run_store.h"
#include "lib/exchange/sharing_book.h"
#include "lib/exchange/source_store.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/call.h"

namespace tabadul::exchange {

struct Options;

class Sources {
 public:
  Sources(const RunStore& runs, const SharingBook& book, pg::Pool& pool, const Clock& clock,
          const Options& options, std::string kind);
  ~Sources();
  void Start();
  void Stop();

  // Blocking. NOT_FOUND also of what the caller may not see.
  absl::StatusOr<v1::GetSourceResponse> Get(const rpc::Call& call, const v1::GetSourceRequest& request);
  absl::StatusOr<v1::ListSourcesResponse> List(const rpc::Call& call, const v1::ListSourcesRequest& request);
  // NOT_OWNER of another's source; for callers with the scope "admin" NOT_FOUND of one that the hub does not know.
  absl::StatusOr<v1::SetPromiseResponse> SetPromise(const rpc::Call& call,
                                                    const v1::SetPromiseRequest& request);

 private:
  // With what of its runs belongs to a report.
  struct Seen {
    SourceHealth health;
    std::optional<RunRow> last_export;
    std::vector<RunRow> live;
    std::optional<absl::Time> unconfirmed = std::nullopt;  // FollowerStore::OldestUnconfirmed; for metrics
  };
  // What a caller may know of a source: the one place that decides it.
  enum class Sight { kNone, kPublished, kWhole };
  Sight SightOf(const rpc::Caller& caller, const SourceHealth& health) const;
  absl::Status AddRuns(pg::Transaction& tx, std::vector<Seen*> sources) const;
  v1::Source ToProto(const rpc::Caller& caller, const Seen& seen) const;
  absl::StatusOr<v1::Source> Read(const rpc::Call& call, const std::string& source) const;
  void Loop();
  absl::StatusOr<std::vector<Seen>> ReadAll() const;
  void Show(const std::vector<Seen>& sources) const;
  void ShowWaiting(const std::vector<Seen>& sources) const;

  const SourceStore store_;
  const FollowerStore followers_;
  const RunStore& runs_;
  const SharingBook& book_;
  pg::Pool& pool_;
  const Clock& clock_;
  const Options& options_;
  const std::string kind_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tabadul::exchange

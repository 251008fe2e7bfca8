// What all calls of one server share: workers, open streams, drain, the first steps of every call, its
// metrics and its log line. No grpc++ header here. Thread-safe. Owned by Server, outlives every call.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/rpc/admission.h"
#include "lib/platform/rpc/edge.h"
#include "lib/platform/rpc/server.h"
#include "lib/platform/rpc/wire.h"
#include "lib/platform/rpc/worker_pool.h"

namespace tabadul::rpc {

// One RPC of the contract, made ready at start.
struct Endpoint {
  const Service::Method* method;
  std::string name;  // "tabadul.jobs.v1.JobsService/GetVacancy"
  common::v1::Policy policy;
  std::unique_ptr<WireCheck> request;                          // of unary methods
  const google::protobuf::FieldDescriptor* goodbye = nullptr;  // of streams
};

// What came with a call besides its message.
struct Incoming {
  std::string peer_service, request_id, language;
  IdentityHeaders identity;
  absl::Time arrived;
  absl::Time deadline;  // InfiniteFuture if the client stated none
};

// What the log and the metrics say of a call at its end.
struct CallRecord {
  std::string method, request_id, caller, error_id, hidden;
  absl::Status status;
  absl::Time arrived;
  absl::Duration queued, took;
  size_t bytes_in = 0, bytes_out = 0;
  bool stream = false;
};

// An open stream, as the drain and the every-second check see it.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  virtual void Tick(absl::Time now) = 0;
  virtual void BeginDrain(const absl::Status& why) = 0;
};

class Runtime {
 public:
  Runtime(const ServerOptions& options, Authenticator& authenticator);

  const ServerOptions& options() const { return options_; }
  // Where the calls of this endpoint run.
  WorkerPool& PoolOf(const Endpoint& endpoint) {
    return endpoint.method->work == Work::kFromMemory ? memory_ : workers_;
  }
  WorkerPool& workers() { return workers_; }
  WorkerPool& memory() { return memory_; }
  Authenticator& authenticator() { return authenticator_; }
  bool draining() const { return draining_.load(std::memory_order_relaxed); }

  // Authentication and policy.
  absl::StatusOr<Caller> Identify(const Endpoint& endpoint, const Incoming& incoming);

  // Every stream is watched from its first moment, refused ones too. False: so many that a new one gets no
  // Goodbye.
  bool Watch(OpenStream* stream);
  // Where a stream is counted, from Enter to Leave.
  struct Place {
    bool open = false;     // among all
    std::string source;    // among its member's; empty: it has none, or has not come so far
    bool refused = false;  // there, but it only waits for its end
  };
  // Counts it as open. DRAINING or OVERLOADED: it must end.
  absl::Status Enter(Place& place);
  // Counts it among its member's, by source. OVERLOADED: it must end, and takes nobody's place; at once, without a
  // Goodbye, unless `place.refused`: as many of a member may wait for their end as it may have open.
  absl::Status EnterOf(const std::string& source, Place& place);
  void Leave(OpenStream* stream, const Place& place);
  void TickStreams();
  void DrainStreams();  // no new ones; every open one begins to drain
  bool WaitForStreams(absl::Duration timeout);

  void Begin(const std::string& method);
  void Report(const CallRecord& record);

 private:
  const ServerOptions options_;
  Authenticator& authenticator_;
  WorkerPool workers_, memory_;
  std::atomic<bool> draining_ = false;
  absl::Mutex mutex_;
  absl::flat_hash_set<OpenStream*> streams_ ABSL_GUARDED_BY(mutex_);
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  struct OfMember {
    int open = 0, refused = 0;
  };
  absl::flat_hash_map<std::string, OfMember> members_ ABSL_GUARDED_BY(mutex_);  // by source; none is empty
};

// How a caller stands in the log: a source or a service's name, nothing of people.
std::string Describe(const Caller& caller);
// No room in `queue`, which protocol.md names.
absl::Status Overloaded(std::string_view queue = "rpc");
absl::Status TooLarge(const ServerOptions& options);

}  // namespace tabadul::rpc

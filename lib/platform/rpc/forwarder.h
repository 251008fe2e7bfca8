// Passes calls on to a service as bytes, for whoever speaks for others (the web service): no thread waits for an answer.
// Callbacks come on gRPC's threads and must not wait. Thread-safe. Errors have a reason, field violations, retry delay; also
// where the service was not reached (UNAVAILABLE), in time (DEADLINE_EXCEEDED), or the call was cancelled; whatever else gRPC
// itself says is a fault of ours (INTERNAL).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lib/platform/rpc/channel.h"

namespace tabadul::rpc {

class Forwarder {
 public:
  explicit Forwarder(ChannelOptions options);  // without its `metadata`: each call has its own
  ~Forwarder();                                // cancels every call and returns when all have ended

  struct Outgoing {
    std::string method;  // "/tabadul.jobs.v1.JobsService/GetVacancy"
    std::vector<std::pair<std::string, std::string>> metadata;
    absl::Time deadline;  // InfiniteFuture: none, for streams
    std::string request;  // serialized
  };
  // One that is on its way. Dropping it changes nothing.
  class InFlight {
   public:
    virtual ~InFlight() = default;
    virtual void Cancel() = 0;  // it ends soon, as CANCELLED
  };
  // `done` is called once.
  std::shared_ptr<InFlight> Unary(Outgoing call, std::function<void(absl::StatusOr<std::string>)> done);

  // Who takes what a server stream brings.
  class Receiver {
   public:
    virtual ~Receiver() = default;
    virtual void OnMessage(std::string message) = 0;     // one for each Next, until Cancel
    virtual void OnEnd(const absl::Status& status) = 0;  // the last call, also after Cancel
  };
  class Incoming : public InFlight {
   public:
    virtual void Next() = 0;  // asks for a message: not asking is how its sender is slowed down
  };
  std::shared_ptr<Incoming> ServerStream(Outgoing call, std::shared_ptr<Receiver> receiver);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::rpc

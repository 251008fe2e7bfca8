// Keeps a server stream open for as long as it lives, on threads of its own: opens it again, with growing pauses, when it
// ends or falls silent. For what a service must always know of another one. Thread-safe; the channel outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "google/protobuf/message.h"
#include "lib/platform/rpc/channel.h"

namespace tabadul::rpc {

class StandingStream {
 public:
  struct Settings {
    std::string method;  // "/tabadul.identity.v1.GrantService/WatchSharing"
    // Asked anew for each attempt: where to go on.
    std::function<std::unique_ptr<google::protobuf::Message>()> request;
    const google::protobuf::Message* response = nullptr;  // the prototype
    // Each message, on the stream's thread. A Goodbye is one, too.
    std::function<void(const google::protobuf::Message&)> take;
    absl::Duration silence =
        absl::Seconds(15);  // three heartbeats: a peer that is gone behind a live connection
  };
  StandingStream(Channel& channel, Settings settings);
  ~StandingStream();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::rpc

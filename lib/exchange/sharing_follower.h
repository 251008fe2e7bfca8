// Tells the exchanges of a process who may receive what, as identity knows it (GrantService.WatchSharing): all of it at
// the start, then each change. While identity is away what was known holds. Thread-safe; what it is given outlives it.
#pragma once

#include <atomic>
#include <vector>

#include "lib/exchange/exchange.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/rpc/standing_stream.h"
#include "tabadul/identity/v1/grant_service.pb.h"

namespace tabadul::exchange {

class SharingFollower {
 public:
  SharingFollower(rpc::Channel& identity, std::vector<Exchange*> exchanges);
  // OK once all of it has been told: what was known before may be of a backup.
  absl::Status Ready() const;

 private:
  void Take(const identity::v1::WatchSharingResponse& response);

  const std::vector<Exchange*> exchanges_;
  uint64_t sequence_ = 0;  // the stream's thread only
  std::atomic<bool> told_ = false;
  rpc::StandingStream stream_;
};

// What a source's sharing says of one kind.
SourceRights RightsOf(const identity::v1::Sharing& sharing, const std::string& kind);

}  // namespace tabadul::exchange

// Follows the feed of a kind: opens Watch from the follower's cursor, applies what comes, reconnects by
// itself, and tells the hub how far the copy is. Blocking, on the caller's thread.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "lib/client/connection.h"
#include "lib/client/follower.h"

namespace tabadul::client {

struct FollowSettings {
  std::string method = "/tabadul.jobs.v1.VacancyExchangeService/Watch";
  exchange::v1::Filter filter;
  // End at the first mark: the follower then holds a complete snapshot.
  bool until_mark = false;
  // Which of the system's copies this is, if it keeps several (docs/protocol.md#followers).
  std::string follower;
  // How often, at most, the hub is told how far the copy is (Follower::Purged); infinite: never. That it cannot be told ends
  // nothing.
  absl::Duration confirm_every = absl::Seconds(10);
  // Without any message of the hub for so long, over all attempts: UNAVAILABLE.
  absl::Duration patience = absl::InfiniteDuration();
  // Each mark, after what came before it was applied, and before anything of it is confirmed. An error ends Follow with it.
  std::function<absl::Status(const exchange::v1::SignedMark&)> on_mark;
  std::function<void(const absl::Status& why, absl::Duration wait)> on_interruption;
};

// OK: the mark was reached (until_mark). CANCELLED: `stop` was asked. UNAVAILABLE: patience is over. Else the
// reason the hub refused for, or the follower's own error.
absl::Status Follow(Connection& connection, const FollowSettings& settings, Follower& follower,
                    std::stop_token stop);

}  // namespace tabadul::client

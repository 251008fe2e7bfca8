// The items of a small push, gathered and sent in one call (BatchPush). Not thread-safe.
#pragma once

#include <cstddef>
#include <string>

#include "lib/client/connection.h"
#include "lib/client/pusher.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::cli {

class BatchCall {
 public:
  static constexpr int kMostItems = 1000;
  static constexpr size_t kMostBytes = 8'000'000;

  // Over a connection of its own. `settings.method` is the kind's BatchPush.
  BatchCall(const client::Profile& profile, client::ConnectionOptions options, client::PushSettings settings);

  // RECORD_TOO_LARGE {limit_bytes}: as Pusher::Push. TOO_MANY {field, limit}: all of them are more than one call takes.
  absl::Status Add(exchange::v1::PushItem item);
  bool is_over() const { return is_over_; }  // there was a TOO_MANY
  // Once, and never repeated: nobody could say when the first one is carried out (docs/protocol.md#leases). An error
  // that says nothing of the items leaves open whether it was.
  absl::Status Send(const client::Pusher::OnOutcome& on_outcome);
  bool sent() const { return sent_; }                  // the hub may have it
  const std::string& token() const { return token_; }  // after Send

 private:
  absl::Status KeepReceipt(const exchange::v1::BatchPushResponse& response) const;

  const client::PushSettings settings_;
  client::Connection connection_;
  exchange::v1::BatchPushRequest request_;
  size_t bytes_ = 0;
  bool is_over_ = false, sent_ = false;
  std::string token_;
};

}  // namespace tabadul::cli

// The run of one full export (docs/protocol.md#runs): begun before its first item, ended when all are answered. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "lib/client/connection.h"
#include "tabadul/exchange/v1/run.pb.h"

namespace tabadul::client {

class FullExport {
 public:
  FullExport(Connection& connection, std::string kind) : connection_(connection), kind_(std::move(kind)) {}

  absl::Status Begin(const std::string& source, std::optional<uint64_t> records);
  const std::string& run_id() const { return run_.run_id(); }
  // A row whose id nobody could read.
  void CountUnreadable() { ++unreadable_; }
  // Ends it, and waits at most `patience` for what the hub makes of it.
  absl::Status End(absl::Duration patience);
  // Whether the hub has forgotten of it what was sent, and nobody has begun a later export: then it is to be sent again.
  bool IsToBeginAgain();
  const exchange::v1::Run& run() const { return run_; }
  bool is_unanswered() const { return is_unanswered_; }  // the hub may have ended it, and has not said so

 private:
  absl::Status Look(absl::Duration patience);
  absl::StatusOr<bool> IsNewest();

  Connection& connection_;
  const std::string kind_;
  exchange::v1::Run run_;
  uint64_t unreadable_ = 0;
  bool is_unanswered_ = false;
};

}  // namespace tabadul::client

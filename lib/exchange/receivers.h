// Who receives a source: the organisations that keep copies, and what the rights of now give them (docs/protocol.md#grants).
// Thread-safe; blocking.
#pragma once

#include "lib/exchange/follower_store.h"
#include "lib/exchange/sharing_book.h"
#include "lib/platform/rpc/call.h"
#include "tabadul/exchange/v1/follower.pb.h"

namespace tabadul::exchange {

class Receivers {
 public:
  Receivers(const SharingBook& book, pg::Pool& pool, const std::string& kind);

  absl::StatusOr<v1::ListReceiversResponse> List(const rpc::Call& call,
                                                 const v1::ListReceiversRequest& request);

 private:
  const SharingBook& book_;
  const FollowerStore followers_;
  pg::Pool& pool_;
};

}  // namespace tabadul::exchange

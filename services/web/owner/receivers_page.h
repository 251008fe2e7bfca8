// "/system/receivers": whom a system's records are for, and who keeps copies of them.
#pragma once

#include <vector>

#include "services/web/owner/kinds.h"
#include "services/web/owner/session.h"
#include "tabadul/exchange/v1/follower.pb.h"
#include "tabadul/identity/v1/grant.pb.h"

namespace tabadul::web::owner {

struct KindReceivers {
  const Kind* kind = nullptr;
  std::vector<exchange::v1::Receiver> receivers;
};

absl::StatusOr<Reply> ShowReceivers(const Visit& visit);
// Pure.
pages::Page ReceiversPage(const pages::Asked& asked, const identity::v1::Sharing& sharing,
                          const std::vector<KindReceivers>& kinds);

}  // namespace tabadul::web::owner

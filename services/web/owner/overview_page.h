// "/system": whether a ministry's data is in.
#pragma once

#include <vector>

#include "services/web/owner/kinds.h"
#include "services/web/owner/session.h"
#include "tabadul/exchange/v1/receipt.pb.h"
#include "tabadul/exchange/v1/source.pb.h"

namespace tabadul::web::owner {

// What the hub says of one kind of a system's records.
struct KindReport {
  const Kind* kind = nullptr;
  exchange::v1::Source source;                      // empty: it has sent none
  std::vector<exchange::v1::ReceiptBody> receipts;  // the newest first
};

absl::StatusOr<Reply> ShowOverview(const Visit& visit);
// Pure.
pages::Page OverviewPage(const pages::Asked& asked, const Session& session,
                         const std::vector<KindReport>& kinds);

}  // namespace tabadul::web::owner

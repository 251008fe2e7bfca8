// GrantService: what owners decide about their sources' records. Every decision writes one audit line, refused or not.
// Thread-safe.
#pragma once

#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/service.h"
#include "services/identity/sharing_feed.h"
#include "tabadul/identity/v1/grant_service.pb.h"

namespace tabadul::identity {

class GrantService final : public rpc::Service {
 public:
  GrantService(SharingFeed& feed, const Clock& clock);

 private:
  absl::StatusOr<v1::GetSharingResponse> GetSharing(const rpc::Call& call,
                                                    const v1::GetSharingRequest& request);
  absl::StatusOr<v1::SetGrantsResponse> SetGrants(const rpc::Call& call, const v1::SetGrantsRequest& request);
  absl::StatusOr<v1::SetGrantsResponse> Decide(const rpc::Call& call, const v1::SetGrantsRequest& request);

  SharingFeed& feed_;
  const Clock& clock_;
};

}  // namespace tabadul::identity

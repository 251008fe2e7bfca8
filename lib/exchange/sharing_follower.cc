#include "lib/exchange/sharing_follower.h"

#include <algorithm>

#include "lib/exchange/sharing_book.h"

namespace tabadul::exchange {

using identity::v1::WatchSharingRequest;
using identity::v1::WatchSharingResponse;

SourceRights RightsOf(const identity::v1::Sharing& sharing, const std::string& kind) {
  SourceRights source{sharing.source(), {}, sharing.sequence()};
  source.rights.set_live(sharing.live());
  const auto grants = std::find_if(sharing.kinds().begin(), sharing.kinds().end(),
                                   [&](const auto& one) { return one.kind() == kind; });
  const bool by_default = grants == sharing.kinds().end() || grants->by_default();
  source.rights.set_by_default(by_default);
  if (!by_default) *source.rights.mutable_grants() = grants->grants();
  return source;
}

SharingFollower::SharingFollower(rpc::Channel& identity, std::vector<Exchange*> exchanges)
    : exchanges_(std::move(exchanges)),
      stream_(identity, {.method = "/tabadul.identity.v1.GrantService/WatchSharing",
                         .request =
                             [this] {
                               auto request = std::make_unique<WatchSharingRequest>();
                               request->set_after(sequence_);
                               return request;
                             },
                         .response = &WatchSharingResponse::default_instance(),
                         .take =
                             [this](const google::protobuf::Message& message) {
                               Take(static_cast<const WatchSharingResponse&>(message));
                             }}) {}

void SharingFollower::Take(const WatchSharingResponse& response) {
  if (response.has_goodbye()) return;
  for (Exchange* const exchange : exchanges_) {
    std::vector<SourceRights> sources;
    for (const auto& sharing : response.sharings())
      sources.push_back(RightsOf(sharing, exchange->kind().name));
    if (!sources.empty()) exchange->Share(sources);
  }
  sequence_ = response.sequence();
  told_ = true;
}

absl::Status SharingFollower::Ready() const {
  if (told_) return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "sharing"}});
}

}  // namespace tabadul::exchange

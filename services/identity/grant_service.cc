#include "services/identity/grant_service.h"

#include "lib/exchange/validate.h"
#include "lib/platform/rpc/audit.h"
#include "services/identity/grants.h"
#include "services/identity/organisation.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

bool IsOwner(const rpc::Caller& caller, const std::string& source) {
  return !caller.organisation.empty() && caller.organisation == OrganisationOf(source);
}

}  // namespace

GrantService::GrantService(SharingFeed& feed, const Clock& clock)
    : rpc::Service(v1::SetGrantsRequest::descriptor()->file()->FindServiceByName("GrantService")),
      feed_(feed),
      clock_(clock) {
  Unary("GetSharing", this, &GrantService::GetSharing);
  Unary("SetGrants", this, &GrantService::SetGrants);
  Streaming("WatchSharing", [this](rpc::Stream& stream) { return feed_.Watch(stream); });
}

absl::StatusOr<v1::GetSharingResponse> GrantService::GetSharing(const rpc::Call& call,
                                                                const v1::GetSharingRequest& request) {
  const std::string& source = request.source().empty() ? call.caller().source : request.source();
  Violations violations;
  exchange::CheckSource(violations, "source", source);
  RETURN_IF_ERROR(violations.ToStatus());
  if (!IsOwner(call.caller(), source) && !call.caller().HasScope(kAdminScope))
    return Error(ERROR_REASON_NOT_OWNER, {{"source", source}});
  v1::GetSharingResponse response;
  ASSIGN_OR_RETURN(*response.mutable_sharing(), feed_.store().SharingOf(call.context(), source));
  return response;
}

absl::StatusOr<v1::SetGrantsResponse> GrantService::SetGrants(const rpc::Call& call,
                                                              const v1::SetGrantsRequest& request) {
  auto answer = Decide(call, request);
  Audit(call, "SetGrants", request.source() + " " + request.grants().kind(), answer.status());
  return answer;
}

absl::StatusOr<v1::SetGrantsResponse> GrantService::Decide(const rpc::Call& call,
                                                           const v1::SetGrantsRequest& request) {
  Violations violations;
  exchange::CheckSource(violations, "source", request.source());
  ValidateGrants(request.grants(), violations);
  RETURN_IF_ERROR(violations.ToStatus());
  if (!IsOwner(call.caller(), request.source()))
    return Error(ERROR_REASON_NOT_OWNER, {{"source", request.source()}});
  RETURN_IF_ERROR(feed_.store().SetGrants(call.context(), request.source(), request.grants(),
                                          call.caller().source, clock_.Now()));
  feed_.Changed();
  v1::SetGrantsResponse response;
  ASSIGN_OR_RETURN(*response.mutable_sharing(), feed_.store().SharingOf(call.context(), request.source()));
  return response;
}

}  // namespace tabadul::identity

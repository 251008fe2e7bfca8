// AdminService: what operators of the Centre do. Every call that reaches it writes one audit line, refused or
// not. Thread-safe.
#pragma once

#include <string>

#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/service.h"
#include "services/identity/authority.h"
#include "services/identity/revocations.h"
#include "services/identity/sessions.h"
#include "services/identity/sharing_feed.h"
#include "services/identity/store.h"

namespace tabadul::identity {

class AdminService final : public rpc::Service {
 public:
  // `sessions` has the RPCs of links and sessions.
  AdminService(Store& store, Sessions& sessions, SharingFeed& sharing, const Authority& authority,
               Revocations& revocations, const Clock& clock);

 private:
  template <class Response>
  using Answer = absl::StatusOr<Response>;
  Answer<v1::CreateOrganisationResponse> CreateOrganisation(const rpc::Call& call,
                                                            const v1::CreateOrganisationRequest& request);
  Answer<v1::ListOrganisationsResponse> ListOrganisations(const rpc::Call& call,
                                                          const v1::ListOrganisationsRequest& request);
  Answer<v1::CreateSystemResponse> CreateSystem(const rpc::Call& call,
                                                const v1::CreateSystemRequest& request);
  Answer<v1::ListSystemsResponse> ListSystems(const rpc::Call& call, const v1::ListSystemsRequest& request);
  Answer<v1::SetLiveResponse> SetLive(const rpc::Call& call, const v1::SetLiveRequest& request);
  Answer<v1::IssueCertificateResponse> IssueCertificate(const rpc::Call& call,
                                                        const v1::IssueCertificateRequest& request);
  Answer<v1::ListCertificatesResponse> ListCertificates(const rpc::Call& call,
                                                        const v1::ListCertificatesRequest& request);
  Answer<v1::RevokeResponse> Revoke(const rpc::Call& call, const v1::RevokeRequest& request);
  Answer<v1::RegisterSigningKeyResponse> RegisterSigningKey(const rpc::Call& call,
                                                            const v1::RegisterSigningKeyRequest& request);
  Answer<v1::EndSigningKeyResponse> EndSigningKey(const rpc::Call& call,
                                                  const v1::EndSigningKeyRequest& request);

  // Registers a handler whose calls are audited; `subject` tells what a request is about.
  template <class Request, class Response>
  void Audited(const char* method,
               Answer<Response> (AdminService::*handler)(const rpc::Call&, const Request&),
               std::string (*subject)(const Request&));

  Store& store_;
  SharingFeed& sharing_;
  const Authority& authority_;
  Revocations& revocations_;
  const Clock& clock_;
};

}  // namespace tabadul::identity

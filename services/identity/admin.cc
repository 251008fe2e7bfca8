#include "services/identity/admin.h"

#include "lib/exchange/validate.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/rpc/audit.h"
#include "services/identity/organisation.h"
#include "services/identity/paging.h"
#include "services/identity/signing_key.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

const metrics::Counter& CertificatesMetric() {
  static const metrics::Counter counter("tabadul_identity_issued_certificates_total", "Certificates issued");
  return counter;
}

}  // namespace

template <class Request, class Response>
void AdminService::Audited(const char* method,
                           Answer<Response> (AdminService::*handler)(const rpc::Call&, const Request&),
                           std::string (*subject)(const Request&)) {
  Unary<Request, Response>(method, [=, this](const rpc::Call& call, const Request& request) {
    Answer<Response> answer = (this->*handler)(call, request);
    Audit(call, method, subject(request), answer.status());
    return answer;
  });
}

AdminService::AdminService(Store& store, Sessions& sessions, SharingFeed& sharing, const Authority& authority,
                           Revocations& revocations, const Clock& clock)
    : rpc::Service(v1::RevokeRequest::descriptor()->file()->FindServiceByName("AdminService")),
      store_(store),
      sharing_(sharing),
      authority_(authority),
      revocations_(revocations),
      clock_(clock) {
  Audited<v1::CreateOrganisationRequest>("CreateOrganisation", &AdminService::CreateOrganisation,
                                         [](const auto& request) { return request.organisation().id(); });
  Audited<v1::ListOrganisationsRequest>("ListOrganisations", &AdminService::ListOrganisations,
                                        [](const auto&) { return std::string("organisations"); });
  Audited<v1::CreateSystemRequest>("CreateSystem", &AdminService::CreateSystem,
                                   [](const auto& request) { return request.system().source(); });
  Audited<v1::ListSystemsRequest>("ListSystems", &AdminService::ListSystems,
                                  [](const auto&) { return std::string("systems"); });
  Audited<v1::SetLiveRequest>("SetLive", &AdminService::SetLive, [](const auto& request) {
    return request.source() + (request.live() ? " LIVE" : " PILOT");
  });
  Audited<v1::IssueCertificateRequest>("IssueCertificate", &AdminService::IssueCertificate,
                                       [](const auto& request) { return request.source(); });
  Audited<v1::ListCertificatesRequest>("ListCertificates", &AdminService::ListCertificates,
                                       [](const auto& request) { return request.source(); });
  Audited<v1::RevokeRequest>("Revoke", &AdminService::Revoke, [](const auto& request) {
    return request.source().empty() ? request.certificate() : request.source();
  });
  Audited<v1::RegisterSigningKeyRequest>(
      "RegisterSigningKey", &AdminService::RegisterSigningKey,
      [](const auto& request) { return request.key().service() + " " + request.key().key_id(); });
  Audited<v1::EndSigningKeyRequest>("EndSigningKey", &AdminService::EndSigningKey,
                                    [](const auto& request) { return request.key_id(); });
  Unary("CreateSignInLink", &sessions, &Sessions::CreateSignInLink);
  Unary("ListSessions", &sessions, &Sessions::ListSessions);
  Unary("EndSessions", &sessions, &Sessions::EndSessions);
}

absl::StatusOr<v1::CreateOrganisationResponse> AdminService::CreateOrganisation(
    const rpc::Call& call, const v1::CreateOrganisationRequest& request) {
  Violations violations;
  ValidateOrganisation(request.organisation(), violations);
  RETURN_IF_ERROR(violations.ToStatus());
  v1::CreateOrganisationResponse response;
  *response.mutable_organisation() = request.organisation();
  *response.mutable_organisation()->mutable_create_time() = TimestampOf(clock_.Now());
  RETURN_IF_ERROR(store_.AddOrganisation(call.context(), response.organisation()));
  return response;
}

absl::StatusOr<v1::ListOrganisationsResponse> AdminService::ListOrganisations(
    const rpc::Call& call, const v1::ListOrganisationsRequest& request) {
  constexpr char kList[] = "organisations";
  ASSIGN_OR_RETURN(const Page page, ReadPage(request.page_size(), request.page_token(), kList));
  ASSIGN_OR_RETURN(auto rows, store_.Organisations(call.context(), page.after, page.size + 1));
  return PageOf<v1::Organisation, v1::ListOrganisationsResponse>(
      std::move(rows), page, kList, [](auto& response) { return response.add_organisations(); },
      [](const auto& row) { return row.id(); });
}

absl::StatusOr<v1::CreateSystemResponse> AdminService::CreateSystem(const rpc::Call& call,
                                                                    const v1::CreateSystemRequest& request) {
  Violations violations;
  ValidateSystem(request.system(), violations);
  RETURN_IF_ERROR(violations.ToStatus());
  v1::CreateSystemResponse response;
  v1::System& system = *response.mutable_system();
  system.set_source(request.system().source());
  *system.mutable_scopes() = request.system().scopes();
  system.set_live(request.system().live());
  *system.mutable_create_time() = TimestampOf(clock_.Now());
  RETURN_IF_ERROR(store_.AddSystem(call.context(), system));
  sharing_.Changed();
  return response;
}

absl::StatusOr<v1::SetLiveResponse> AdminService::SetLive(const rpc::Call& call,
                                                          const v1::SetLiveRequest& request) {
  Violations violations;
  exchange::CheckSource(violations, "source", request.source());
  RETURN_IF_ERROR(violations.ToStatus());
  RETURN_IF_ERROR(sharing_.store().SetLive(call.context(), request.source(), request.live()));
  sharing_.Changed();
  v1::SetLiveResponse response;
  ASSIGN_OR_RETURN(*response.mutable_system(), store_.System(call.context(), request.source()));
  return response;
}

absl::StatusOr<v1::ListSystemsResponse> AdminService::ListSystems(const rpc::Call& call,
                                                                  const v1::ListSystemsRequest& request) {
  constexpr char kList[] = "systems";
  ASSIGN_OR_RETURN(const Page page, ReadPage(request.page_size(), request.page_token(), kList));
  ASSIGN_OR_RETURN(auto rows, store_.Systems(call.context(), page.after, page.size + 1));
  return PageOf<v1::System, v1::ListSystemsResponse>(
      std::move(rows), page, kList, [](auto& response) { return response.add_systems(); },
      [](const auto& row) { return row.source(); });
}

absl::StatusOr<v1::IssueCertificateResponse> AdminService::IssueCertificate(
    const rpc::Call& call, const v1::IssueCertificateRequest& request) {
  Violations violations;
  exchange::CheckSource(violations, "source", request.source());
  if (request.days() < 0 || request.days() > kMaxDays) {
    violations.Add("days", ERROR_REASON_OUT_OF_RANGE,
                   {{"minimum", "1"}, {"maximum", std::to_string(kMaxDays)}});
  }
  const Key key = KeyOfRequest(request.certificate_request(), "certificate_request", violations);
  RETURN_IF_ERROR(violations.ToStatus());
  const int days = request.days() == 0 ? kDefaultDays : request.days();
  ASSIGN_OR_RETURN(const Issued issued, authority_.IssueClient(*key, request.source(), days, clock_.Now()));
  RETURN_IF_ERROR(store_.AddCertificate(call.context(), request.source(), issued));
  CertificatesMetric().Increment();
  v1::IssueCertificateResponse response;
  response.set_certificate(issued.pem);
  response.set_authority(authority_.pem());
  v1::Certificate& details = *response.mutable_details();
  details.set_fingerprint(issued.fingerprint);
  details.set_source(request.source());
  details.set_serial(issued.serial);
  *details.mutable_not_before() = TimestampOf(issued.not_before);
  *details.mutable_not_after() = TimestampOf(issued.not_after);
  return response;
}

absl::StatusOr<v1::ListCertificatesResponse> AdminService::ListCertificates(
    const rpc::Call& call, const v1::ListCertificatesRequest& request) {
  if (!request.source().empty()) {
    Violations violations;
    exchange::CheckSource(violations, "source", request.source());
    RETURN_IF_ERROR(violations.ToStatus());
  }
  const std::string list = "certificates:" + request.source();
  ASSIGN_OR_RETURN(const Page page, ReadPage(request.page_size(), request.page_token(), list));
  ASSIGN_OR_RETURN(auto rows,
                   store_.Certificates(call.context(), request.source(), page.after, page.size + 1));
  return PageOf<v1::Certificate, v1::ListCertificatesResponse>(
      std::move(rows), page, list, [](auto& response) { return response.add_certificates(); },
      [](const auto& row) { return row.fingerprint(); });
}

absl::StatusOr<v1::RevokeResponse> AdminService::Revoke(const rpc::Call& call,
                                                        const v1::RevokeRequest& request) {
  Violations violations;
  if (request.certificate().empty()) {
    exchange::CheckSource(violations, "source", request.source());
  } else if (!request.source().empty()) {
    violations.Add("certificate", ERROR_REASON_CONTRADICTION, {{"other", "source"}});
  } else if (!IsFingerprint(request.certificate())) {
    violations.Add("certificate", ERROR_REASON_MALFORMED, {{"form", "SHA-256, base64url, 43 characters"}});
  }
  RETURN_IF_ERROR(violations.ToStatus());
  v1::RevokeResponse response;
  ASSIGN_OR_RETURN(*response.mutable_revocation(),
                   store_.Revoke(call.context(), request.certificate(), request.source(), clock_.Now()));
  revocations_.Refresh();  // this process and its followers need not wait for the next look
  return response;
}

absl::StatusOr<v1::RegisterSigningKeyResponse> AdminService::RegisterSigningKey(
    const rpc::Call& call, const v1::RegisterSigningKeyRequest& request) {
  const v1::SigningKey key = WithDefaults(request.key(), clock_.Now());
  Violations violations;
  ValidateSigningKey(key, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  const rpc::Caller& caller = call.caller();
  if (caller.kind == rpc::Caller::Kind::kService && caller.service != key.service()) {
    return Error(ERROR_REASON_NOT_OWNER, {{"source", key.service()}});
  }
  v1::RegisterSigningKeyResponse response;
  ASSIGN_OR_RETURN(*response.mutable_key(), store_.PutSigningKey(call.context(), key, clock_.Now()));
  return response;
}

absl::StatusOr<v1::EndSigningKeyResponse> AdminService::EndSigningKey(
    const rpc::Call& call, const v1::EndSigningKeyRequest& request) {
  Violations violations;
  ValidateEnd(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  const absl::Time now = clock_.Now();
  const absl::Time end = request.has_time() ? TimeOf(request.time()) : now;
  v1::EndSigningKeyResponse response;
  ASSIGN_OR_RETURN(*response.mutable_key(), store_.EndSigningKey(call.context(), request.key_id(), end, now));
  return response;
}

}  // namespace tabadul::identity

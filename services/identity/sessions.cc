#include "services/identity/sessions.h"

#include "fmt/format.h"
#include "lib/exchange/validate.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/rpc/audit.h"
#include "services/identity/openssl.h"
#include "services/identity/organisation.h"
#include "services/identity/paging.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kCodeBytes = 16;
constexpr size_t kSecretBytes = 32;
constexpr absl::Duration kShortestLink = absl::Minutes(1);
constexpr absl::Duration kStandardLink = absl::Hours(24);
constexpr absl::Duration kLongestLink = absl::Hours(24 * 7);

const metrics::Counter& BegunMetric() {
  static const metrics::Counter counter("tabadul_identity_begun_sessions_total",
                                        "Sign-ins to the portal, by what was presented", {"with", "outcome"});
  return counter;
}
const metrics::Counter& EndedMetric() {
  static const metrics::Counter counter("tabadul_identity_ended_sessions_total",
                                        "Sessions that were ended before their time", {"by"});
  return counter;
}

// What is kept of a code or a session's secret.
std::string HashOf(std::string_view secret) { return Base64Url(Sha256(secret)); }

// By what an audit line names a link (its code's hash) or a certificate: enough to find the lines that belong together.
std::string ShortOf(std::string_view hash) { return std::string(hash.substr(0, 16)); }

void ValidateLink(const v1::CreateSignInLinkRequest& request, Violations& violations) {
  exchange::CheckSource(violations, "source", request.source());
  if (!request.has_valid_for()) return;
  if (request.valid_for().nanos() != 0) {
    violations.Add("valid_for", ERROR_REASON_MALFORMED, {{"form", "3600s"}});
  } else {
    exchange::CheckRange(violations, "valid_for", request.valid_for().seconds(),
                         absl::ToInt64Seconds(kShortestLink), absl::ToInt64Seconds(kLongestLink));
  }
}

void ValidateSignIn(const v1::SignInRequest& request, Violations& violations) {
  if (request.certificate().empty()) {
    if (request.code().empty()) violations.Add("code", ERROR_REASON_REQUIRED);
  } else if (!request.code().empty()) {
    violations.Add("certificate", ERROR_REASON_CONTRADICTION, {{"other", "code"}});
  } else if (!IsFingerprint(request.certificate())) {
    violations.Add("certificate", ERROR_REASON_MALFORMED, {{"form", "SHA-256, base64url, 43 characters"}});
  }
}

}  // namespace

absl::StatusOr<v1::CreateSignInLinkResponse> Sessions::CreateSignInLink(
    const rpc::Call& call, const v1::CreateSignInLinkRequest& request) {
  auto answer = MakeLink(call, request);
  const std::string link = answer.ok() ? " " + ShortOf(HashOf(answer->code())) : "";
  Audit(call, "CreateSignInLink", request.source() + link, answer.status());
  return answer;
}

absl::StatusOr<v1::CreateSignInLinkResponse> Sessions::MakeLink(const rpc::Call& call,
                                                                const v1::CreateSignInLinkRequest& request) {
  Violations violations;
  ValidateLink(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  const absl::Duration valid_for =
      request.has_valid_for() ? absl::Seconds(request.valid_for().seconds()) : kStandardLink;
  const absl::Time now = clock_.Now();
  v1::CreateSignInLinkResponse response;
  response.set_code(Base64Url(RandomBytes(kCodeBytes)));
  *response.mutable_expire_time() = TimestampOf(now + valid_for);
  RETURN_IF_ERROR(store_.AddLink(call.context(), {.code_hash = HashOf(response.code()),
                                                  .source = request.source(),
                                                  .made_by = call.caller().source,
                                                  .made = now,
                                                  .expires = now + valid_for}));
  return response;
}

absl::StatusOr<v1::ListSessionsResponse> Sessions::ListSessions(const rpc::Call& call,
                                                                const v1::ListSessionsRequest& request) {
  auto answer = List(call.context(), request);
  Audit(call, "ListSessions", request.source(), answer.status());
  return answer;
}

absl::StatusOr<v1::ListSessionsResponse> Sessions::List(const Context& context,
                                                        const v1::ListSessionsRequest& request) {
  if (!request.source().empty()) {
    Violations violations;
    exchange::CheckSource(violations, "source", request.source());
    RETURN_IF_ERROR(violations.ToStatus());
  }
  const std::string list = fmt::format("sessions:{}:{}", request.source(), request.ended());
  ASSIGN_OR_RETURN(const Page page, ReadPage(request.page_size(), request.page_token(), list));
  ASSIGN_OR_RETURN(auto rows, store_.List(context, request.source(), request.ended(), clock_.Now(),
                                          page.after, page.size + 1));
  return PageOf<v1::Session, v1::ListSessionsResponse>(
      std::move(rows), page, list, [](auto& response) { return response.add_sessions(); },
      [](const auto& row) { return row.fingerprint(); });
}

absl::StatusOr<v1::EndSessionsResponse> Sessions::EndSessions(const rpc::Call& call,
                                                              const v1::EndSessionsRequest& request) {
  const auto ended = End(call.context(), request.source());
  Audit(call, "EndSessions", request.source(), ended.status());
  if (!ended.ok()) return ended.status();
  EndedMetric().With({"operator"}).Increment(ended->sessions);
  v1::EndSessionsResponse response;
  response.set_sessions(ended->sessions);
  response.set_links(ended->links);
  return response;
}

absl::StatusOr<SessionStore::Ended> Sessions::End(const Context& context, const std::string& source) {
  Violations violations;
  exchange::CheckSource(violations, "source", source);
  RETURN_IF_ERROR(violations.ToStatus());
  ASSIGN_OR_RETURN(const SessionStore::Ended ended, store_.EndOf(context, source, clock_.Now()));
  revocations_.Refresh();  // this process and its followers need not wait for the next look
  return ended;
}

absl::StatusOr<v1::SignInResponse> Sessions::SignIn(const rpc::Call& call, const v1::SignInRequest& request) {
  const std::string secret = Base64Url(RandomBytes(kSecretBytes)), fingerprint = HashOf(secret);
  const bool link = request.certificate().empty();
  const auto begun = Begin(call.context(), request, fingerprint);
  const std::string with = ShortOf(link ? HashOf(request.code()) : request.certificate());
  Audit(call, "SignIn", begun.ok() ? fmt::format("{} {} {}", begun->source, fingerprint, with) : with,
        begun.status());
  BegunMetric().With({link ? "link" : "certificate", begun.ok() ? "begun" : "refused"}).Increment();
  if (!begun.ok()) return begun.status();
  v1::SignInResponse response;
  response.set_session(secret);
  response.set_source(begun->source);
  *response.mutable_expire_time() = TimestampOf(begun->expires);
  return response;
}

absl::StatusOr<SessionStore::Begun> Sessions::Begin(const Context& context, const v1::SignInRequest& request,
                                                    const std::string& fingerprint) {
  Violations violations;
  ValidateSignIn(request, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  if (!request.certificate().empty())
    return store_.BeginByCertificate(context, request.certificate(), fingerprint, clock_.Now());
  return store_.BeginByLink(context, HashOf(request.code()), fingerprint, clock_.Now());
}

absl::StatusOr<v1::SignOutResponse> Sessions::SignOut(const rpc::Call& call,
                                                      const v1::SignOutRequest& request) {
  Violations violations;
  exchange::Require(violations, "session", !request.session().empty());
  RETURN_IF_ERROR(violations.ToStatus());
  const std::string fingerprint = HashOf(request.session());
  ASSIGN_OR_RETURN(const auto source, store_.End(call.context(), fingerprint, clock_.Now()));
  if (!source) return v1::SignOutResponse();
  revocations_.Refresh();
  Audit(call, "SignOut", *source + " " + fingerprint, absl::OkStatus());
  EndedMetric().With({"person"}).Increment();
  return v1::SignOutResponse();
}

}  // namespace tabadul::identity

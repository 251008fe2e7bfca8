#include "services/web/owner/sessions.h"

#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/platform/base/utc.h"

namespace tabadul::web::owner {
namespace {

using namespace identity::v1;  // NOLINT: the messages

constexpr char kIssueToken[] = "/tabadul.identity.v1.IdentityService/IssueToken";
constexpr char kWhoAmI[] = "/tabadul.identity.v1.IdentityService/WhoAmI";
constexpr char kCertificate[] = "x-tabadul-certificate";

}  // namespace

std::string FingerprintOf(std::string_view session) { return evidence::Base64Url(evidence::Sha256(session)); }

bool IsSignedOut(const absl::Status& status) {
  switch (ReasonOf(status)) {
    case common::v1::ERROR_REASON_TOKEN_MISSING:
    case common::v1::ERROR_REASON_TOKEN_INVALID:
    case common::v1::ERROR_REASON_TOKEN_EXPIRED:
    case common::v1::ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH:
    case common::v1::ERROR_REASON_CERTIFICATE_MISSING:
    case common::v1::ERROR_REASON_CERTIFICATE_UNKNOWN:
    case common::v1::ERROR_REASON_CERTIFICATE_REVOKED:
    case common::v1::ERROR_REASON_CERTIFICATE_EXPIRED:
      return true;
    default:
      return false;
  }
}

RequestContext InNameOf(const std::vector<std::pair<std::string, std::string>>& credentials,
                        const RequestContext& context) {
  RequestContext named = context;
  named.metadata = {{"x-request-id", context.request_id}, {"accept-language", context.language}};
  named.metadata.insert(named.metadata.end(), credentials.begin(), credentials.end());
  return named;
}

Sessions::Sessions(pages::Transport transport, Options options)
    : transport_(std::move(transport)), options_(options) {}

absl::StatusOr<Session> Sessions::Find(const std::string& fingerprint, const RequestContext& context,
                                       std::string_view language, absl::Time now) {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = kept_.find(fingerprint);
    if (found != kept_.end() && now < found->second.until) return found->second.session;
  }
  ASSIGN_OR_RETURN(const Kept kept, Ask(fingerprint, IssueTokenRequest(), context, language, now));
  Keep(fingerprint, kept, now);
  return kept.session;
}

absl::Status Sessions::Confirm(const Session& session, const RequestContext& context,
                               std::string_view language, absl::Time now) const {
  const pages::Calls calls(transport_, InNameOf(session.credentials, context), language, now + kCallTime);
  return calls.Ask<WhoAmIResponse>(kWhoAmI, WhoAmIRequest()).status();
}

absl::StatusOr<std::string> Sessions::SourceOf(const std::string& certificate, const RequestContext& context,
                                               std::string_view language, absl::Time now) const {
  IssueTokenRequest itself;
  itself.add_scopes("self");
  ASSIGN_OR_RETURN(const Kept asked, Ask(certificate, itself, context, language, now));
  return asked.session.source;
}

absl::StatusOr<Sessions::Kept> Sessions::Ask(const std::string& fingerprint, const IssueTokenRequest& wanted,
                                             const RequestContext& context, std::string_view language,
                                             absl::Time now) const {
  Session session;
  session.fingerprint = fingerprint;
  session.credentials = {{kCertificate, fingerprint}};
  const absl::Time deadline = now + kCallTime;
  const auto calls = [&] {
    return pages::Calls(transport_, InNameOf(session.credentials, context), language, deadline);
  };
  ASSIGN_OR_RETURN(const auto issued, calls().Ask<IssueTokenResponse>(kIssueToken, wanted));
  session.credentials.emplace_back("authorization", "Bearer " + issued.access_token());
  ASSIGN_OR_RETURN(const auto me, calls().Ask<WhoAmIResponse>(kWhoAmI, WhoAmIRequest()));
  session.source = me.source();
  session.scopes.assign(me.scopes().begin(), me.scopes().end());
  session.expires = TimeOf(me.certificate_expire_time());
  if (me.has_last_certificate_expire_time())
    session.certificates_end = TimeOf(me.last_certificate_expire_time());
  // The rest of its life is for the calls that are made with it.
  const absl::Duration half = absl::Seconds(issued.expires_in().seconds()) / 2;
  return Kept{.session = std::move(session), .until = now + std::min(options_.keep, half)};
}

void Sessions::Keep(const std::string& fingerprint, const Kept& kept, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  if (kept_.size() >= options_.most)
    std::erase_if(kept_, [&](const auto& one) { return one.second.until <= now; });
  if (kept_.size() >= options_.most) {
    kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& one, const auto& other) {
      return one.second.until < other.second.until;
    }));
  }
  kept_.insert_or_assign(fingerprint, kept);
}

void Sessions::Forget(const std::string& fingerprint) {
  absl::MutexLock lock(&mutex_);
  kept_.erase(fingerprint);
}

size_t Sessions::kept() const {
  absl::MutexLock lock(&mutex_);
  return kept_.size();
}

}  // namespace tabadul::web::owner

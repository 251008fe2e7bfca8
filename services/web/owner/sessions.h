// What is known of the sessions that ask for pages: whose they are, and a token of each, for five minutes at most, so that not
// every page is a call to identity. In memory, of so many at most; the secret itself is not kept. Thread-safe; calls wait.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/web/owner/session.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::web::owner {

// As services know a session: base64url(SHA-256(its text)).
std::string FingerprintOf(std::string_view session);
// Services take the caller for nobody, any more: his session has ended, or his system's certificates were revoked.
bool IsSignedOut(const absl::Status& status);

class Sessions {
 public:
  struct Options {
    absl::Duration keep = absl::Minutes(5);
    size_t most = 2000;
  };
  explicit Sessions(pages::Transport transport) : Sessions(std::move(transport), Options()) {}
  Sessions(pages::Transport transport, Options options);

  // IsSignedOut: it has ended, or never was. Each time that identity is asked is a use of the session.
  absl::StatusOr<Session> Find(const std::string& fingerprint, const RequestContext& context,
                               std::string_view language, absl::Time now);
  // Whether a session that was found goes on, now. IsSignedOut: it has ended.
  absl::Status Confirm(const Session& session, const RequestContext& context, std::string_view language,
                       absl::Time now) const;
  // Whose certificate this is, asked with a token that is good for no more than that; it is not kept.
  absl::StatusOr<std::string> SourceOf(const std::string& certificate, const RequestContext& context,
                                       std::string_view language, absl::Time now) const;
  void Forget(const std::string& fingerprint);
  size_t kept() const;

 private:
  struct Kept {
    Session session;
    absl::Time until;
  };
  absl::StatusOr<Kept> Ask(const std::string& fingerprint, const identity::v1::IssueTokenRequest& wanted,
                           const RequestContext& context, std::string_view language, absl::Time now) const;
  void Keep(const std::string& fingerprint, const Kept& kept, absl::Time now);

  const pages::Transport transport_;
  const Options options_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);  // by fingerprint
};

// Calls with these credentials alone, whatever came with the request; `credentials` empty: of web itself, in nobody's name.
RequestContext InNameOf(const std::vector<std::pair<std::string, std::string>>& credentials,
                        const RequestContext& context);

}  // namespace tabadul::web::owner

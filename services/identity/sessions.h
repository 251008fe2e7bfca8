// People of a ministry at the portal: links that let one in once, and the sessions that begin with a link or a certificate. What
// a person presents is random, leaves this process once, in the answer that gives it out, and is kept as its SHA-256 alone.
// Every call writes an audit line, refused or not, but a sign-out that ends nothing. Thread-safe.
#pragma once

#include <string>

#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/call.h"
#include "services/identity/revocations.h"
#include "services/identity/session_store.h"
#include "tabadul/identity/v1/admin_service.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::identity {

class Sessions {
 public:
  Sessions(SessionStore& store, Revocations& revocations, const Clock& clock)
      : store_(store), revocations_(revocations), clock_(clock) {}

  // The RPCs of these names.
  absl::StatusOr<v1::CreateSignInLinkResponse> CreateSignInLink(const rpc::Call& call,
                                                                const v1::CreateSignInLinkRequest& request);
  absl::StatusOr<v1::ListSessionsResponse> ListSessions(const rpc::Call& call,
                                                        const v1::ListSessionsRequest& request);
  absl::StatusOr<v1::EndSessionsResponse> EndSessions(const rpc::Call& call,
                                                      const v1::EndSessionsRequest& request);
  absl::StatusOr<v1::SignInResponse> SignIn(const rpc::Call& call, const v1::SignInRequest& request);
  absl::StatusOr<v1::SignOutResponse> SignOut(const rpc::Call& call, const v1::SignOutRequest& request);

  // A token is being issued for it: when it now ends.
  absl::StatusOr<absl::Time> Use(const Context& context, std::string_view fingerprint) {
    return store_.Use(context, fingerprint, clock_.Now());
  }

 private:
  absl::StatusOr<v1::CreateSignInLinkResponse> MakeLink(const rpc::Call& call,
                                                        const v1::CreateSignInLinkRequest& request);
  absl::StatusOr<v1::ListSessionsResponse> List(const Context& context,
                                                const v1::ListSessionsRequest& request);
  absl::StatusOr<SessionStore::Begun> Begin(const Context& context, const v1::SignInRequest& request,
                                            const std::string& fingerprint);
  absl::StatusOr<SessionStore::Ended> End(const Context& context, const std::string& source);

  SessionStore& store_;
  Revocations& revocations_;
  const Clock& clock_;
};

}  // namespace tabadul::identity

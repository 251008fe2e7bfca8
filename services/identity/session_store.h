// SQL of sign-in links and of sessions at the portal. It sees hashes only: `code_hash` and `fingerprint` are the SHA-256 of what
// a person presents, base64url without padding. Blocking; thread-safe. Errors besides those named are the pool's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/context.h"
#include "lib/platform/pg/pg.h"
#include "services/identity/store.h"
#include "tabadul/identity/v1/admin_service.pb.h"

namespace tabadul::identity {

inline constexpr absl::Duration kSessionLife = absl::Hours(8);
inline constexpr absl::Duration kSessionIdle = absl::Minutes(30);  // so long it goes on without a use
// Begun with a certificate, of one source within 24 hours: a member cannot fill the table, nor the feed of revocations.
inline constexpr int kSessionsOfOne = 200;

// Ends the sessions of one of the three, each with its place in the feed of revocations: how many those are.
absl::StatusOr<int> EndSessions(pg::Transaction& transaction, const Revoked& of, absl::Time now);

class SessionStore {
 public:
  explicit SessionStore(pg::Pool& pool) : pool_(pool) {}

  struct Link {
    std::string code_hash, source, made_by;
    absl::Time made, expires;
  };
  // NOT_FOUND; PRECONDITION if the system is revoked, or has the scope `admin`.
  absl::Status AddLink(const Context& context, const Link& link);

  struct Begun {
    std::string source;
    absl::Time expires;
  };
  // Uses the link up. TOKEN_INVALID, whatever is wrong with it.
  absl::StatusOr<Begun> BeginByLink(const Context& context, std::string_view code_hash,
                                    std::string_view fingerprint, absl::Time now);
  // CERTIFICATE_UNKNOWN, CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED; PRECONDITION of a system with the scope `admin`;
  // OVERLOADED beyond kSessionsOfOne.
  absl::StatusOr<Begun> BeginByCertificate(const Context& context, std::string_view certificate,
                                           std::string_view fingerprint, absl::Time now);
  // Notes that it was used, and tells when it now ends. Whether it still goes on is not looked at.
  absl::StatusOr<absl::Time> Use(const Context& context, std::string_view fingerprint, absl::Time now);

  // Whose it was; nothing if it is not known or has ended.
  absl::StatusOr<std::optional<std::string>> End(const Context& context, std::string_view fingerprint,
                                                 absl::Time now);
  struct Ended {
    int sessions = 0, links = 0;
  };
  // With the links that nobody has used. NOT_FOUND.
  absl::StatusOr<Ended> EndOf(const Context& context, std::string_view source, absl::Time now);

  // Of one source, or of all if it is empty; those that go on at `now`, or the `ended` too; in order of fingerprint.
  absl::StatusOr<std::vector<v1::Session>> List(const Context& context, std::string_view source, bool ended,
                                                absl::Time now, std::string_view after, int limit);

  // Forgets what had ended for certain at `before`.
  absl::StatusOr<Ended> Prune(const Context& context, absl::Time before);

 private:
  pg::Pool& pool_;
};

}  // namespace tabadul::identity

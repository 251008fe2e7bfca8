// The keys that access tokens are signed with: ECDSA P-256, several with overlapping validity, one file each
// in a directory (0600), so that replicas share them and a rotation invalidates no token. TokenKeys is
// thread-safe; TokenKey immutable.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/base/status.h"
#include "services/identity/openssl.h"

namespace tabadul::identity {

// A key signs until its end, so it stays published through the tokens that it signed last.
inline constexpr absl::Duration kTokenKeyLife = absl::Hours(24 * 180);
// The successor is made when this much of the life is left …
inline constexpr absl::Duration kTokenKeyRenewal = absl::Hours(24 * 60);
// … and signs only after every verifier has had the time to fetch it.
inline constexpr absl::Duration kTokenKeyAhead = absl::Hours(1);

struct TokenKey {
  std::string id;  // `kid`: the JWK thumbprint (RFC 7638)
  absl::Time not_before, not_after;
  Key key;
};

// A new key, as the text of its file.
absl::StatusOr<std::string> NewTokenKeyFile(absl::Time not_before, absl::Time not_after);
absl::StatusOr<TokenKey> ParseTokenKeyFile(std::string_view text);

class TokenKeys {
 public:
  explicit TokenKeys(std::string directory) : directory_(std::move(directory)) {}

  // Reads the directory anew. On an error the keys read before stay.
  absl::Status Reload() ABSL_LOCKS_EXCLUDED(mutex_);
  // Makes the first key, or the successor of one that nears its end; true if it made one.
  absl::StatusOr<bool> Renew(absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);
  // The newest key that is valid from `now` to `until`. UNAVAILABLE if there is none.
  absl::StatusOr<std::shared_ptr<const TokenKey>> Signing(absl::Time now, absl::Time until) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // The public halves of the keys that have not ended, those to come included (RFC 7517).
  std::string Jwks(absl::Time now) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The end of the last key: what the metric shows.
  absl::Time Until() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  std::vector<std::shared_ptr<const TokenKey>> Snapshot() const ABSL_LOCKS_EXCLUDED(mutex_);
  const std::string directory_;
  mutable absl::Mutex mutex_;
  std::vector<std::shared_ptr<const TokenKey>> keys_ ABSL_GUARDED_BY(mutex_);  // by not_before
};

}  // namespace tabadul::identity

// Keeps the token keys of a running process as they should be: reads the directory anew, makes the successor
// of a key that nears its end (if the directory may be written), shows the end of the last one as a metric. Prunes
// sign-in links and sessions that ended long ago.
#pragma once

#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/token.h"
#include "services/identity/session_store.h"
#include "services/identity/token_keys.h"

namespace tabadul::identity {

// How long links and sessions are told of after their end.
inline constexpr absl::Duration kSessionsKept = absl::Hours(24 * 90);

class Keeper {
 public:
  Keeper(TokenKeys& keys, SessionStore& sessions, rpc::TokenVerifier& verifier, const Clock& clock)
      : keys_(keys), sessions_(sessions), verifier_(verifier), clock_(clock) {}
  ~Keeper();
  // The first look is taken here; its error is the start's.
  absl::Status Start();
  // One look at the keys, as the thread takes every minute.
  absl::Status Look();
  // Then it prunes. A database that is away is waited for by the next time.
  absl::Status Prune();

 private:
  void Run();
  TokenKeys& keys_;
  SessionStore& sessions_;
  rpc::TokenVerifier& verifier_;
  const Clock& clock_;
  absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace tabadul::identity

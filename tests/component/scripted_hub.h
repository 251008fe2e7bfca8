// A real rpc::Server that plays the hub by a script, behind a TcpGate: what a client must survive, one stream after
// the other. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "lib/client/connection.h"
#include "lib/evidence/signer.h"
#include "lib/platform/rpc/server.h"
#include "tabadul/common/v1/goodbye.pb.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/exchange/v1/follower.pb.h"
#include "tabadul/exchange/v1/push.pb.h"
#include "tests/harness/certificates.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::tests {

// How the hub behaves on one Push stream.
struct PushTurn {
  enum class Then { kEverything, kGoodbye, kCut, kSilence };
  int credits = 1000;
  int answers = 0;  // of items on this stream, before `then`
  Then then = Then::kEverything;
  absl::Status status;
  common::v1::GoodbyeAction action = common::v1::GOODBYE_ACTION_RECONNECT;
};
// What came on one Push stream.
struct PushSeen {
  exchange::v1::PushOptions options;
  std::vector<uint64_t> items;
  std::vector<size_t> messages;  // items of each
  size_t most_unanswered = 0;
};

// What the hub sends on one Watch stream, after WatchStarted; then it ends.
struct WatchTurn {
  std::vector<exchange::v1::WatchResponse> responses;
  enum class Then { kGoodbye, kCut, kStay } then = Then::kGoodbye;
  absl::Status status;
  common::v1::GoodbyeAction action = common::v1::GOODBYE_ACTION_RECONNECT;
};

// A part of the script: set by the test, read by the hub's workers.
template <class T>
class Scripted {
 public:
  Scripted& operator=(T value) {
    absl::MutexLock lock(&mutex_);
    value_ = std::move(value);
    return *this;
  }
  T get() const {
    absl::MutexLock lock(&mutex_);
    return value_;
  }

 private:
  mutable absl::Mutex mutex_;
  T value_ ABSL_GUARDED_BY(mutex_);
};

// What the hub signs with; ListSigningKeys has its key.
evidence::Signer HubSigner();

class ScriptedHub {
 public:
  ScriptedHub();
  ~ScriptedHub();

  Scripted<std::vector<PushTurn>> push;  // by stream; the last one for all further
  // What becomes of an item; default CREATED.
  Scripted<std::function<void(const exchange::v1::PushItem&, exchange::v1::ItemOutcome*)>> decide;
  Scripted<std::vector<WatchTurn>> watch;       // by stream; the last one for all further
  Scripted<std::vector<absl::Status>> answers;  // of VacancyExchangeService.Get, in turn; then OK

  Scripted<absl::Status> confirming;               // of ConfirmCursor; default OK
  Scripted<absl::Status> batch;                    // of BatchPush; default OK
  Scripted<absl::Status> ending;                   // of EndRun; default OK: the run is DONE
  Scripted<std::optional<absl::Time>> key_ending;  // of the key of ListSigningKeys; default none

  client::Profile profile() const;
  harness::TcpGate& gate();
  std::vector<PushSeen> pushed() const;  // by streams and by calls
  std::vector<exchange::v1::WatchRequest> watched() const;
  std::vector<exchange::v1::ConfirmCursorRequest> confirmed() const;
  int tokens() const;  // issued so far
  int calls() const;   // unary calls of VacancyExchangeService.Get
  // Those issued so far, and so many to come, are TOKEN_EXPIRED from now on.
  void RevokeTokens(int to_come = 0);

 private:
  class Authenticator;
  class Push;
  class Watch;
  friend class Push;
  friend class Watch;
  void Cut();
  void AddIdentity();
  void AddExchange();
  exchange::v1::ItemOutcome OutcomeOf(const exchange::v1::PushItem& item) const;
  absl::StatusOr<exchange::v1::BatchPushResponse> Batch(const exchange::v1::BatchPushRequest& request);
  exchange::v1::Receipt Sign(const std::vector<exchange::v1::ReceiptItem>& items);
  template <class Request, class Response>
  static void NotScripted(rpc::Service& service, const char* method);

  mutable absl::Mutex mutex_;
  std::vector<PushSeen> pushed_ ABSL_GUARDED_BY(mutex_);
  std::vector<exchange::v1::WatchRequest> watched_ ABSL_GUARDED_BY(mutex_);
  std::vector<exchange::v1::ConfirmCursorRequest> confirmed_ ABSL_GUARDED_BY(mutex_);
  uint64_t receipts_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string receipt_hash_ ABSL_GUARDED_BY(mutex_);
  int tokens_ ABSL_GUARDED_BY(mutex_) = 0, revoked_ ABSL_GUARDED_BY(mutex_) = 0,
              calls_ ABSL_GUARDED_BY(mutex_) = 0;
  rpc::TlsFiles member_;
  std::unique_ptr<Authenticator> authenticator_;
  rpc::Service identity_, exchange_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<harness::TcpGate> gate_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::tests

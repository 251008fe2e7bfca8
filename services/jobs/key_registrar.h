// Publishes this service's mark-signing key with identity, in the background, again and again until identity
// has answered: whoever follows the feed proves the marks with it. Thread-safe. Channel and signer outlive
// it.
#pragma once

#include <thread>

#include "absl/synchronization/notification.h"
#include "lib/evidence/signer.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/channel.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::jobs {

// The key as it is published by a service that began at `since`. A clock that is set back by less than a day signs
// nothing that is older than its key.
tabadul::identity::v1::SigningKey PublishedKey(const evidence::Signer& signer, absl::Time since);

class KeyRegistrar {
 public:
  // The key counts from now on: make this before the first mark is signed.
  KeyRegistrar(rpc::Channel& identity, const evidence::Signer& signer, const Clock& clock);
  ~KeyRegistrar();

 private:
  void Run();
  absl::Status Register();
  rpc::Channel& identity_;
  const evidence::Signer& signer_;
  const absl::Time since_;
  absl::Notification stopped_;
  std::thread thread_;
};

}  // namespace tabadul::jobs

// Publishes this service's signing key with identity, in the background: at the start, again and again until identity has
// answered; then looks now and then whether identity still has it (a restore forgets it), and whether an operator has ended
// it. A key that has ended signs nothing (Signer::MaySign), and the log names the remedy. Metric:
// tabadul_<service>_signing_key_remaining_seconds. Thread-safe. Channel, signer and clock outlive it.
#pragma once

#include <optional>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "lib/evidence/signer.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/rpc/channel.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::exchange {

// The key as it is published by a service ("jobs") that began at `since`. A clock that is set back by less than a day signs
// nothing that is older than its key.
identity::v1::SigningKey PublishedKey(const evidence::Signer& signer, const std::string& service,
                                      absl::Time since);

class KeyRegistrar {
 public:
  // The key counts from now on: make this before the first mark is signed.
  KeyRegistrar(rpc::Channel& identity, evidence::Signer& signer, const std::string& service,
               const Clock& clock, absl::Duration look = absl::Minutes(1));
  ~KeyRegistrar();

 private:
  void Run();
  absl::Status Look();
  absl::StatusOr<identity::v1::SigningKey> Register();
  // None: identity does not know it.
  absl::StatusOr<std::optional<identity::v1::SigningKey>> Published();
  void Show() const;

  rpc::Channel& identity_;
  evidence::Signer& signer_;
  const std::string service_;
  const Clock& clock_;
  const metrics::Gauge remaining_;
  const absl::Duration look_;
  const absl::Time since_;
  bool registered_ = false;        // its thread's only
  std::optional<absl::Time> end_;  // as identity told it last; its thread's only
  absl::Notification stopped_;
  std::thread thread_;
};

}  // namespace tabadul::exchange

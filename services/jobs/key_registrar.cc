#include "services/jobs/key_registrar.h"

#include <algorithm>

#include "lib/platform/base/mutant.h"
#include "lib/platform/log/log.h"
#include "services/jobs/card.h"
#include "tabadul/identity/v1/admin_service.pb.h"

namespace tabadul::jobs {
namespace {

constexpr char kMethod[] = "/tabadul.identity.v1.AdminService/RegisterSigningKey";
// How far a clock may be set back before what it then signs is older than its key.
constexpr absl::Duration kClockMargin = absl::Hours(24);
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(15);

}  // namespace

tabadul::identity::v1::SigningKey PublishedKey(const evidence::Signer& signer, absl::Time since) {
  const absl::Duration margin = MUTANT("key_without_margin") ? absl::ZeroDuration() : kClockMargin;
  tabadul::identity::v1::SigningKey key;
  key.set_key_id(signer.key_id());
  key.set_service("jobs");
  key.set_public_key(signer.public_key());
  *key.mutable_not_before() = ToTimestamp(since - margin);
  return key;
}

KeyRegistrar::KeyRegistrar(rpc::Channel& identity, const evidence::Signer& signer, const Clock& clock)
    : identity_(identity), signer_(signer), since_(clock.Now()), thread_([this] { Run(); }) {}

KeyRegistrar::~KeyRegistrar() {
  stopped_.Notify();
  thread_.join();
}

absl::Status KeyRegistrar::Register() {
  tabadul::identity::v1::RegisterSigningKeyRequest request;
  tabadul::identity::v1::RegisterSigningKeyResponse response;
  *request.mutable_key() = PublishedKey(signer_, since_);
  return identity_.Unary(Context::WithTimeout(absl::Seconds(5)), kMethod, request, &response);
}

void KeyRegistrar::Run() {
  absl::Duration pause = kFirstPause;
  do {
    const absl::Status status = Register();
    if (status.ok()) return log::Info("signing_key_registered", {{"key_id", signer_.key_id()}});
    log::Warn("signing_key_not_registered", {{"reason", ReasonName(ReasonOf(status))}});
    pause = std::min(pause * 2, kLongestPause);
  } while (!stopped_.WaitForNotificationWithTimeout(pause));
}

}  // namespace tabadul::jobs

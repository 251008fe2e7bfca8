#include "lib/exchange/key_registrar.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "fmt/format.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/utc.h"
#include "lib/platform/log/log.h"
#include "tabadul/identity/v1/admin_service.pb.h"

namespace tabadul::exchange {
namespace {

using identity::v1::ListSigningKeysRequest;
using identity::v1::ListSigningKeysResponse;
using identity::v1::RegisterSigningKeyRequest;
using identity::v1::RegisterSigningKeyResponse;
using identity::v1::SigningKey;

constexpr char kRegister[] = "/tabadul.identity.v1.AdminService/RegisterSigningKey";
constexpr char kList[] = "/tabadul.identity.v1.IdentityService/ListSigningKeys";
constexpr absl::Duration kCallTime = absl::Seconds(5);
// How far a clock may be set back before what it then signs is older than its key.
constexpr absl::Duration kClockMargin = absl::Hours(24);
constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(15);

// What whoever reads the log does when a key has ended.
std::string RemedyOf(const std::string& service) {
  return fmt::format(
      "make another key (tabadul-{} --make-signing-key FILE), name it in TABADUL_{}_SIGNING_KEY, restart",
      service, absl::AsciiStrToUpper(service));
}

}  // namespace

SigningKey PublishedKey(const evidence::Signer& signer, const std::string& service, absl::Time since) {
  const absl::Duration margin = MUTANT("key_without_margin") ? absl::ZeroDuration() : kClockMargin;
  SigningKey key;
  key.set_key_id(signer.key_id());
  key.set_service(service);
  key.set_public_key(signer.public_key());
  *key.mutable_not_before() = TimestampOf(since - margin);
  return key;
}

KeyRegistrar::KeyRegistrar(rpc::Channel& identity, evidence::Signer& signer, const std::string& service,
                           const Clock& clock, absl::Duration look)
    : identity_(identity),
      signer_(signer),
      service_(service),
      clock_(clock),
      remaining_(fmt::format("tabadul_{}_signing_key_remaining_seconds", service),
                 "Until the key that signs marks and receipts ends"),
      look_(look),
      since_(clock.Now()),
      thread_([this] { Run(); }) {}

KeyRegistrar::~KeyRegistrar() {
  stopped_.Notify();
  thread_.join();
}

absl::StatusOr<SigningKey> KeyRegistrar::Register() {
  RegisterSigningKeyRequest request;
  RegisterSigningKeyResponse response;
  *request.mutable_key() = PublishedKey(signer_, service_, since_);
  RETURN_IF_ERROR(identity_.Unary(Context::WithTimeout(kCallTime), kRegister, request, &response));
  log::Info("signing_key_registered", {{"key_id", signer_.key_id()}});
  return response.key();
}

absl::StatusOr<std::optional<SigningKey>> KeyRegistrar::Published() {
  ListSigningKeysResponse response;
  RETURN_IF_ERROR(
      identity_.Unary(Context::WithTimeout(kCallTime), kList, ListSigningKeysRequest(), &response));
  for (SigningKey& key : *response.mutable_keys()) {
    if (key.key_id() == signer_.key_id()) return std::optional<SigningKey>(std::move(key));
  }
  return std::optional<SigningKey>();
}

absl::Status KeyRegistrar::Look() {
  std::optional<SigningKey> key;
  if (registered_) {
    ASSIGN_OR_RETURN(key, Published());
    if (!key) log::Warn("signing_key_unknown", {{"key_id", signer_.key_id()}});  // identity was restored
  }
  if (!key) {
    ASSIGN_OR_RETURN(key, Register());
  }
  registered_ = true;
  end_ = TimeOf(key->not_after());
  signer_.EndAt(*end_);
  return absl::OkStatus();
}

void KeyRegistrar::Show() const {
  if (!end_) return;
  const absl::Duration remaining = *end_ - clock_.Now();
  remaining_.Set(absl::ToDoubleSeconds(remaining));
  if (remaining > absl::ZeroDuration()) return;
  log::Error("signing_key_ended",
             {{"key_id", signer_.key_id()}, {"ended_at", FormatUtc(*end_)}, {"remedy", RemedyOf(service_)}});
}

void KeyRegistrar::Run() {
  absl::Duration pause = kFirstPause;
  do {
    const absl::Status status = Look();
    if (status.ok()) {
      pause = look_;
    } else {
      log::Warn("signing_key_not_registered", {{"reason", ReasonName(ReasonOf(status))}});
      pause = registered_ ? look_ : std::min(pause * 2, kLongestPause);
    }
    Show();
  } while (!stopped_.WaitForNotificationWithTimeout(pause));
}

}  // namespace tabadul::exchange

#include "services/identity/keeper.h"

#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::identity {
namespace {

constexpr absl::Duration kEvery = absl::Minutes(1);

const metrics::Gauge& RemainingMetric() {
  static const metrics::Gauge gauge("tabadul_identity_token_key_remaining_seconds",
                                    "Until the last token-signing key ends");
  return gauge;
}

}  // namespace

Keeper::~Keeper() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

absl::Status Keeper::Start() {
  RETURN_IF_ERROR(Look());
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

absl::Status Keeper::Look() {
  RETURN_IF_ERROR(keys_.Reload());
  const absl::Time now = clock_.Now();
  const absl::StatusOr<bool> made = keys_.Renew(now);
  // A directory that cannot be written (a mounted secret) is normal: then the operator runs --init in time.
  if (!made.ok()) log::Warn("token_key_not_renewed", {{"error", Std(made.status().message())}});
  if (made.ok() && *made) log::Info("token_key_made");
  RETURN_IF_ERROR(verifier_.SetKeys(keys_.Jwks(now)));
  RemainingMetric().Set(keys_.Until() == absl::InfinitePast() ? 0
                                                              : absl::ToDoubleSeconds(keys_.Until() - now));
  return absl::OkStatus();
}

absl::Status Keeper::Prune() {
  ASSIGN_OR_RETURN(const SessionStore::Ended pruned,
                   sessions_.Prune(Context::WithTimeout(absl::Seconds(30)), clock_.Now() - kSessionsKept));
  if (pruned.sessions + pruned.links > 0)
    log::Info("sessions_pruned", {{"sessions", pruned.sessions}, {"links", pruned.links}});
  return absl::OkStatus();
}

void Keeper::Run() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stop_), kEvery)) return;
    }
    const absl::Status looked = Look();
    if (!looked.ok()) log::Warn("token_keys_unread", {{"error", Std(looked.message())}});
    const absl::Status pruned = Prune();
    if (!pruned.ok()) log::Warn("sessions_not_pruned", {{"error", Std(pruned.message())}});
  }
}

}  // namespace tabadul::identity

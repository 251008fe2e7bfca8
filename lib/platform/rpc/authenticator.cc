// TokenAuthenticator: a TokenVerifier that keeps itself informed by identity.
#include <algorithm>
#include <thread>

#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/rpc/token.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::rpc {
namespace {

constexpr absl::Duration kKeysEvery = absl::Minutes(5);
constexpr absl::Duration kSilence = absl::Seconds(15);  // three heartbeats of identity
constexpr absl::Duration kCallTimeout = absl::Seconds(5);
constexpr absl::Duration kFirstPause = absl::Milliseconds(100), kLongestPause = absl::Seconds(2);

}  // namespace

class TokenAuthenticator::Impl {
 public:
  Impl(Channel& identity, const Clock& clock, absl::Duration stale_after)
      : identity_(identity), verifier_(clock, stale_after) {
    verifier_.OnUnknownKey([this] {
      absl::MutexLock lock(&mutex_);
      keys_wanted_ = true;
    });
    keys_ = NamedThread("token keys", [this] { FollowKeys(); });
    revocations_ = NamedThread("revocations", [this] { FollowRevocations(); });
  }

  ~Impl() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
      if (stream_ != nullptr) stream_->Cancel();
    }
    keys_.join();
    revocations_.join();
  }

  TokenVerifier& verifier() { return verifier_; }

  absl::Status Ready() const {
    if (verifier_.HasKeys() && verifier_.RevocationsAge() < absl::InfiniteDuration()) return absl::OkStatus();
    return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "identity"}});
  }

 private:
  bool stopping() {
    absl::MutexLock lock(&mutex_);
    return stopping_;
  }
  // False if the process stops.
  bool Pause(absl::Duration& pause) {
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
    pause = std::min(pause * 2, kLongestPause);
    return !stopping_;
  }

  void FollowKeys() {
    absl::Duration pause = kFirstPause;
    while (!stopping()) {
      if (const absl::Status status = FetchKeys(); !status.ok()) {
        log::Warn("keys", {{"code", absl::StatusCodeToString(status.code())}});
        if (!Pause(pause)) return;
        continue;
      }
      pause = kFirstPause;
      absl::MutexLock lock(&mutex_);
      const absl::Time next = absl::Now() + kKeysEvery;
      while (!stopping_ && !keys_wanted_ && absl::Now() < next) {
        mutex_.AwaitWithTimeout(absl::Condition(this, &Impl::HasReason), absl::Seconds(1));
        if (stream_ != nullptr && absl::Now() - heard_at_ > kSilence)
          stream_->Cancel();  // half-dead connection
      }
      keys_wanted_ = false;
    }
  }
  bool HasReason() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || keys_wanted_; }

  absl::Status FetchKeys() {
    identity::v1::GetJwksResponse response;
    RETURN_IF_ERROR(identity_.Unary(Context::WithTimeout(kCallTimeout),
                                    "/tabadul.identity.v1.IdentityService/GetJwks",
                                    identity::v1::GetJwksRequest(), &response));
    return verifier_.SetKeys(response.jwks());
  }

  void FollowRevocations() {
    absl::Duration pause = kFirstPause;
    while (!stopping()) {
      auto opened = identity_.Streaming(absl::InfiniteFuture(),
                                        "/tabadul.identity.v1.IdentityService/WatchRevocations");
      if (opened.ok() && ReadRevocations(**opened)) pause = kFirstPause;
      {
        absl::MutexLock lock(&mutex_);
        stream_ = nullptr;
      }
      if (opened.ok()) {
        const absl::Status status = (*opened)->Finish();
        if (!status.ok()) log::Info("revocations", {{"code", absl::StatusCodeToString(status.code())}});
      }
      if (!Pause(pause)) return;
    }
  }

  // True if anything was heard.
  bool ReadRevocations(ClientStream& stream) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return false;
      stream_ = &stream;
      heard_at_ = absl::Now();
    }
    identity::v1::WatchRevocationsRequest request;
    request.set_after(last_);
    if (!stream.Write(request) || !stream.WritesDone()) return false;
    bool heard = false;
    identity::v1::WatchRevocationsResponse response;
    while (stream.Read(&response)) {
      {
        absl::MutexLock lock(&mutex_);
        heard_at_ = absl::Now();
      }
      if (response.has_goodbye()) continue;
      heard = true;
      for (const auto& one : response.revocations()) {
        verifier_.Revoke(one.certificate(), one.source(), absl::FromUnixSeconds(one.time().seconds()));
        last_ = std::max(last_, one.sequence());
      }
      if (last_ >= response.head()) verifier_.RevocationsAreCurrent();
    }
    return heard;
  }

  Channel& identity_;
  TokenVerifier verifier_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false, keys_wanted_ ABSL_GUARDED_BY(mutex_) = false;
  ClientStream* stream_ ABSL_GUARDED_BY(mutex_) = nullptr;
  absl::Time heard_at_ ABSL_GUARDED_BY(mutex_);
  uint64_t last_ = 0;  // of the revocations thread
  std::thread keys_, revocations_;
};

TokenAuthenticator::TokenAuthenticator(Channel& identity, const Clock& clock, absl::Duration stale_after)
    : impl_(std::make_unique<Impl>(identity, clock, stale_after)) {}
TokenAuthenticator::~TokenAuthenticator() = default;
absl::StatusOr<Caller> TokenAuthenticator::Authenticate(const Presented& presented) {
  return impl_->verifier().Authenticate(presented);
}
absl::Status TokenAuthenticator::Recheck(const Caller& caller) { return impl_->verifier().Recheck(caller); }
absl::Status TokenAuthenticator::Ready() const { return impl_->Ready(); }

}  // namespace tabadul::rpc

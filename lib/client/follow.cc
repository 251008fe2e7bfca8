#include "lib/client/follow.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_replace.h"
#include "absl/synchronization/mutex.h"
#include "lib/client/confirmer.h"
#include "lib/platform/base/on_arena.h"

namespace tabadul::client {
namespace {

using exchange::v1::WatchRequest;
using exchange::v1::WatchResponse;

constexpr absl::Duration kStartTimeout = absl::Seconds(30);

// Ends a stream whose next message does not come in time: a dead peer behind a live proxy says nothing for
// ever.
class Watchdog {
 public:
  explicit Watchdog(rpc::ClientStream& stream) : thread_([this, &stream] { Run(stream); }) {}
  ~Watchdog() {
    {
      absl::MutexLock lock(&mutex_);
      over_ = true;
    }
    thread_.join();
  }
  void Arm(absl::Duration patience) {
    absl::MutexLock lock(&mutex_);
    bark_ = absl::Now() + patience;
    ++turns_;
  }
  void Disarm() { Arm(absl::InfiniteDuration()); }

 private:
  void Run(rpc::ClientStream& stream) {
    absl::MutexLock lock(&mutex_);
    while (!over_) {
      seen_ = turns_;
      if (absl::Now() >= bark_) {
        stream.Cancel();
        bark_ = absl::InfiniteFuture();
      }
      mutex_.AwaitWithDeadline(absl::Condition(this, &Watchdog::Moved), bark_);
    }
  }
  bool Moved() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return over_ || turns_ != seen_; }

  absl::Mutex mutex_;
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time bark_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  uint64_t turns_ ABSL_GUARDED_BY(mutex_) = 0, seen_ ABSL_GUARDED_BY(mutex_) = 0;
  std::thread thread_;
};

// The work of one Follow, over all its attempts.
class Following {
 public:
  Following(Connection& connection, const FollowSettings& settings, Follower& follower, std::stop_token stop)
      : connection_(connection), settings_(settings), follower_(follower), stop_(std::move(stop)) {
    if (settings.confirm_every == absl::InfiniteDuration()) return;
    confirmer_.emplace(connection, absl::StrReplaceAll(settings.method, {{"/Watch", "/ConfirmCursor"}}),
                       settings.follower, settings.confirm_every);
  }

  absl::Status Run() {
    Backoff backoff(connection_.options().first_wait, connection_.options().longest_wait);
    int refused_tokens = 0;
    while (true) {
      const absl::Time before = heard_;
      const Ending ending = Try();
      if (stop_.stop_requested()) return Error(common::v1::ERROR_REASON_CANCELLED);
      if (!failed_.ok()) return failed_;
      if (settings_.until_mark && (marked_ || ending.next == Ending::Next::kDone)) return absl::OkStatus();
      if (heard_ > before) backoff.Reset();
      refused_tokens = ending.next == Ending::Next::kNewToken && heard_ == before ? refused_tokens + 1 : 0;
      if (ending.next == Ending::Next::kNewToken) connection_.ForgetToken();
      if (ending.next == Ending::Next::kStop || refused_tokens > 1) {
        if (!IsOtherHistory(ending.status)) return ending.status;
        RETURN_IF_ERROR(follower_.Restart());
      }
      if (absl::Now() - heard_ >= settings_.patience) return GaveUp(ending.status);
      Pause(ending, backoff.Next(ending.wait));
    }
  }

 private:
  // A cursor of before a restore: the feed has to be read again. (Without a cursor it would be another
  // trouble.)
  bool IsOtherHistory(const absl::Status& status) const {
    return ReasonOf(status) == common::v1::ERROR_REASON_EPOCH_CHANGED && !follower_.Applied().empty();
  }

  static absl::Status GaveUp(const absl::Status& last) {
    if (last.code() == absl::StatusCode::kUnavailable) return last;
    return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "hub"}});
  }

  void Pause(const Ending& ending, absl::Duration wait) {
    if (settings_.on_interruption && ending.next != Ending::Next::kDone) {
      settings_.on_interruption(ending.status, wait);
    }
    absl::Mutex mutex;
    const auto stopped = [this] { return stop_.stop_requested(); };
    for (absl::Time until = absl::Now() + wait; absl::Now() < until && !stopped();) {
      absl::MutexLock lock(&mutex);
      mutex.AwaitWithDeadline(absl::Condition(&stopped),
                              std::min(until, absl::Now() + absl::Milliseconds(50)));
    }
  }

  Ending Try() {
    failed_ = follower_.Purge();
    if (!failed_.ok()) return {};
    auto stream = connection_.Streaming(settings_.method);
    if (!stream.ok()) return EndingOf(std::nullopt, stream.status());
    std::optional<common::v1::Goodbye> goodbye;
    {
      const std::stop_callback cancel(stop_, [&] { (*stream)->Cancel(); });
      Watchdog watchdog(**stream);
      watchdog.Arm(kStartTimeout);
      if ((*stream)->Write(Request())) (*stream)->WritesDone();
      silence_ = kStartTimeout;
      while (true) {
        OnArena<WatchResponse> response;  // a page has tens of thousands of parts
        if (!(*stream)->Read(&*response)) break;
        watchdog.Disarm();  // applying may take its time
        // That a stream begins, or ends in good order, is no progress: a token may be refused after either.
        if (!response->has_started() && !response->has_goodbye()) heard_ = absl::Now();
        if (response->has_goodbye()) goodbye = response->goodbye();
        failed_ = Take(*response);
        if (!failed_.ok()) {
          (*stream)->Cancel();
          break;
        }
        watchdog.Arm(silence_);
      }
    }
    return EndingOf(goodbye, (*stream)->Finish());
  }

  WatchRequest Request() const {
    WatchRequest request;
    request.set_cursor(follower_.Applied());
    *request.mutable_filter() = settings_.filter;
    request.set_until_mark(settings_.until_mark);
    request.set_follower(settings_.follower);
    return request;
  }

  absl::Status Take(const WatchResponse& response) {
    switch (response.message_case()) {
      case WatchResponse::kStarted: {
        const auto& interval = response.started().heartbeat_interval();
        silence_ = std::max(kStartTimeout, 4 * absl::Seconds(interval.seconds()));
        return absl::OkStatus();
      }
      case WatchResponse::kChanges: {
        const auto& changes = response.changes();
        RETURN_IF_ERROR(Apply(changes.changes(), changes.cursor()));
        return changes.has_mark() ? TakeMark(changes.mark()) : absl::OkStatus();
      }
      case WatchResponse::kHeartbeat: {
        const auto& heartbeat = response.heartbeat();
        if (!heartbeat.cursor().empty() && heartbeat.cursor() != follower_.Applied()) {
          RETURN_IF_ERROR(Apply({}, heartbeat.cursor()));
        }
        return heartbeat.has_mark() ? TakeMark(heartbeat.mark()) : absl::OkStatus();
      }
      case WatchResponse::kWithdrawn:
        return follower_.Withdraw(response.withdrawn());
      case WatchResponse::kGoodbye:
      case WatchResponse::MESSAGE_NOT_SET:  // of a newer hub
        return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  absl::Status Apply(const ChangeList& changes, const std::string& cursor) {
    RETURN_IF_ERROR(follower_.Apply(changes, cursor));
    Confirm();
    return absl::OkStatus();
  }

  absl::Status TakeMark(const exchange::v1::SignedMark& mark) {
    RETURN_IF_ERROR(follower_.Marked());
    marked_ = true;
    if (settings_.on_mark) RETURN_IF_ERROR(settings_.on_mark(mark));
    Confirm();
    if (confirmer_) confirmer_->Marked();
    return absl::OkStatus();
  }

  void Confirm() {
    if (!confirmer_) return;
    std::string purged = follower_.Purged();
    if (purged.empty() || purged == confirmed_) return;
    confirmer_->Applied(purged);
    confirmed_ = std::move(purged);
  }

  Connection& connection_;
  const FollowSettings& settings_;
  Follower& follower_;
  const std::stop_token stop_;
  absl::Time heard_ = absl::Now();
  absl::Duration silence_ = kStartTimeout;
  absl::Status failed_;
  bool marked_ = false;
  std::string confirmed_;  // or about to be
  std::optional<Confirmer> confirmer_;
};

}  // namespace

absl::Status Follow(Connection& connection, const FollowSettings& settings, Follower& follower,
                    std::stop_token stop) {
  return Following(connection, settings, follower, std::move(stop)).Run();
}

}  // namespace tabadul::client

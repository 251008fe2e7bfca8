#include "lib/client/pusher.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "lib/evidence/receipt.h"

namespace tabadul::client {
namespace {

using exchange::v1::ItemOutcome;
using exchange::v1::PushItem;
using exchange::v1::PushRequest;
using exchange::v1::PushResponse;

constexpr size_t kWantedItems = 16;  // of a message, while there are more to come
constexpr absl::Duration kStartTimeout =
    absl::Seconds(30);  // for PushStarted, and for the end after a Goodbye
constexpr absl::Duration kLook = absl::Milliseconds(100);

absl::Status GaveUp(const absl::Status& last) {
  if (last.code() == absl::StatusCode::kUnavailable) return last;
  return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "hub"}});
}

}  // namespace

// Threads: the producer (Push), the driver (one attempt after the other), and per attempt a writer and a
// reader.
class Pusher::Impl {
 public:
  Impl(Connection& connection, PushSettings settings, OnOutcome on_outcome)
      : connection_(connection), settings_(std::move(settings)), on_outcome_(std::move(on_outcome)) {
    driver_ = std::thread([this] { Drive(); });
  }

  ~Impl() {
    Stop(absl::ZeroDuration());
    driver_.join();
  }

  absl::Status Push(PushItem item) {
    if (item.ByteSizeLong() > settings_.message_bytes) {
      return Error(common::v1::ERROR_REASON_RECORD_TOO_LARGE,
                   {{"limit_bytes", std::to_string(settings_.message_bytes)}});
    }
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Impl::HasRoom));
    if (result_) return *result_;
    if (stopping_ || closed_) return Error(common::v1::ERROR_REASON_CANCELLED);
    if (outbox_.empty()) progress_ = absl::Now();
    outbox_.Append(std::move(item));
    ++state_.taken;
    return absl::OkStatus();
  }

  absl::Status Finish() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
    mutex_.Await(absl::Condition(this, &Impl::HasResult));
    return *result_;
  }

  void Stop(absl::Duration grace) {
    absl::MutexLock lock(&mutex_);
    stop_at_ = std::min(stop_at_, absl::Now() + grace);
    stopping_ = true;
    dropped_ += outbox_.DropUnsent();
  }

  State state() const {
    absl::MutexLock lock(&mutex_);
    return state_;
  }

 private:
  // What is known of the attempt that runs.
  struct Attempt {
    bool started = false, writer_over = false, reader_over = false, cancelled = false;
    size_t credits = 0;
    absl::Time opened = absl::Now(), answered = absl::Now(), said_goodbye = absl::InfiniteFuture();
    std::optional<common::v1::Goodbye> goodbye;
    absl::Status broken;  // the hub does not keep the protocol
  };

  bool HasRoom() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return result_ || stopping_ || closed_ ||
           (outbox_.unsent() < settings_.waiting_items && outbox_.bytes() < settings_.waiting_bytes);
  }
  bool HasResult() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return result_.has_value(); }
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || closed_ || !outbox_.empty();
  }
  bool Stopping() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_; }
  bool ThreadsOver() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return attempt_.writer_over && attempt_.reader_over;
  }
  // Nothing more will be written in this attempt.
  bool WritingIsOver() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return attempt_.goodbye || attempt_.reader_over || ((closed_ || stopping_) && outbox_.unsent() == 0);
  }
  size_t FreeCredits() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return attempt_.credits - std::min(attempt_.credits, outbox_.sent());
  }
  bool MayWrite() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return WritingIsOver() || (outbox_.unsent() > 0 && FreeCredits() > 0);
  }
  // A message of decent size is ready, or waiting would be in vain.
  bool IsWorthWriting() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t wanted = std::clamp<size_t>(attempt_.credits / 2, 1, kWantedItems);
    return WritingIsOver() || (std::min(outbox_.unsent(), FreeCredits()) >= wanted) ||
           (closed_ && FreeCredits() >= outbox_.unsent());
  }

  void Drive() {
    Backoff backoff(connection_.options().first_wait, connection_.options().longest_wait);
    int refused_tokens = 0;
    while (WaitForWork()) {
      const uint64_t before = state().answered;
      const Ending ending = Try();
      const bool progress = state().answered > before;
      if (progress) backoff.Reset();
      refused_tokens = ending.next == Ending::Next::kNewToken && !progress ? refused_tokens + 1 : 0;
      if (ending.next == Ending::Next::kNewToken) connection_.ForgetToken();
      if (IsOver(ending, refused_tokens)) return;
      Pause(ending, backoff.Next(ending.wait));
    }
  }

  // False if there is nothing left to do; the result is then set.
  bool WaitForWork() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Impl::HasWork));
    if (stopping_) {
      const bool all = outbox_.empty() && dropped_ == 0 && closed_;
      result_ = all ? absl::OkStatus() : Error(common::v1::ERROR_REASON_CANCELLED);
    } else if (outbox_.empty()) {  // closed
      result_ = absl::OkStatus();
    }
    return !result_;
  }

  // Whether the end of an attempt is the end of it all.
  bool IsOver(const Ending& ending, int refused_tokens) {
    absl::MutexLock lock(&mutex_);
    outbox_.Rewind();
    if (closed_ && outbox_.empty() && dropped_ == 0) {
      result_ = absl::OkStatus();
    } else if (stopping_) {
      result_ = Error(common::v1::ERROR_REASON_CANCELLED);
    } else if (!attempt_.broken.ok()) {
      result_ = attempt_.broken;
    } else if (ending.next == Ending::Next::kStop || refused_tokens > 1) {
      result_ = ending.status.ok() ? Internal("refused without a reason") : ending.status;
    } else if (!outbox_.empty() && absl::Now() - progress_ >= settings_.patience) {
      result_ = GaveUp(ending.status);
    }
    return result_.has_value();
  }

  void Pause(const Ending& ending, absl::Duration wait) {
    if (settings_.on_interruption && ending.next != Ending::Next::kDone) {
      settings_.on_interruption(ending.status, wait);
    }
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(this, &Impl::Stopping), wait);
  }

  // One stream from its beginning to its end.
  Ending Try() {
    {
      absl::MutexLock lock(&mutex_);
      attempt_ = Attempt();
    }
    auto stream = connection_.Streaming(settings_.method);
    if (!stream.ok()) return EndingOf(std::nullopt, stream.status());
    std::thread reader([&] { Read(**stream); });
    std::thread writer([&] { Write(**stream); });
    Supervise(**stream);
    writer.join();
    reader.join();
    const absl::Status finished = (*stream)->Finish();
    absl::MutexLock lock(&mutex_);
    return EndingOf(attempt_.goodbye, finished);
  }

  void Write(rpc::ClientStream& stream) {
    PushRequest first;
    *first.mutable_options() = settings_.options;
    bool alive = stream.Write(first);
    while (alive) {
      const std::optional<Packed> message = NextMessage();
      if (!message) break;
      alive = stream.Write(message->request());
    }
    stream.WritesDone();
    absl::MutexLock lock(&mutex_);
    attempt_.writer_over = true;
  }

  // Waits for it; none if nothing more is to be written.
  std::optional<Packed> NextMessage() {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Impl::MayWrite));
    mutex_.AwaitWithTimeout(absl::Condition(this, &Impl::IsWorthWriting), settings_.linger);
    if (WritingIsOver()) return std::nullopt;
    if (outbox_.sent() == 0) attempt_.answered = absl::Now();  // the time that an answer may take begins
    return outbox_.Pack(std::min(settings_.message_items, FreeCredits()), settings_.message_bytes);
  }

  void Read(rpc::ClientStream& stream) {
    unreceipted_.clear();
    PushResponse response;
    while (stream.Read(&response)) {
      const absl::Status kept = Take(response);
      if (!kept.ok()) {
        absl::MutexLock lock(&mutex_);
        attempt_.broken = kept;
        stream.Cancel();
        break;
      }
    }
    absl::MutexLock lock(&mutex_);
    attempt_.reader_over = true;
  }

  absl::Status Take(const PushResponse& response) {
    if (response.has_outcomes()) return TakeOutcomes(response.outcomes());
    absl::MutexLock lock(&mutex_);
    if (response.has_started()) {
      attempt_.started = true;
      attempt_.credits = static_cast<size_t>(std::max(1, response.started().credits()));
      ++state_.streams;
    } else if (response.has_goodbye()) {
      attempt_.goodbye = response.goodbye();
      attempt_.said_goodbye = absl::Now();
    }
    return absl::OkStatus();
  }

  absl::Status TakeOutcomes(const exchange::v1::PushOutcomes& answered) {
    unreceipted_.insert(unreceipted_.end(), answered.outcomes().begin(), answered.outcomes().end());
    {
      absl::MutexLock lock(&mutex_);
      attempt_.answered = progress_ = absl::Now();
    }
    const bool receipts = settings_.on_receipt && !settings_.options.validate_only();
    if (receipts && !answered.has_receipt()) return absl::OkStatus();
    if (receipts) {
      ASSIGN_OR_RETURN(const auto receipted, Receipted(answered.receipt()));
      RETURN_IF_ERROR(settings_.on_receipt(receipted));
    }
    std::vector<ItemOutcome> outcomes;
    outcomes.swap(unreceipted_);
    {
      absl::MutexLock lock(&mutex_);
      for (const ItemOutcome& outcome : outcomes) {
        RETURN_IF_ERROR(outbox_.Answer(outcome.item()));
        ++state_.answered;
      }
      state_.token = answered.token();
    }
    for (const ItemOutcome& outcome : outcomes) on_outcome_(outcome);
    return absl::OkStatus();
  }

  // The receipt with the items as this side has sent them: whatever else reached the hub, it would not match.
  absl::StatusOr<exchange::v1::ReceiptedItems> Receipted(const exchange::v1::Receipt& receipt) {
    exchange::v1::ReceiptedItems out;
    *out.mutable_receipt() = receipt;
    std::vector<std::shared_ptr<const PushItem>> sent;
    {
      absl::MutexLock lock(&mutex_);
      if (outbox_.sent() < unreceipted_.size()) return Internal("the hub answered more than was sent");
      sent = outbox_.OldestSent(unreceipted_.size());
    }
    // Without the lock: digesting a few thousand payloads must not stop what sends the next ones.
    for (size_t i = 0; i < unreceipted_.size(); ++i)
      *out.add_items() = evidence::ReceiptItemOf(*sent[i], unreceipted_[i]);
    RETURN_IF_ERROR(evidence::CheckItems(out));
    return out;
  }

  // Waits for both threads; cancels a stream that is dead without knowing it.
  void Supervise(rpc::ClientStream& stream) {
    absl::MutexLock lock(&mutex_);
    while (!mutex_.AwaitWithTimeout(absl::Condition(this, &Impl::ThreadsOver), kLook)) {
      if (attempt_.cancelled || !IsDead(absl::Now())) continue;
      attempt_.cancelled = true;
      stream.Cancel();
    }
  }

  bool IsDead(absl::Time now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (now >= stop_at_ || now >= attempt_.said_goodbye + kStartTimeout) return true;
    if (!attempt_.started) {
      return now >= attempt_.opened + std::min(kStartTimeout, settings_.answer_timeout);
    }
    if (attempt_.goodbye) return false;
    const bool waits = outbox_.sent() > 0 || attempt_.writer_over;
    return waits && now >= attempt_.answered + settings_.answer_timeout;
  }

  Connection& connection_;
  const PushSettings settings_;
  const OnOutcome on_outcome_;
  mutable absl::Mutex mutex_;
  Outbox outbox_ ABSL_GUARDED_BY(mutex_);
  Attempt attempt_ ABSL_GUARDED_BY(mutex_);
  State state_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false, stopping_ ABSL_GUARDED_BY(mutex_) = false;
  size_t dropped_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time progress_ ABSL_GUARDED_BY(mutex_) = absl::Now();
  absl::Time stop_at_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  std::optional<absl::Status> result_ ABSL_GUARDED_BY(mutex_);
  std::vector<ItemOutcome> unreceipted_;  // of this stream; the reader's thread only
  std::thread driver_;
};

Pusher::Pusher(Connection& connection, PushSettings settings, OnOutcome on_outcome)
    : impl_(std::make_unique<Impl>(connection, std::move(settings), std::move(on_outcome))) {}
Pusher::~Pusher() = default;

absl::Status Pusher::Push(PushItem item) { return impl_->Push(std::move(item)); }
absl::Status Pusher::Finish() { return impl_->Finish(); }
void Pusher::Stop(absl::Duration grace) { impl_->Stop(grace); }
Pusher::State Pusher::state() const { return impl_->state(); }

}  // namespace tabadul::client

#include "lib/platform/rpc/stream_call.h"

#include <exception>
#include <utility>

#include "absl/random/random.h"

namespace tabadul::rpc {
namespace {

using common::v1::GoodbyeAction;
constexpr absl::Duration kDrainPatience = absl::Seconds(5);  // for a handler to End after OnDrain
constexpr size_t kMaxUnwritten = 64u << 20;
constexpr int kEventsPerTurn = 8;  // then another stream gets the worker

absl::Duration Jittered(absl::Duration age) {
  thread_local absl::BitGen generator;
  return age * absl::Uniform(generator, 0.9, 1.1);
}

}  // namespace

StreamCall::StreamCall(Runtime& runtime, const Endpoint& endpoint, grpc::CallbackServerContext* context)
    : runtime_(runtime),
      endpoint_(endpoint),
      context_(context),
      incoming_(ReadIncoming(*context)),
      cancelled_(std::make_shared<std::atomic<bool>>(false)),
      max_age_(Jittered(runtime.options().stream_max_age)) {
  context->AddInitialMetadata("x-request-id", incoming_.request_id);
  record_.method = endpoint.name;
  record_.request_id = incoming_.request_id;
  record_.arrived = incoming_.arrived;
  record_.stream = true;
}

void StreamCall::Start() {
  runtime_.Begin(endpoint_.name);
  const bool watched = runtime_.Watch(this);
  absl::MutexLock lock(&mutex_);
  if (!watched) return Cut(Overloaded());
  events_.push_back([this] { Open(); });
  strand_runs_ = true;
  if (runtime_.workers().Submit([this] { RunEvents(); })) return;
  strand_runs_ = false;
  events_.clear();
  EndLocked(Overloaded(), common::v1::GOODBYE_ACTION_OVERLOADED);
}

// -- the strand
// ----------------------------------------------------------------------------------------------------

void StreamCall::Enqueue(std::function<void()> event) {
  events_.push_back(std::move(event));
  if (strand_runs_) return;
  strand_runs_ = true;
  runtime_.workers().Post([this] { RunEvents(); });
}

void StreamCall::RunEvents() {
  for (int i = 0; i < kEventsPerTurn; ++i) {
    std::function<void()> event;
    {
      absl::MutexLock lock(&mutex_);
      if (events_.empty()) {
        strand_runs_ = false;
        return;
      }
      event = std::move(events_.front());
      events_.pop_front();
    }
    event();
    if (closed_) {
      delete this;
      return;
    }
  }
  runtime_.workers().Post([this] { RunEvents(); });
}

// Runs a callback of the handler. A fault in it ends this stream and nothing else.
void StreamCall::Guarded(const std::function<void()>& callback) {
  std::string what = "an exception of no known type";
  try {
    callback();
    return;
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
  }
  End(WithRetry(Internal(what), absl::Seconds(1)), common::v1::GOODBYE_ACTION_RECONNECT);
}

void StreamCall::Open() {
  const absl::Duration queued = absl::Now() - incoming_.arrived;
  bool cut = false;
  absl::Status status = runtime_.Enter(place_);
  absl::StatusOr<Caller> caller = status.ok() ? runtime_.Identify(endpoint_, incoming_) : status;
  if (caller.ok() && caller->kind == Caller::Kind::kSystem) {
    status = runtime_.EnterOf(caller->source, place_);
    cut = !status.ok() && !place_.refused;
    if (!status.ok()) caller = status;
  }
  {
    absl::MutexLock lock(&mutex_);
    record_.queued = queued;
    if (caller.ok()) {
      record_.caller = Describe(*caller);
      call_ = std::make_unique<Call>(endpoint_.name, incoming_.request_id, incoming_.language,
                                     *std::move(caller), Context(incoming_.deadline, cancelled_));
      admitted_ = true;
    } else if (cut) {
      Cut(caller.status());
    } else {
      EndLocked(caller.status(), GoodbyeActionFor(caller.status()));
    }
    if (phase_ != Phase::kOpen) return;
  }
  Guarded([this] {
    handler_ = endpoint_.method->streaming(*this);
    handler_->OnStart();
  });
  if (!endpoint_.method->descriptor->client_streaming()) Read();
}

// The last event: gRPC has let go.
void StreamCall::Close() {
  handler_.reset();
  runtime_.Leave(this, place_);
  CallRecord record;
  {
    absl::MutexLock lock(&mutex_);
    record = std::move(record_);
  }
  record.took = absl::Now() - record.arrived;
  runtime_.Report(record);
  closed_ = true;
}

// Tells the handler once that the stream is over.
void StreamCall::StopHandler() {
  Enqueue([this] {
    if (std::exchange(stopped_, true) || handler_ == nullptr) return;
    Guarded([this] { handler_->OnEnd(); });
  });
}

// -- what the handler asks
// -----------------------------------------------------------------------------------------

void StreamCall::Read() {
  absl::MutexLock lock(&mutex_);
  if (phase_ == Phase::kOpen) StartReading();
}

bool StreamCall::Write(std::string message) {
  absl::MutexLock lock(&mutex_);
  if (phase_ != Phase::kOpen) return false;
  unwritten_ += message.size();
  queue_.push_back(std::move(message));
  PumpWrites();
  // Handlers stop far below (Unwritten); whatever one of them forgets, a client that never reads costs no
  // more.
  if (unwritten_ <= kMaxUnwritten) return true;
  Cut(Error(common::v1::ERROR_REASON_IDLE, {{"unwritten_bytes", std::to_string(unwritten_)}}));
  return false;
}

size_t StreamCall::Unwritten() const {
  absl::MutexLock lock(&mutex_);
  return unwritten_;
}

void StreamCall::Wake() {
  absl::MutexLock lock(&mutex_);
  if (phase_ != Phase::kOpen || std::exchange(waking_, true)) return;
  Enqueue([this] {
    {
      absl::MutexLock lock_again(&mutex_);
      waking_ = false;
    }
    if (!stopped_ && handler_ != nullptr) Guarded([this] { handler_->OnWake(); });
  });
}

void StreamCall::End(absl::Status status, GoodbyeAction action) {
  absl::MutexLock lock(&mutex_);
  EndLocked(std::move(status), action);
}

void StreamCall::EndLocked(absl::Status status, GoodbyeAction action) {
  if (phase_ != Phase::kOpen) return;
  Conclude(std::move(status));
  common::v1::Goodbye goodbye;
  *goodbye.mutable_status() = ToProto(record_.status, incoming_.language);
  goodbye.set_action(action);
  queue_.push_back(GoodbyeMessage(endpoint_.goodbye, goodbye));
  unwritten_ += queue_.back().size();
  goodbye_until_ = absl::Now() + runtime_.options().goodbye_grace;
  PumpWrites();
  StartReading();  // whatever the client still sends is discarded, so that it can read the Goodbye
  MaybeFinish();
}

// Fixes what the call ends with.
void StreamCall::Conclude(absl::Status status) {
  phase_ = Phase::kEnding;
  Masked masked = Mask(std::move(status));
  record_.status = std::move(masked.status);
  record_.error_id = std::move(masked.id);
  record_.hidden = std::move(masked.hidden);
  StopHandler();
}

// -- the end
// -------------------------------------------------------------------------------------------------------

// Finish exactly once, never with a write in flight: when the Goodbye is out and the client has half-closed,
// or when the client is gone.
void StreamCall::MaybeFinish() {
  if (phase_ != Phase::kEnding || writing_ || (!gone_ && (!queue_.empty() || !half_closed_))) return;
  phase_ = Phase::kFinished;
  Finish(record_.status.ok() ? grpc::Status::OK : ToGrpc(ToProto(record_.status, incoming_.language)));
}

// Ends without a Goodbye: the client does not take it.
void StreamCall::Cut(absl::Status status) {
  if (phase_ == Phase::kOpen) Conclude(std::move(status));
  if (!gone_ && !done_) context_->TryCancel();
  gone_ = true;
  cancelled_->store(true, std::memory_order_relaxed);
  queue_.clear();
  MaybeFinish();
}

void StreamCall::OnCancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_->store(true, std::memory_order_relaxed);
  if (phase_ == Phase::kFinished) return;
  gone_ = true;
  if (phase_ == Phase::kOpen) Conclude(Error(common::v1::ERROR_REASON_CANCELLED));
  queue_.clear();
  MaybeFinish();
}

void StreamCall::OnDone() {
  absl::MutexLock lock(&mutex_);
  done_ = true;
  Enqueue([this] { Close(); });
}

// -- reading and writing
// -------------------------------------------------------------------------------------------

void StreamCall::StartReading() {
  if (reading_ || half_closed_ || gone_) return;
  reading_ = true;
  StartRead(&in_);
}

void StreamCall::OnReadDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  reading_ = false;
  if (!ok) {
    half_closed_ = true;
    if (context_->IsCancelled()) return;  // OnCancel follows
    if (phase_ == Phase::kOpen && !endpoint_.method->descriptor->client_streaming()) {
      EndLocked(Error(common::v1::ERROR_REASON_MALFORMED, {{"form", "one request message"}}),
                common::v1::GOODBYE_ACTION_DENIED);
    } else if (phase_ == Phase::kOpen) {
      Enqueue([this] {
        if (!stopped_ && handler_ != nullptr) Guarded([this] { handler_->OnHalfClose(); });
      });
    }
    MaybeFinish();
    return;
  }
  record_.bytes_in += in_.Length();
  const bool too_large = in_.Length() > runtime_.options().max_message_bytes;
  if (phase_ != Phase::kOpen || too_large) {
    in_.Clear();
    if (phase_ == Phase::kEnding) StartReading();
    if (phase_ == Phase::kOpen) EndLocked(TooLarge(runtime_.options()), common::v1::GOODBYE_ACTION_DENIED);
    return;
  }
  auto buffer = std::make_shared<grpc::ByteBuffer>();
  buffer->Swap(&in_);
  Enqueue([this, buffer] {
    if (stopped_ || handler_ == nullptr) return;
    Guarded([&] { handler_->OnMessage(ToString(*buffer)); });
  });
}

void StreamCall::PumpWrites() {
  if (writing_ || gone_ || queue_.empty()) return;
  writing_bytes_ = queue_.front().size();
  out_ = ToBuffer(std::move(queue_.front()));
  queue_.pop_front();
  writing_ = true;
  write_since_ = absl::Now();
  grpc::WriteOptions options;
  if (!queue_.empty()) options.set_buffer_hint();  // more follows: one packet for both
  StartWrite(&out_, options);
}

void StreamCall::TellWritable() {
  if (phase_ != Phase::kOpen || std::exchange(telling_, true)) return;
  Enqueue([this] {
    {
      absl::MutexLock lock(&mutex_);
      telling_ = false;
    }
    if (!stopped_ && handler_ != nullptr) Guarded([this] { handler_->OnWritable(); });
  });
}

void StreamCall::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  writing_ = false;
  out_.Clear();
  unwritten_ -= writing_bytes_;
  if (!ok) {
    gone_ = true;
    if (phase_ == Phase::kOpen) Conclude(Error(common::v1::ERROR_REASON_CANCELLED));
    queue_.clear();
  } else {
    record_.bytes_out += writing_bytes_;
    // One that reads slowly what was queued before the Goodbye is not one that never reads.
    if (phase_ == Phase::kEnding) goodbye_until_ = absl::Now() + runtime_.options().goodbye_grace;
    PumpWrites();
    TellWritable();
  }
  MaybeFinish();
}

// -- time
// ----------------------------------------------------------------------------------------------------------

void StreamCall::BeginDrain(const absl::Status& why) {
  absl::MutexLock lock(&mutex_);
  DrainLocked(why);
}

void StreamCall::DrainLocked(const absl::Status& why) {
  if (draining_ || phase_ != Phase::kOpen) return;
  draining_ = true;
  drain_why_ = why;
  drain_until_ = absl::Now() + kDrainPatience;
  Enqueue([this, why] {
    if (!stopped_ && handler_ != nullptr) Guarded([&] { handler_->OnDrain(*this, why); });
  });
}

void StreamCall::Tick(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  if (phase_ == Phase::kFinished) return;
  if (phase_ == Phase::kEnding) {
    if (now < goodbye_until_ || gone_) return;
    if (writing_) return Cut(absl::OkStatus());  // it does not even read the Goodbye
    half_closed_ = true;                         // it read it, and never half-closed
    return MaybeFinish();
  }
  const ServerOptions& options = runtime_.options();
  if (writing_ && now - write_since_ > options.stream_idle) {
    const std::string seconds = std::to_string(absl::ToInt64Seconds(options.stream_idle));
    return Cut(Error(common::v1::ERROR_REASON_IDLE, {{"idle_seconds", seconds}}));
  }
  if (draining_ && now > drain_until_) return EndLocked(drain_why_, common::v1::GOODBYE_ACTION_RECONNECT);
  if (!admitted_) return;
  Enqueue([this] {
    if (!stopped_ && handler_ != nullptr) Guarded([this] { handler_->OnTick(); });
  });
  const Caller& caller = call_->caller();
  if (absl::Status status = runtime_.authenticator().Recheck(caller); !status.ok()) {
    return EndLocked(status, GoodbyeActionFor(status));
  }
  if (now >= caller.token_expires) {
    return DrainLocked(Error(
        common::v1::ERROR_REASON_TOKEN_EXPIRED,
        {{"expired_at", absl::FormatTime(absl::RFC3339_sec, caller.token_expires, absl::UTCTimeZone())}}));
  }
  if (now >= incoming_.arrived + max_age_) {
    const std::string seconds = std::to_string(absl::ToInt64Seconds(options.stream_max_age));
    DrainLocked(Error(common::v1::ERROR_REASON_STREAM_EXPIRED, {{"age_seconds", seconds}}));
  }
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartStream(
    Runtime& runtime, const Endpoint& endpoint, grpc::CallbackServerContext* context) {
  auto* call = new StreamCall(runtime, endpoint, context);
  call->Start();
  return call;
}

}  // namespace tabadul::rpc

#include "lib/exchange/push_handler.h"

#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/item.h"
#include "lib/exchange/wire.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/rpc/edge.h"

namespace tabadul::exchange {
namespace {

// Of one stream, read and not answered: enough that one batch commits while the next is on its way from afar.
constexpr int kCredits = 16'000;           // items: 10,000 a second over a round trip of 200 ms and a commit
constexpr size_t kMaxPending = 16u << 20;  // bytes
constexpr size_t kMessageBytes = 1 << 20;  // of an answer, about
constexpr size_t kMaxUnwritten = 1 << 20;  // outcomes that the client has not taken: beyond, nothing is read

using common::v1::GOODBYE_ACTION_DENIED;
using common::v1::GOODBYE_ACTION_DONE;
using common::v1::GOODBYE_ACTION_RECONNECT;

// What the committer's answers need of a stream, for as long as any answer is under way: they may come after
// the handler is gone, and then find it closed.
class Answers {
 public:
  explicit Answers(rpc::Stream& stream) : stream_(&stream) {}

  // Whose room in the hub's queue this stream fills.
  void Of(std::shared_ptr<const Exchange::Session> session) {
    absl::MutexLock lock(&mutex_);
    session_ = std::move(session);
  }
  // Whether answers come with receipts: then outcomes without one wait for the message that brings it, since a client
  // that keeps receipts waits for it too. Else each small message would cost an answer of its own.
  void ExpectReceipts(bool expected) {
    absl::MutexLock lock(&mutex_);
    receipts_ = expected;
  }
  // Reads one more message now, or when an answer makes room.
  void Reserve() {
    absl::MutexLock lock(&mutex_);
    if (stream_ != nullptr && !ending_) ReadIfRoom();
  }
  // A message was taken; Answer gives the same room back. False if the stream ends: it is dropped, and its client
  // repeats it.
  bool Began(int items, size_t bytes) {
    absl::MutexLock lock(&mutex_);
    if (stream_ == nullptr || ending_) return false;
    ++pending_;
    pending_items_ += items;
    pending_bytes_ += bytes;
    return true;
  }
  // The client, the hub or a failure ends the stream: what is under way is answered first, if it can be.
  void EndAfterPending(const absl::Status& status) { EndAfterPending(status, rpc::GoodbyeActionFor(status)); }
  void EndAfterPending(const absl::Status& status, common::v1::GoodbyeAction action) {
    absl::MutexLock lock(&mutex_);
    if (ending_) return;
    ending_ = true;
    end_ = status;
    action_ = action;
    EndIfIdle();
  }
  void Answer(int items, size_t bytes, absl::StatusOr<v1::PushOutcomes> outcomes) {
    absl::MutexLock lock(&mutex_);
    --pending_;
    pending_items_ -= items;
    pending_bytes_ -= bytes;
    if (stream_ == nullptr) return;
    if (!outcomes.ok()) {
      if (!failed_) WriteHeld();
      // Nothing is known of these items, and later ones must not be answered before they are repeated.
      if (!failed_) {
        end_ = outcomes.status();
        action_ = rpc::GoodbyeActionFor(end_);
      }
      ending_ = failed_ = true;
    } else if (!failed_) {
      Hold(*std::move(outcomes));
    }
    if (ending_) {
      EndIfIdle();
    } else if (waiting_) {
      ReadIfRoom();
    }
  }
  void Writable() {
    absl::MutexLock lock(&mutex_);
    if (stream_ != nullptr && !ending_ && waiting_) ReadIfRoom();
  }
  void Close() {
    absl::MutexLock lock(&mutex_);
    stream_ = nullptr;
  }

 private:
  void Hold(v1::PushOutcomes outcomes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const bool waits = receipts_ && !outcomes.has_receipt() && !outcomes.outcomes().empty();
    if (!held_) {
      held_ = std::move(outcomes);
    } else {
      for (v1::ItemOutcome& outcome : *outcomes.mutable_outcomes())
        *held_->add_outcomes() = std::move(outcome);
      held_->set_token(outcomes.token());
      if (outcomes.has_receipt()) *held_->mutable_receipt() = std::move(*outcomes.mutable_receipt());
    }
    if (!waits) WriteHeld();
  }
  void WriteHeld() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!held_) return;
    Write(*std::exchange(held_, std::nullopt));
    FAULT_POINT("push_answer_written");
  }
  // In messages that a client takes: the mistakes of a thousand items may fill several.
  void Write(v1::PushOutcomes outcomes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    v1::PushResponse response;
    size_t bytes = 0;
    size_t left = static_cast<size_t>(outcomes.outcomes_size());
    const auto send = [&] {
      if (left == 0 && outcomes.has_receipt())
        *response.mutable_outcomes()->mutable_receipt() = std::move(*outcomes.mutable_receipt());
      response.mutable_outcomes()->set_token(outcomes.token());
      stream_->Write(response.SerializeAsString());
      response.Clear();
      bytes = 0;
    };
    for (v1::ItemOutcome& outcome : *outcomes.mutable_outcomes()) {
      bytes += outcome.ByteSizeLong();
      *response.mutable_outcomes()->add_outcomes() = std::move(outcome);
      --left;
      if (bytes > kMessageBytes) send();
    }
    if (response.has_outcomes() || outcomes.outcomes().empty()) send();
  }
  void ReadIfRoom() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    waiting_ = pending_items_ >= kCredits || pending_bytes_ >= kMaxPending ||
               stream_->Unwritten() > kMaxUnwritten || IsCrowded();
    if (!waiting_) stream_->Read();
  }
  // Of many writers each reads less ahead. One whose messages are all answered reads the next one: nothing else would
  // call it back.
  bool IsCrowded() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return pending_ > 0 && session_ != nullptr && !session_->HasRoom(pending_bytes_);
  }
  void EndIfIdle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (pending_ == 0 && stream_ != nullptr) stream_->End(end_, action_);
  }

  absl::Mutex mutex_;
  rpc::Stream* stream_ ABSL_GUARDED_BY(mutex_);
  int pending_ ABSL_GUARDED_BY(mutex_) = 0, pending_items_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t pending_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;  // a read is owed
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  common::v1::GoodbyeAction action_ ABSL_GUARDED_BY(mutex_) = common::v1::GOODBYE_ACTION_DONE;
  bool receipts_ ABSL_GUARDED_BY(mutex_) = false;
  std::shared_ptr<const Exchange::Session> session_ ABSL_GUARDED_BY(mutex_);
  std::optional<v1::PushOutcomes> held_ ABSL_GUARDED_BY(mutex_);  // until their receipt comes
};

class PushHandler final : public rpc::StreamHandler {
 public:
  PushHandler(Exchange& exchange, rpc::Stream& stream)
      : exchange_(exchange), stream_(stream), answers_(std::make_shared<Answers>(stream)) {}
  ~PushHandler() override { answers_->Close(); }

  void OnStart() override { answers_->Reserve(); }
  void OnMessage(std::string message) override {
    if (const absl::Status status = Take(message); !status.ok()) answers_->EndAfterPending(status);
  }
  void OnHalfClose() override { answers_->EndAfterPending(absl::OkStatus()); }
  void OnWritable() override { answers_->Writable(); }
  void OnDrain(rpc::Stream&, const absl::Status& why) override {
    answers_->EndAfterPending(WithRetry(why, absl::Milliseconds(500)), common::v1::GOODBYE_ACTION_RECONNECT);
  }
  void OnEnd() override { answers_->Close(); }

 private:
  absl::Status Take(const std::string& message) {
    ASSIGN_OR_RETURN(PushParts parts, SplitPush(message));
    if (session_ == nullptr) {
      RETURN_IF_ERROR(Start(parts));
      answers_->Reserve();
      return absl::OkStatus();
    }
    if (parts.has_options) return Error(common::v1::ERROR_REASON_OUT_OF_TURN, {{"expected", "items"}});
    const int items = static_cast<int>(parts.items.size());
    const size_t bytes = message.size();
    if (!answers_->Began(items, bytes)) return absl::OkStatus();
    answers_->Reserve();  // the next one is on its way while this one is looked at
    FAULT_POINT("push_message_taken");
    const absl::Status status =
        session_->Submit(std::move(parts.items),
                         [answers = answers_, items, bytes](absl::StatusOr<v1::PushOutcomes> outcomes) {
                           answers->Answer(items, bytes, std::move(outcomes));
                         });
    if (!status.ok()) answers_->Answer(items, bytes, status);
    return absl::OkStatus();
  }

  absl::Status Start(const PushParts& parts) {
    if (!parts.has_options || parts.has_items) {
      return Error(common::v1::ERROR_REASON_OUT_OF_TURN, {{"expected", "options"}});
    }
    ASSIGN_OR_RETURN(session_, exchange_.Open(stream_.call(), parts.options));
    answers_->Of(session_);
    answers_->ExpectReceipts(!parts.options.validate_only());
    v1::PushResponse response;
    response.mutable_started()->set_credits(kCredits);
    response.mutable_started()->mutable_max_age()->set_seconds(absl::ToInt64Seconds(stream_.max_age()));
    stream_.Write(response.SerializeAsString());
    return absl::OkStatus();
  }

  Exchange& exchange_;
  rpc::Stream& stream_;
  const std::shared_ptr<Answers> answers_;
  std::shared_ptr<Exchange::Session> session_;
};

}  // namespace

std::unique_ptr<rpc::StreamHandler> MakePushHandler(Exchange& exchange, rpc::Stream& stream) {
  return std::make_unique<PushHandler>(exchange, stream);
}

}  // namespace tabadul::exchange
